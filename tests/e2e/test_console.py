import re

import pytest
from playwright.sync_api import Browser, expect

from campaigns.status import DeliveryStatus
from tests.e2e.browser import faults, opened
from tests.e2e.conftest import PASSWORD, Place
from tests.web.seeding import put, write_post

pytestmark = pytest.mark.xdist_group("chromium")

PUBLIC = ("/es", "/en", "/es/nadie", "/es/sola", "/es/c/30-julio", "/es/p/GT", "/console/login", "/nada")
INSIDE = (
    "/console/queue",
    "/console/queue?status=planned",
    "/console/queue/{delivery}",
    "/console/compose",
    "/console/posts",
    "/console/posts/{post}",
    "/console/posts/{draft}",
    "/console/campaigns",
    "/console/profiles",
    "/console/holds",
    "/console/translations",
    "/console/translations/{translation}",
    "/console/languages",
    "/console/languages/terms/G001",
    "/console/library",
    "/console/library/new",
    "/console/library/{asset}?faces=1",
    "/console/library/{film}",
    "/console/posts/{post}/accessible",
    "/console/cards?template=message",
    "/console/cards?template=infographic",
    "/console/brand",
)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["desk light", "phone dark"])
def test_every_page_is_accessible_and_keeps_the_policy(place: Place, browser: Browser, width: int, dark: bool) -> None:
    context = opened(browser, width=width, dark=dark, storage_state=place.signed_in)
    page = context.new_page()
    found = {}
    for path in (*PUBLIC, *INSIDE):
        page.goto(place.url + place.path(path))
        found[path] = faults(page)
    context.close()

    assert {path: broken for path, broken in found.items() if broken} == {}


def test_the_queue_moves_while_one_looks(place: Place, browser: Browser) -> None:
    context = opened(browser, storage_state=place.signed_in)
    page = context.new_page()
    page.goto(f"{place.url}/console/queue")
    expect(page.get_by_role("heading", name="Saliendo ahora")).to_have_count(0)

    put(place.database, write_post(place.database, place.clock, title="En vuelo"), DeliveryStatus.SENDING)

    expect(page.get_by_role("heading", name="Saliendo ahora")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("link", name="En vuelo")).to_be_visible()
    assert page.evaluate("window.refused") == []
    context.close()


def test_counts_and_preview_follow_the_typing(place: Place, browser: Browser) -> None:
    context = opened(browser, storage_state=place.signed_in)
    page = context.new_page()
    page.goto(f"{place.url}/console/compose?campaign=30-julio")
    page.get_by_label("x-gt").check()
    page.fill("#text_es", "En {{ country.name }} nadie está en venta")

    expect(page.locator("#preview")).to_contain_text("En Guatemala nadie está en venta", timeout=15_000)
    expect(page.locator("#preview .count")).to_contain_text(re.compile(r"\d+ / 280"))

    page.fill("#text_es", "á" * 300)
    expect(page.locator("#preview .count.over")).to_be_visible(timeout=15_000)
    assert faults(page) == []
    context.close()


def test_all_of_it_works_without_scripts(place: Place, browser: Browser) -> None:
    context = opened(browser, scripts=False)
    page = context.new_page()
    page.goto(f"{place.url}/console/compose")
    page.fill("#name", "admin")
    page.fill("#password", PASSWORD)
    page.click("button")
    page.select_option("#campaign", "30-julio")
    page.fill("#text_es", "Nadie está en venta.")
    page.get_by_label("x-gt").check()
    page.get_by_role("button", name="Ver cómo queda").click()
    expect(page.locator("#preview")).to_contain_text("Nadie está en venta.")
    page.get_by_label("En cuanto se apruebe").check()
    page.get_by_role("button", name="Guardar y revisar").click()
    page.get_by_role("button", name="Aprobar").click()

    expect(page.locator(".preview .status")).to_have_text("Programada")
    page.get_by_role("button", name="Salir").click()
    expect(page.get_by_role("heading", name="Consola")).to_be_visible()
    context.close()


def test_the_keyboard_reaches_the_content_first(place: Place, browser: Browser) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(f"{place.url}/es")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Ir al contenido")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()
    context.close()


def test_a_box_drawn_on_a_photograph_hides_what_is_in_it(place: Place, browser: Browser) -> None:
    context = opened(browser, storage_state=place.signed_in)
    page = context.new_page()
    page.goto(f"{place.url}/console/library/{place.asset}")
    stage = page.locator(".stage svg").bounding_box()
    assert stage is not None
    page.mouse.move(stage["x"] + 40, stage["y"] + 40)
    page.mouse.down()
    page.mouse.move(stage["x"] + 160, stage["y"] + 180, steps=4)
    page.mouse.up()
    expect(page.locator("#hide input[type=checkbox]")).to_be_checked()
    page.get_by_role("button", name="Hacer una copia pixelada").click()

    expect(page.get_by_text("Hecho de")).to_be_visible()
    assert page.evaluate("window.refused") == []
    context.close()


def test_the_card_follows_the_typing(place: Place, browser: Browser) -> None:
    context = opened(browser, storage_state=place.signed_in)
    page = context.new_page()
    page.goto(f"{place.url}/console/cards?template=message")
    page.fill("#f_title", "Pregunte antes de irse")

    expect(page.locator("#preview figcaption")).to_contain_text("Pregunte antes de irse", timeout=15_000)
    expect(page.locator("#preview figcaption")).not_to_contain_text("Ejemplo")
    assert page.evaluate("document.querySelector('#preview img').naturalWidth") > 0
    assert faults(page) == []
    context.close()
