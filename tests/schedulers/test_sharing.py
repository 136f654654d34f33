import pytest

from schedulers.sharing import REMEMBERED_S, SLOW_S, Call, Sharing


def calls(network: str, count: int, since: float) -> list[Call]:
    return [Call(network, since)] * count


def test_a_free_worker_claims_its_slots_and_half_as_many_ahead() -> None:
    assert Sharing(64).wish([], [], 0).most == 96


def test_without_a_slot_nothing_is_claimed_but_a_few_ahead() -> None:
    assert Sharing(64).wish(calls("x", 64, 0), [], 0.5).most == 32
    assert Sharing(64).wish(calls("x", 64, 0), calls("x", 32, 0.5), 0.5).most == 0


def test_a_call_that_hangs_gives_its_slot_back() -> None:
    hanging = calls("x", 64, 0)

    assert Sharing(64).free(hanging, SLOW_S / 2) == 0
    assert Sharing(64).free(hanging, SLOW_S * 2) == 64


def test_however_slow_a_network_is_there_is_an_end_to_what_hangs() -> None:
    assert Sharing(64).free(calls("x", 256, 0), SLOW_S * 2) == 0


def test_a_network_with_three_quarters_of_all_calls_is_shut() -> None:
    assert Sharing(64).wish(calls("x", 192, 0), [], SLOW_S * 2).shut == ("x",)
    assert Sharing(64).wish(calls("x", 191, 0), [], SLOW_S * 2).shut == ()


def test_a_network_that_hangs_may_use_half_of_the_slots_from_then_on() -> None:
    sharing = Sharing(64)
    wish = sharing.wish([*calls("x", 50, 0), *calls("y", 3, SLOW_S * 2)], [], SLOW_S * 2)

    assert wish.slow == ("x",)
    assert wish.most_of_slow == 32
    assert sharing.wish(calls("x", 30, SLOW_S * 2), calls("x", 1, SLOW_S * 2), SLOW_S * 2).most_of_slow == 1


@pytest.mark.parametrize(("later", "slow"), [(REMEMBERED_S - 1, ("x",)), (REMEMBERED_S + 1, ())])
def test_it_is_remembered_for_a_minute_that_a_network_was_slow(later: float, slow: tuple[str, ...]) -> None:
    sharing = Sharing(64)
    sharing.ended(Call("x", 0), SLOW_S * 2)

    assert sharing.wish([], [], SLOW_S * 2 + later).slow == slow


def test_a_quick_call_makes_no_network_slow() -> None:
    sharing = Sharing(64)
    sharing.ended(Call("x", 0), SLOW_S / 2)

    assert sharing.wish([], [], SLOW_S).slow == ()
