"""What every network must keep, whoever wrote it. Subclass `NetworkContract` in `tests/networks/test_<network>.py`.

Give it `network` and a `stage` fixture: the module's loopback stand-in as a `Stage`. Everything here then runs against it,
and what the declared `LIMITS` say it cannot do (look, images, alt text) is expected of it: it says so, it never pretends.
Only the faults its stand-in cannot act out are left out (`conftest.py`): nothing is skipped.
"""

import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

import pytest
from pydantic import ValidationError

from networks.checking import BURNED, CAPTION_TYPES, fitting_captions
from networks.contract import (
    CannotLook,
    Limits,
    Media,
    Network,
    NetworkError,
    NetworkModule,
    Outgoing,
    Prepared,
    Receipt,
    SignedOut,
    Unavailable,
    Unconfirmed,
    budget,
)
from networks.registry import network_module
from tests.networks.leaving import LeavingContract
from tests.networks.samples import DELIVERY, LINK, TEXT, image, outgoing, video
from tests.networks.stage import IN_TIME, Arrived, Kept, Seen, Stage
from tests.servers.faults import ACCEPTED, Fault

__all__ = ["IN_TIME", "Arrived", "Kept", "NetworkContract", "Seen", "Stage"]

HURRIED: Final = 0.7
NO_LIMIT: Final = 100_000
OUTCOMES: Final[Mapping[Fault, type[NetworkError]]] = {
    Fault.REFUSE: Unavailable,
    Fault.RATE_LIMIT: Unavailable,
    Fault.ACCEPT_THEN_DROP: Unconfirmed,
    Fault.ACCEPT_THEN_HANG: Unconfirmed,
    Fault.ACCEPT_THEN_500: Unconfirmed,
    Fault.ACCEPT_THEN_RESET: Unconfirmed,
    Fault.ACCEPT_THEN_TRUNCATE: Unconfirmed,
    Fault.ACCEPT_SLOWLY: Unconfirmed,
    Fault.DROP: Unconfirmed,
    Fault.PROXY_HTML: Unconfirmed,
    Fault.DUPLICATE: Unconfirmed,
}


@pytest.mark.anyio
class NetworkContract(LeavingContract):
    """One behaviour a test; every network's own tests add to these."""

    network: ClassVar[str]

    @pytest.fixture
    def stage(self) -> Stage:
        raise NotImplementedError

    @property
    def module(self) -> NetworkModule:
        return network_module(self.network)

    @property
    def limits(self) -> Limits:
        return self.module.LIMITS

    def connect(self, stage: Stage, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Network:
        return self.module.connect(stage.account(timeout_s=timeout_s, wrong_secret=wrong_secret))

    def secret_free(self, error: BaseException, stage: Stage) -> bool:
        shown = "".join(traceback.format_exception(error)) + repr(getattr(error, "facts", ""))
        return not any(secret in shown for secret in stage.secrets())

    async def sent(self, network: Network, message: Outgoing, parts: Kept | None = None) -> Prepared:
        """Prepared and published."""
        prepared = await self.ready(network, message, parts)
        await self.out(network, prepared)
        return prepared

    async def out(self, network: Network, prepared: Prepared, delivery: UUID = DELIVERY) -> Receipt:
        """Published; a network that hands the package to a person says here how it comes out."""
        return await network.publish(prepared, delivery)

    def problems(self, stage: Stage, message: Outgoing) -> list[str]:
        """The codes of what the network finds wrong with it."""
        return [problem.code for problem in self.connect(stage).check(message)]

    def message(self, text: str = TEXT, *, link: str = LINK, media: tuple[Media, ...] = ()) -> Outgoing:
        """A message this network takes; one that takes no bare text adds a picture here."""
        return outgoing(text, link=link, media=media)

    async def ready(self, network: Network, message: Outgoing, parts: Kept | None = None) -> Prepared:
        kept = Kept() if parts is None else parts
        return await network.prepare(message, kept, kept.keep)

    # -- declared -----------------------------------------------------------------------------------------------------

    def test_its_limits_are_declared_under_its_own_name_each_with_a_source(self) -> None:
        limits = self.limits

        assert limits.network == self.network
        assert limits.text_unit
        assert limits.sources or limits.max_text is None, "every limit names the page it was read on"
        assert all(limits.sources.values())
        assert all(rate.source for rate in limits.rates)
        assert all(metric.definition and metric.source and metric.unit for metric in limits.metrics)
        assert {metric.kind for metric in limits.metrics} <= {"reach", "views", "interaction", "audience"}
        assert limits.idempotency in {"key", "record_key", "container", "fingerprint", "none"}
        assert limits.alt_text in {"native", "in_text", "reply", "none"}
        assert limits.link in {"text", "field"}
        assert limits.visibility_lag_s >= 0

    def test_counting_is_pure_and_empty_is_nothing(self) -> None:
        assert self.limits.count("") == 0
        assert self.limits.count("Te creemos.") == self.limits.count("Te creemos.") > 0

    def test_an_unknown_key_is_refused_in_settings_and_in_credentials(self) -> None:
        for model in (self.module.Settings, self.module.Credentials):
            with pytest.raises(ValidationError, match="unheard_of"):
                model.model_validate({"unheard_of": "1"})

    # -- check --------------------------------------------------------------------------------------------------------

    def test_a_good_message_has_no_problem(self, stage: Stage) -> None:
        assert self.connect(stage).check(self.message()) == []

    def test_text_at_the_limit_is_taken_and_one_more_is_named_where_there_is_a_limit(self, stage: Stage) -> None:
        most = self.limits.max_text
        fitting = "a" * (NO_LIMIT if most is None else most)

        assert self.problems(stage, self.message(fitting, link="")) == []
        assert ("text_too_long" in self.problems(stage, self.message(fitting + "a", link=""))) == (most is not None)

    def test_nothing_to_say_is_refused(self, stage: Stage) -> None:
        assert self.connect(stage).check(Outgoing(" \n", "es"))

    def test_more_images_than_declared_are_refused(self, stage: Stage, tmp_path: Path) -> None:
        most = self.limits.max_images
        message = self.message(media=tuple(self.image(tmp_path, number) for number in range(most + 1)))

        assert "too_many_images" in self.problems(stage, message)

    def test_more_videos_than_declared_are_refused(self, stage: Stage, tmp_path: Path) -> None:
        message = self.message(media=(video(tmp_path),) * (self.limits.max_videos + 1))

        assert "too_many_videos" in self.problems(stage, message)

    def test_an_image_nobody_described_is_refused(self, stage: Stage, tmp_path: Path) -> None:
        found = self.problems(stage, self.message(media=(self.image(tmp_path, alt=""),)))

        assert ("alt_missing" if self.limits.max_images else "too_many_images") in found

    def image(self, folder: Path, number: int = 0, alt: str = "Una mano sostiene un teléfono") -> Media:
        """A file of a type this network takes; a subclass may need another shape."""
        return image(folder, number=number, alt=alt, mime=(self.limits.image_types or ("image/jpeg",))[0])

    # -- publish ------------------------------------------------------------------------------------------------------

    async def test_a_text_goes_out_once_exactly_as_previewed_with_its_link(self, stage: Stage) -> None:
        network, message = self.connect(stage), self.message()
        receipt = await self.out(network, await self.ready(network, message))
        await network.close()

        assert receipt.ref
        [seen] = stage.posts()
        assert message.text in seen.text
        assert (seen.text + seen.link).count(LINK) == 1
        assert stage.complaints() == []

    async def test_a_link_that_is_in_the_text_is_not_added_again(self, stage: Stage) -> None:
        network = self.connect(stage)
        await self.sent(network, self.message(f"Denuncie aquí: {LINK}"))
        await network.close()

        [seen] = stage.posts()
        assert seen.text.count(LINK) == 1

    async def test_an_image_goes_out_with_its_description_where_images_are_taken(self, stage: Stage, tmp_path: Path) -> None:
        message = self.message(media=(self.image(tmp_path, alt="Un cartel con el número de ayuda"),))
        if not self.limits.max_images:
            assert self.problems(stage, message) == ["too_many_images"]
            return
        network = self.connect(stage)
        await self.sent(network, message)
        await network.close()

        [seen] = stage.posts()
        if self.limits.alt_text != "none":
            shown = [*seen.alts, *([seen.text] if self.limits.alt_text == "in_text" else [])]
            assert any("Un cartel con el número de ayuda" in one for one in shown)
        assert stage.complaints() == []

    async def test_as_many_images_as_declared_go_out_in_order(self, stage: Stage, tmp_path: Path) -> None:
        takes = self.limits.max_images
        alts = [f"Escena número {number}" for number in range(min(max(takes, 2), 5))]
        message = self.message(media=tuple(self.image(tmp_path, at, alt) for at, alt in enumerate(alts)))
        if takes < 2:
            assert self.problems(stage, message) == ["too_many_images"]
            return
        network = self.connect(stage)
        await self.sent(network, message)
        await network.close()

        [seen] = stage.posts()
        if self.limits.alt_text == "native":
            assert seen.alts == alts
        assert stage.complaints() == []

    async def test_a_video_goes_out_where_videos_are_taken(self, stage: Stage, tmp_path: Path) -> None:
        message = self.message(media=(video(tmp_path),))
        if not self.limits.max_videos:
            assert self.problems(stage, message) == ["too_many_videos"]
            return
        network = self.connect(stage)
        await self.sent(network, message)
        await network.close()

        assert len(stage.posts()) == 1
        assert stage.complaints() == []

    async def test_preparing_again_after_a_crash_uploads_nothing_twice(self, stage: Stage, tmp_path: Path) -> None:
        pictures = (self.image(tmp_path),) if self.limits.max_images else ()
        parts, message = Kept(), self.message(media=pictures)
        first = self.connect(stage)
        await self.ready(first, message, parts)
        await first.close()
        before = stage.uploads()

        second = self.connect(stage)
        await self.sent(second, message, parts)
        await second.close()

        assert stage.uploads() == before
        assert len(stage.posts()) == 1

    # -- everything a profile carries, byte for byte --------------------------------------------------------------------

    async def test_an_album_arrives_as_it_was_each_picture_in_its_place(self, stage: Stage, tmp_path: Path) -> None:
        pictures = tuple(self.image(tmp_path, at, f"Escena {at}") for at in range(min(self.limits.max_images, 4)))
        if not pictures:
            return
        network = self.connect(stage)
        await self.sent(network, self.message(media=pictures))
        await network.close()

        assert [one.sha256 for one in stage.arrived()] == [one.sha256 for one in pictures]
        assert stage.complaints() == []

    async def test_a_film_arrives_as_it_was_with_its_spanish_captions_where_files_are_taken(
        self, stage: Stage, tmp_path: Path
    ) -> None:
        if not self.limits.max_videos:
            return
        clip = video(tmp_path, captions=True)
        wanted = () if self.limits.captions == BURNED else fitting_captions(self.limits, clip.captions, "es")
        network = self.connect(stage)
        await self.sent(network, self.message(media=(replace(clip, captions=wanted),)))
        await network.close()

        [film] = stage.arrived()
        assert film.sha256 == clip.sha256
        assert list(film.captions) == (["es"] if wanted else [])
        assert all("No está sola. Llame." in words for words in film.captions.values())
        assert bool(wanted) == (self.limits.captions in CAPTION_TYPES)
        assert stage.complaints() == []

    def test_captions_that_must_be_drawn_in_are_asked_for_before_anything_is_scheduled(
        self, stage: Stage, tmp_path: Path
    ) -> None:
        found = self.problems(stage, self.message(media=(video(tmp_path, captions=True),)))

        assert ("captions_not_burned" in found) == (self.limits.captions == BURNED)

    # -- faults -------------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("fault", list(OUTCOMES))
    async def test_each_fault_of_the_line_becomes_the_right_error_and_never_shows_a_secret(
        self, stage: Stage, fault: Fault
    ) -> None:
        hurried = fault in {Fault.ACCEPT_THEN_HANG, Fault.ACCEPT_SLOWLY}
        network = self.connect(stage, timeout_s=HURRIED if hurried else IN_TIME)
        prepared = await self.ready(network, self.message())
        stage.will(fault)

        with pytest.raises(NetworkError) as caught:
            await network.publish(prepared, DELIVERY)
        await network.close()

        assert type(caught.value) is OUTCOMES[fault]
        assert self.secret_free(caught.value, stage)
        assert len(stage.posts()) == (fault in ACCEPTED)
        if fault is Fault.RATE_LIMIT:
            assert isinstance(caught.value, Unavailable)
            assert caught.value.until_cycle or (caught.value.retry_after or 0) > 0
        if fault is Fault.DUPLICATE:
            assert isinstance(caught.value, Unconfirmed)
            assert caught.value.landed

    async def test_a_wrong_secret_signs_the_profile_out_without_showing_it(self, stage: Stage) -> None:
        if not stage.secrets():
            assert all(field.repr for field in self.module.Credentials.model_fields.values()), "it does have a secret"
            return
        network = self.connect(stage, wrong_secret=True)

        with pytest.raises(SignedOut) as caught:
            await network.whoami()
        await network.close()

        assert self.secret_free(caught.value, stage)

    # -- find ---------------------------------------------------------------------------------------------------------

    async def test_what_was_published_is_found_and_nothing_else(self, stage: Stage) -> None:
        account = stage.account()
        network, since = self.module.connect(account), account.clock.now() - timedelta(seconds=5)
        other = await self.ready(network, self.message("Otro mensaje", link="https://prensa.example.org/r/other"))
        await self.out(network, other, UUID(int=7))
        prepared = await self.ready(network, self.message())

        if not self.limits.looks:
            with pytest.raises(CannotLook):
                await network.find(DELIVERY, prepared, since)
            await network.close()
            return
        assert await network.find(DELIVERY, prepared, since) is None
        receipt = await self.out(network, prepared)
        found = await network.find(DELIVERY, prepared, since)
        await network.close()

        assert found is not None
        assert found.ref == receipt.ref

    @pytest.mark.parametrize("fault", [Fault.ACCEPT_THEN_DROP])
    async def test_a_post_whose_answer_was_lost_is_found_where_one_can_look(self, stage: Stage, fault: Fault) -> None:
        account = stage.account()
        network, since = self.module.connect(account), account.clock.now() - timedelta(seconds=5)
        prepared = await self.ready(network, self.message())
        stage.will(fault)
        with pytest.raises(Unconfirmed):
            await network.publish(prepared, DELIVERY)

        if self.limits.looks:
            assert await network.find(DELIVERY, prepared, since) is not None
        else:
            with pytest.raises(CannotLook):
                await network.find(DELIVERY, prepared, since)
        await network.close()

    # -- measure, identity --------------------------------------------------------------------------------------------

    async def test_every_declared_metric_comes_back_and_what_is_unknown_is_none_not_zero(self, stage: Stage) -> None:
        network = self.connect(stage)
        receipt = await self.out(network, await self.ready(network, self.message()))
        measured = await network.measure([receipt.ref])
        await network.close()

        assert {one.metric for one in measured} == {metric.name for metric in self.limits.metrics}
        assert {one.ref for one in measured} <= {receipt.ref}
        assert all(one.value is None or one.value >= 0 for one in measured)
        assert all(one.source and one.unit for one in measured)

    async def test_a_post_the_network_does_not_know_has_no_numbers(self, stage: Stage) -> None:
        network = self.connect(stage)
        measured = await network.measure(["987654321"])
        await network.close()

        assert all(one.value is None for one in measured)

    async def test_it_says_who_the_profile_is(self, stage: Stage) -> None:
        network = self.connect(stage)
        identity = await network.whoami()
        await network.close()

        assert identity.ref
        assert identity.handle

    async def test_budget_facts_are_told_or_absent_and_closing_twice_is_harmless(self, stage: Stage) -> None:
        network = self.connect(stage)
        await self.sent(network, self.message())

        assert all(fact.scope in {"profile", "app", "network"} for fact in budget(network))
        await network.close()
        await network.close()
