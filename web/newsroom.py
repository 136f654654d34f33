"""The public newsroom: what the Coalition has said, in each language, for people, feed readers and search engines."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from assets.errors import FileGone
from campaigns.hotlines import lines_to_publish
from foundation.texts import LANGUAGES, N_
from languages.table import SOURCE
from networks.models import SiteEntry
from web.entries import (
    campaign_named,
    countries,
    entry_at,
    languages_spoken,
    latest,
    other_languages,
    places,
    zone_of,
)
from web.front import MEDIA_TYPES, Front, Fronted, Line, media_url, preferred_language
from web.links import counter, visit
from web.meanwhile import awaited, stand_in, stand_ins
from web.showing import first_words, headline, stamp, without_headline

router = APIRouter()

SHOWN_IN_PLACE: Final = ("image/", "video/", "audio/")
A_MINUTE: Final = "public, max-age=60"
SITEMAP_LIMIT: Final = 50_000  # https://www.sitemaps.org/protocol.html
SITEMAP_START: Final = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">"""
FEED_ENTRIES: Final = 50
COALITION: Final = N_("Coalición Regional contra la Trata de Personas y el Tráfico Ilícito de Migrantes")


@router.get("/")
def home(request: Request, front: Fronted, before: str = "") -> Response:
    """The newsroom in the language the browser asks for; each language also has its own address."""
    language = preferred_language(request)
    return listing(request, front, language, mark=before, headers={"vary": "accept-language"})


@router.get("/robots.txt")
def robots(front: Fronted) -> Response:
    """What search engines may visit."""
    return PlainTextResponse(
        f"User-agent: *\nDisallow: /console\nDisallow: /r/\nDisallow: /mail/\nSitemap: {front.public_url}/sitemap.xml\n",
        headers={"cache-control": A_MINUTE},
    )


@router.get("/sitemap.xml")
def sitemap(request: Request, front: Fronted) -> Response:
    """Every public page with its versions in other languages."""
    with front.database.reading() as session:
        spoken = languages_spoken(session)
        rows = session.execute(
            select(SiteEntry.post, SiteEntry.language, SiteEntry.slug, SiteEntry.published_at)
            .order_by(SiteEntry.published_at.desc())
            .limit(SITEMAP_LIMIT - len(spoken))
        ).all()
    return kept(request, sitemap_xml(front.public_url, spoken, rows), "application/xml")


def sitemap_xml(public_url: str, spoken: Sequence[str], rows: Sequence[Line]) -> str:
    """The sitemap, joined by hand: a template takes four times as long for 5,000 messages. Slugs and codes need no escaping."""
    versions: dict[str, dict[str, str]] = {}
    for row in reversed(rows):
        versions.setdefault(row.post, {})[row.language] = f"{public_url}/{row.language}/{row.slug}"
    others = {
        post: "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>' for code, address in known.items())
        for post, known in versions.items()
    }
    homes = [f"<url><loc>{public_url}/{code}</loc></url>" for code in spoken]
    pages = [
        f"<url><loc>{public_url}/{language}/{slug}</loc><lastmod>{stamp(at)}</lastmod>{others[post]}</url>"
        for post, language, slug, at in rows
    ]
    return "\n".join([SITEMAP_START, *homes, *pages, "</urlset>\n"])


@router.get("/media/{name}")
def media(name: str, front: Fronted, download: str = "") -> Response:
    """A file under its content's hash. Whoever knows the hash has seen the file; nothing else can be asked for here."""
    found = re.fullmatch(r"([0-9a-f]{64})\.([a-z0-9]{3,4})", name)
    mime = MEDIA_TYPES.get(found[2]) if found else None
    if found is None or mime is None:
        raise HTTPException(404)
    try:
        path = front.store.path(found[1], mime)
    except FileGone as error:
        raise HTTPException(404) from error
    in_place = mime.startswith(SHOWN_IN_PLACE) and not download
    return FileResponse(
        path,
        media_type=mime,
        filename=f"corett-{plain_words(download)}{found[1][:8]}.{found[2]}",
        content_disposition_type="inline" if in_place else "attachment",
        headers={
            "cache-control": "public, max-age=31536000, immutable",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


def plain_words(wish: str) -> str:
    """The part of a download's name that says what it is; only letters and digits get through."""
    plain = re.sub(r"[^a-z0-9-]+", "", wish.lower())[:60]
    return f"{plain}-" if plain and plain != "1" else ""


@router.get("/{language}")
def language_home(request: Request, language: str, front: Fronted, before: str = "") -> Response:
    """The newsroom in one language."""
    return listing(request, front, language, mark=before)


@router.get("/{language}/feed.xml")
def feed(request: Request, language: str, front: Fronted) -> Response:
    """The Atom feed of a language (RFC 4287)."""
    with front.database.reading() as session:
        check_language(session, language)
        entries = latest(session, language, count=FEED_ENTRIES).entries
    updated = stamp(entries[0].published_at if entries else front.clock.now())
    content = front.render("newsroom/feed.xml", language, language=language, entries=entries, updated=updated)
    return kept(request, content, "application/atom+xml")


@router.get("/{language}/c/{slug}")
def campaign(request: Request, language: str, slug: str, front: Fronted, before: str = "") -> Response:
    """What was published in one campaign."""
    return listing(request, front, language, campaign=slug, mark=before)


@router.get("/{language}/p/{code}")
def territory(request: Request, language: str, code: str, front: Fronted, before: str = "") -> Response:
    """What was published for one country or the region."""
    return listing(request, front, language, territory=code, mark=before)


@router.get("/{language}/{slug}")
def entry(request: Request, language: str, slug: str, front: Fronted) -> Response:
    """One published message."""
    with front.database.reading() as session:
        found = entry_at(session, language, slug) or stand_in(session, language, slug)
        if found is None:
            raise HTTPException(404)
        own = other_languages(session, found).get(language)
        if found.language != language and own:
            return RedirectResponse(f"/{language}/{own}", 302)
        meanwhile = {one: f"/{one}/{slug}" for one in awaited(session, found.post)}
        others = {one: f"/{one}/{there}" for one, there in other_languages(session, found).items()}
        more = latest(session, language, campaign=found.campaign, count=4).entries if found.campaign else []
        facts = frame(front, session, language)
    pictures = [one | {"url": media_url(one)} for one in found.media]
    content = front.render(
        "newsroom/entry.html",
        language,
        **facts,
        entry=found,
        pictures=pictures,
        versions=others,
        meanwhile=meanwhile,
        more=[one for one in more if one.delivery_id != found.delivery_id][:3],
        zone=zone_of(facts["places"], found.territory),
        json_ld=json_ld(front, found, pictures),
    )
    counter(request).count_page(request.url.path, visit(request))
    return kept(request, content, "text/html")


@router.get("/{language}/{slug}/{position}/{captions}.vtt")
def captions(language: str, slug: str, position: int, captions: str, front: Fronted) -> Response:
    """A video's subtitles in one language (WebVTT)."""
    with front.database.reading() as session:
        found = entry_at(session, language, slug)
    if found is None or not 0 <= position < len(found.media):
        raise HTTPException(404)
    texts = [
        one["text"] for one in found.media[position]["captions"] if one["language"] == captions and one["mime"] == "text/vtt"
    ]
    if not texts:
        raise HTTPException(404)
    return Response(texts[0], media_type="text/vtt; charset=utf-8", headers={"cache-control": A_MINUTE})


def listing(
    request: Request,
    front: Front,
    language: str,
    *,
    campaign: str = "",
    territory: str = "",
    mark: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page of entries under a heading: all of them, a campaign's or a country's."""
    with front.database.reading() as session:
        check_language(session, language)
        found = latest(session, language, campaign=campaign, territory=territory, mark=mark)
        if not mark and language != SOURCE:
            others = stand_ins(session, language, campaign=campaign, territory=territory)
            found = replace(found, entries=[*found.entries, *others])
        about = campaign_named(session, campaign) if campaign else None
        facts = frame(front, session, language)
    if (campaign and about is None and not found.entries) or (territory and territory not in facts["places"]):
        raise HTTPException(404)
    path = f"/c/{campaign}" if campaign else f"/p/{territory}" if territory else ""
    content = front.render(
        "newsroom/listing.html",
        language,
        **facts,
        **heading(about, facts["places"].get(territory), found.entries, language),
        listing=found,
        mark=mark,
        versions={one: f"/{one}{path}" for one in {**dict.fromkeys(facts["spoken"]), language: None}},
        meanwhile={one: f"/{one}{path}" for one in facts["awaited"] if one not in (*facts["spoken"], language)},
        zone_of=zone_of,
    )
    return kept(request, content, "text/html", headers)


def heading(about: Any, place: Any, entries: Sequence[Any], language: str) -> dict[str, Any]:
    """What stands over a listing."""
    if about is not None:
        title = about.title_en if language == "en" else about.title_es
        return {"heading": title, "hashtag": about.hashtag, "campaign": about.slug, "place": None}
    if place is not None:
        return {"heading": place.name, "hashtag": "", "campaign": "", "place": place}
    named = entries[0].campaign_title if entries and entries[0].campaign_title else ""
    return {"heading": "", "hashtag": "", "campaign": "", "place": None, "newest_campaign": named}


def frame(front: Front, session: Session, language: str) -> dict[str, Any]:
    """What every newsroom page shows around its content."""
    known = places(session, language)
    return {
        "language": language,
        "places": known,
        "countries": countries(known),
        "spoken": languages_spoken(session),
        "awaited": awaited(session),
        "help_lines": lines_to_publish(session, front.clock.now()),
        "coalition": COALITION,
    }


def check_language(session: Session, language: str) -> None:
    """Lets a language pass in which there is, or will be, a newsroom.

    Raises:
        HTTPException: 404.
    """
    if language not in LANGUAGES and language not in languages_spoken(session) and language not in awaited(session):
        raise HTTPException(404)


def json_ld(front: Front, entry: Line, pictures: Sequence[Mapping[str, Any]]) -> Markup:
    """The entry as schema.org data. `<` is written as an escape, so that no text can end the script element."""
    publisher = {"@type": "Organization", "name": "CORETT", "url": front.public_url}
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": first_words(headline(entry), 110),
        "articleBody": without_headline(entry.text, entry.title),
        "inLanguage": entry.language,
        "datePublished": stamp(entry.published_at),
        "mainEntityOfPage": f"{front.public_url}/{entry.language}/{entry.slug}",
        "image": [f"{front.public_url}{one['url']}" for one in pictures if one["kind"] == "image"],
        "author": publisher,
        "publisher": publisher,
    }
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - JSON, with its one dangerous sign escaped


def kept(request: Request, content: str, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """A public answer that caches may keep for a minute and then ask about by its tag (RFC 9110, section 13)."""
    tag = f'"{sha256(content.encode()).hexdigest()[:20]}"'
    said = {"cache-control": A_MINUTE, "etag": tag, **(headers or {})}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=said)
    return Response(content, media_type=f"{media_type}; charset=utf-8", headers=said)
