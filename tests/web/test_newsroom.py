import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from assets.store import Store
from campaigns.models import Campaign, Hotline
from foundation.db import Database
from monitoring.models import Place, VisitDay
from tests.clock import FrozenClock
from tests.web.conftest import HOST, Publish

SHA = sha256(b"png").hexdigest()
PICTURE = {
    "sha256": SHA,
    "mime": "image/png",
    "kind": "image",
    "alt": "Una mano abierta sobre fondo azul",
    "size": 3,
    "width": 1200,
    "height": 630,
    "duration": 0,
    "captions": [],
}
ATOM = "{http://www.w3.org/2005/Atom}"


def test_an_empty_newsroom_says_so_with_dignity(client: TestClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "Todavía no hay mensajes publicados" in answer.text


@pytest.mark.parametrize(
    ("wish", "language"),
    [("en-US,en;q=0.9,es;q=0.8", "en"), ("fr, es;q=0.5, en;q=0.4", "es"), ("", "es"), ("en;q=0, de", "es"), ("x;q=y,en", "en")],
)
def test_the_first_page_speaks_the_language_the_browser_asks_for(client: TestClient, wish: str, language: str) -> None:
    answer = client.get("/", headers={"accept-language": wish})

    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["vary"] == "accept-language"


def test_a_message_is_listed_and_has_its_own_page(client: TestClient, publish: Publish) -> None:
    entry = publish("Nadie está en venta", territory="GT", campaign="30-julio", campaign_title="30 de julio")

    listed = client.get("/es").text
    page = client.get(f"/es/{entry.slug}").text

    assert f'href="/es/{entry.slug}"' in listed
    assert "<h1>Nadie está en venta</h1>" in page
    assert "La trata de personas es un delito." in page


def test_a_message_only_appears_in_its_own_language(client: TestClient, publish: Publish) -> None:
    publish("Nadie está en venta", "es")
    publish("Nobody is for sale", "en")

    assert "Nobody is for sale" not in client.get("/es").text
    assert "Nobody is for sale" in client.get("/en").text


def test_both_versions_of_a_message_name_each_other(client: TestClient, publish: Publish) -> None:
    spanish = publish("Nadie está en venta", "es", post="7")
    english = publish("Nobody is for sale", "en", post="7")

    page = client.get(f"/es/{spanish.slug}").text

    assert f'hreflang="en" href="{HOST}/en/{english.slug}"' in page
    assert f'<a href="/en/{english.slug}" hreflang="en" lang="en">English</a>' in page


def test_a_language_of_a_people_gets_its_own_newsroom_as_soon_as_it_is_spoken(client: TestClient, publish: Publish) -> None:
    assert client.get("/quc").status_code == 404

    publish("Man k’o ta jun k’ayib’al", "quc")

    page = client.get("/quc").text
    assert "Man k’o ta jun" in page
    assert ">K’iche’</a>" in page


def test_what_people_write_cannot_become_markup(client: TestClient, publish: Publish) -> None:
    entry = publish('<script>alert("x")</script>', text='</script><img src=x onerror=alert(1)> https://example.org/?a=1&b="2')

    for path in ("/es", f"/es/{entry.slug}", "/es/feed.xml"):
        answer = client.get(path).text
        assert "<script>alert" not in answer
        assert "<img src=x" not in answer


def test_an_address_in_a_text_becomes_a_link_without_the_full_stop(client: TestClient, publish: Publish) -> None:
    entry = publish(text="Lea https://example.org/guia.")

    assert '<a href="https://example.org/guia">example.org/guia</a>.' in client.get(f"/es/{entry.slug}").text


def test_the_page_tells_networks_and_search_engines_what_it_is(client: TestClient, publish: Publish) -> None:
    entry = publish(media=[PICTURE])

    page = client.get(f"/es/{entry.slug}").text

    assert f'<meta property="og:image" content="{HOST}/media/{SHA}.png">' in page
    assert '<meta property="og:image:alt" content="Una mano abierta sobre fondo azul">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2027-07-30T14:59:00Z"


def test_a_picture_carries_its_alt_text_and_can_be_downloaded(client: TestClient, publish: Publish, store: Store) -> None:
    assert store.put(b"png", "image/png") == SHA
    entry = publish(media=[PICTURE])

    page = client.get(f"/es/{entry.slug}").text
    picture = client.get(f"/media/{SHA}.png")
    download = client.get(f"/media/{SHA}.png?download={entry.slug}")

    assert f'<img src="/media/{SHA}.png" alt="Una mano abierta sobre fondo azul" width="1200" height="630">' in page
    assert (picture.content, picture.headers["content-type"]) == (b"png", "image/png")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["content-disposition"].startswith("inline")
    assert download.headers["content-disposition"] == f'attachment; filename="corett-{entry.slug}-{SHA[:8]}.png"'


@pytest.mark.parametrize("name", [f"{SHA}.png", f"{SHA}.svg", f"{SHA}.html", "..%2F..%2Fetc%2Fpasswd", f"{SHA.upper()}.png", "x"])
def test_a_file_that_is_not_ours_to_show_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_subtitles_come_as_web_vtt(client: TestClient, publish: Publish) -> None:
    track = {"language": "es", "mime": "text/vtt", "text": "WEBVTT\n\n00:00.000 --> 00:01.000\nNadie está en venta\n"}
    entry = publish(media=[PICTURE | {"kind": "video", "mime": "video/mp4", "captions": [track]}])

    page = client.get(f"/es/{entry.slug}").text
    answer = client.get(f"/es/{entry.slug}/0/es.vtt")

    assert f'src="/es/{entry.slug}/0/es.vtt"' in page
    assert answer.text == track["text"]
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert client.get(f"/es/{entry.slug}/1/es.vtt").status_code == 404


def test_older_messages_are_one_link_away_and_none_is_lost(client: TestClient, publish: Publish) -> None:
    start = datetime(2027, 7, 1, tzinfo=UTC)
    slugs = {publish(f"Mensaje {n}", published_at=start + timedelta(minutes=n // 2)).slug for n in range(60)}

    seen: list[str] = []
    address: str | None = "/es"
    while address:
        page = client.get(address).text
        seen += re.findall(r'<h2><a href="/es/([^"]+)">', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else None

    assert len(seen) == len(set(seen)) == 60
    assert set(seen) == slugs


@pytest.mark.parametrize("mark", ["nonsense", "%00", "bm8=", "MjAyN3x4"])
def test_a_mark_nobody_made_shows_the_first_page(client: TestClient, publish: Publish, mark: str) -> None:
    publish()

    assert "Nadie está en venta" in client.get(f"/es?before={mark}").text


def test_the_atom_feed_is_what_feed_readers_expect(client: TestClient, publish: Publish) -> None:
    entry = publish("Hijas & hijos", media=[PICTURE])

    answer = client.get("/es/feed.xml")

    root = ET.fromstring(answer.text)  # noqa: S314 - our own feed
    item = root.find(f"{ATOM}entry")
    assert item is not None
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert item.findtext(f"{ATOM}id") == f"urn:uuid:{entry.delivery_id}"
    assert item.findtext(f"{ATOM}title") == "Hijas & hijos"
    assert item.findtext(f"{ATOM}content") == "<p>La trata de personas es un delito.</p>\n<p>Denuncie.</p>"
    enclosure = item.find(f"{ATOM}link[@rel='enclosure']")
    assert enclosure is not None
    assert enclosure.get("href") == f"{HOST}/media/{SHA}.png"


def test_a_reader_who_has_the_page_is_not_sent_it_again(client: TestClient, publish: Publish) -> None:
    publish(published_at=datetime(2027, 7, 30, 15, 0, tzinfo=UTC))
    first = client.get("/es/feed.xml")

    again = client.get("/es/feed.xml", headers={"if-none-match": first.headers["etag"]})
    publish("Otro mensaje")
    changed = client.get("/es/feed.xml", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_the_sitemap_lists_every_message_with_its_versions(client: TestClient, publish: Publish) -> None:
    spanish = publish("Nadie está en venta", "es", post="7")
    english = publish("Nobody is for sale", "en", post="7")

    content = client.get("/sitemap.xml").text

    ET.fromstring(content)  # noqa: S314 - our own sitemap
    assert f"<loc>{HOST}/es/{spanish.slug}</loc>" in content
    assert content.count(f'hreflang="en" href="{HOST}/en/{english.slug}"') == 2
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").text


def test_a_campaign_and_a_country_have_their_own_page(
    client: TestClient, publish: Publish, database: Database, territories: None
) -> None:
    with database.writing() as session:
        session.add(
            Campaign(
                slug="30-julio",
                title_es="Día Mundial contra la Trata",
                title_en="World Day against Trafficking in Persons",
                territory="REG",
                hashtag="#NadieEnVenta",
                created_at=datetime(2027, 7, 1, tzinfo=UTC),
            )
        )
    publish("Nadie está en venta", campaign="30-julio", campaign_title="Día Mundial contra la Trata", territory="GT")
    publish("Otra cosa", territory="DO")

    campaign, country = client.get("/es/c/30-julio").text, client.get("/es/p/GT").text

    assert "<h1>Día Mundial contra la Trata</h1>" in campaign
    assert "#NadieEnVenta" in campaign
    for page in (campaign, country):
        assert "Nadie está en venta" in page
        assert "Otra cosa" not in page
    assert client.get("/es/c/nada").status_code == client.get("/es/p/XX").status_code == 404


def test_only_a_freshly_verified_help_line_is_shown(
    client: TestClient, database: Database, clock: FrozenClock, territories: None
) -> None:
    with database.writing() as session:
        for number, verified in (
            ("1111", clock.now() - timedelta(days=10)),
            ("2222", clock.now() - timedelta(days=181)),
            ("3333", None),
        ):
            session.add(Hotline(territory="GT", number=number, name="Línea", source="prueba", verified_at=verified))

    page = client.get("/es").text

    assert "1111" in page
    assert "2222" not in page
    assert "3333" not in page


@pytest.mark.parametrize("path", ["/nada", "/es/nada", "/xx/feed.xml", "/es/c/nada"])
def test_what_does_not_exist_is_a_page_in_the_readers_language(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "es"})

    assert answer.status_code == 404
    assert "Esta página no existe" in answer.text


def test_a_reader_is_counted_and_a_robot_is_counted_apart(
    app: FastAPI, client: TestClient, publish: Publish, database: Database
) -> None:
    entry = publish()

    for agent in ("Mozilla/5.0 Firefox/140.0", "Mozilla/5.0 Firefox/140.0", "TelegramBot (like TwitterBot)"):
        client.get(f"/es/{entry.slug}", headers={"user-agent": agent})
    app.state.counter.flush()

    with database.reading() as session:
        day = session.scalars(select(VisitDay)).one()
        assert (day.place, day.key, day.visits, day.uniques, day.bots) == (Place.PAGE, f"/es/{entry.slug}", 2, 1, 1)
