import pytest

from monitoring.models import Place
from monitoring.visits import Guest, Visit, visit_of, visitor_hash

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"


def guest(agent: str = FIREFOX, method: str = "GET", **headers: str) -> Guest:
    return visit_of(
        method, {"user-agent": agent} | {name.replace("_", "-"): value for name, value in headers.items()}, "192.0.2.7"
    ).guest


def test_a_browser_is_a_person() -> None:
    assert guest() is Guest.PERSON


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 [FBAN/EMA;FBLC/es_LA]",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 338.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 [LinkedInApp]/9.29",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Twitter for iPhone/10.50",
    ],
)
def test_a_reader_inside_an_app_is_a_person(agent: str) -> None:
    assert guest(agent) is Guest.PERSON


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "TelegramBot (like TwitterBot)",
        "WhatsApp/2.24.13.77 A",
        "Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "http.rb/5.1.1 (Mastodon/4.3.0; +https://mastodon.example/)",
        "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
        "curl/8.5.0",
        "python-requests/2.32",
    ],
)
def test_previews_and_robots_are_counted_apart(agent: str) -> None:
    assert guest(agent) is Guest.ROBOT


def test_a_head_request_and_a_prefetch_are_no_readers() -> None:
    assert guest(method="HEAD") is Guest.ROBOT
    assert guest(sec_purpose="prefetch;prerender") is Guest.ROBOT
    assert guest(purpose="preview") is Guest.ROBOT


def test_who_asks_not_to_be_counted_is_counted_apart() -> None:
    assert guest(dnt="1") is Guest.PRIVATE
    assert guest(sec_gpc="1") is Guest.PRIVATE
    assert guest(dnt="0") is Guest.PERSON


def test_a_visitor_cannot_be_followed_to_another_link_or_day() -> None:
    visit = Visit(Guest.PERSON, "192.0.2.7", FIREFOX)
    here = visitor_hash(b"salt of monday", Place.LINK, "abc", visit)

    assert here == visitor_hash(b"salt of monday", Place.LINK, "abc", visit)
    assert here != visitor_hash(b"salt of monday", Place.LINK, "abd", visit)
    assert here != visitor_hash(b"salt of monday", Place.PAGE, "abc", visit)
    assert here != visitor_hash(b"salt of tuesday", Place.LINK, "abc", visit)
