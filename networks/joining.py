"""Connecting a profile by saying yes at the network: where the person goes, and how their answer becomes credentials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth1Session, OAuth2Session

from foundation.errors import BadInput
from foundation.texts import N_
from networks.contract import Unavailable

TIMEOUT_S: Final = 30.0
BY_HAND: Final = "oob"
MASTODON_BY_HAND: Final = "urn:ietf:wg:oauth:2.0:oob"
FACEBOOK_RIGHTS: Final = "pages_manage_posts pages_read_engagement pages_show_list read_insights"


class CannotJoin(BadInput):
    """This network is connected by its profile file alone."""

    code = "cannot_join"
    sentence = N_("«{network}» no se conecta así: use «corett profile add» con su archivo (docs/connecting.md).")


class MissingKey(BadInput):
    """The file lacks what the app needs to ask."""

    code = "missing_key"
    sentence = N_("Falta la clave «{field}» en el archivo: es de la aplicación con la que se pide permiso (docs/connecting.md).")


class NoWayBack(BadInput):
    """The network sends the browser only to an address registered with the application."""

    code = "no_way_back"
    sentence = N_(
        "{network} devuelve el navegador solo a una dirección https:// registrada en su aplicación. "
        "Póngala en el archivo como redirect = «https://…», o defina [web] public_url."
    )


class NotYes(BadInput):
    """What came back is no yes."""

    code = "not_yes"
    sentence = N_("La red no dio permiso: {reason}. Empiece de nuevo con «corett profile connect».")


@dataclass(frozen=True, slots=True)
class Joined:
    """What a walk brings home: the profile's credentials, and how many seconds they live (None where they do not end)."""

    secrets: Mapping[str, str]
    lives_s: int | None = None


class Joining(Protocol):
    """One walk to one network."""

    def address(self) -> str:
        """Where the person says yes."""

    def finish(self, answer: str) -> Joined:
        """The profile's credentials, from the code (or the whole address) that the network gave the person."""


def joining(network: str, keys: Mapping[str, str], settings: Any, redirect: str) -> Joining:
    """The walk to that network. `keys` are the app's; `redirect` is where the network sends the person back, empty for by hand.

    Instagram and Threads know no "by hand": they want a `redirect` that is registered with the app.

    Raises:
        CannotJoin: it has no such walk.
        MissingKey: the app's keys are incomplete.
        NoWayBack: the network wants an address to send the browser to.
    """
    if network not in WALKS:
        raise CannotJoin(field="network", network=network)
    for key in WALKS[network].needs:
        if not keys.get(key):
            raise MissingKey(field=key)
    return WALKS[network].start(keys, settings, redirect)


class JoiningX:
    """OAuth 1.0a with a PIN. https://docs.x.com/fundamentals/authentication/oauth-1-0a/pin-based-oauth"""

    def __init__(self, keys: Mapping[str, str], settings: Any, redirect: str) -> None:
        self.keys, self.api_url = keys, settings.api_url.rstrip("/")
        self.session = OAuth1Session(keys["consumer_key"], keys["consumer_secret"], redirect_uri=redirect or BY_HAND)

    def address(self) -> str:
        answered("x", lambda: self.session.fetch_request_token(f"{self.api_url}/oauth/request_token", timeout=TIMEOUT_S))
        return str(self.session.create_authorization_url(f"{self.api_url}/oauth/authorize"))

    def finish(self, answer: str) -> Joined:
        pin = part_of(answer, "oauth_verifier")
        url = f"{self.api_url}/oauth/access_token"
        token = answered("x", lambda: self.session.fetch_access_token(url, verifier=pin, timeout=TIMEOUT_S))
        secrets = {"access_token": str(token["oauth_token"]), "access_token_secret": str(token["oauth_token_secret"])}
        return Joined({key: self.keys[key] for key in WALKS["x"].needs} | secrets)


class JoiningMastodon:
    """An application is made on the account's own server, then OAuth 2. https://docs.joinmastodon.org/client/authorized/"""

    def __init__(self, keys: Mapping[str, str], settings: Any, redirect: str) -> None:
        self.server = keys["server"].rstrip("/")
        self.api_url = (settings.api_url or self.server).rstrip("/")
        self.redirect = redirect or MASTODON_BY_HAND

    def address(self) -> str:
        facts = {"client_name": "CORETT", "redirect_uris": self.redirect, "scopes": "read write"}
        app = answered("mastodon", lambda: whole(requests.post(f"{self.api_url}/api/v1/apps", data=facts, timeout=TIMEOUT_S)))
        ids = (app["client_id"], app["client_secret"])
        method = "client_secret_post"
        self.session = OAuth2Session(*ids, scope="read write", redirect_uri=self.redirect, token_endpoint_auth_method=method)
        url, self.state = self.session.create_authorization_url(f"{self.server}/oauth/authorize")
        return str(url)

    def finish(self, answer: str) -> Joined:
        code = part_of(answer, "code", self.state)
        url = f"{self.api_url}/oauth/token"
        token = answered("mastodon", lambda: self.session.fetch_token(url, code=code, timeout=TIMEOUT_S))
        return Joined({"server": self.server, "access_token": str(token["access_token"])})


class JoiningFacebook:
    """OAuth 2, then a long-lived token, then the Page's own. https://developers.facebook.com/docs/facebook-login/guides/access-tokens"""

    def __init__(self, keys: Mapping[str, str], settings: Any, redirect: str) -> None:
        self.keys, self.redirect = keys, redirect or "https://www.facebook.com/connect/login_success.html"
        self.graph = f"{settings.api_url.rstrip('/')}/{settings.graph_version}"
        self.dialog = f"https://www.facebook.com/{settings.graph_version}/dialog/oauth"
        ids = (keys["app_id"], keys["app_secret"])
        method = "client_secret_post"
        self.session = OAuth2Session(*ids, scope=FACEBOOK_RIGHTS, redirect_uri=self.redirect, token_endpoint_auth_method=method)

    def address(self) -> str:
        url, self.state = self.session.create_authorization_url(self.dialog)
        return str(url)

    def finish(self, answer: str) -> Joined:
        code, url = part_of(answer, "code", self.state), f"{self.graph}/oauth/access_token"
        short = answered("facebook", lambda: self.session.fetch_token(url, code=code, timeout=TIMEOUT_S))
        longer = {
            "grant_type": "fb_exchange_token",
            "client_id": self.keys["app_id"],
            "client_secret": self.keys["app_secret"],
            "fb_exchange_token": short["access_token"],
        }
        user = answered("facebook", lambda: whole(requests.post(url, data=longer, timeout=TIMEOUT_S)))
        head = {"Authorization": f"Bearer {user['access_token']}"}
        where = f"{self.graph}/{self.keys['page_id']}"
        query = {"fields": "access_token"}
        page = answered("facebook", lambda: whole(requests.get(where, params=query, headers=head, timeout=TIMEOUT_S)))
        if not page.get("access_token"):
            raise NotYes(field="page_id", reason=f"{self.keys['page_id']}")
        return Joined({"page_id": self.keys["page_id"], "access_token": str(page["access_token"])})


@dataclass(frozen=True, slots=True)
class Door:
    """Where one of Meta's logins is, and how it names things."""

    network: str
    dialog: str
    code_url: str
    exchange: str
    rights: str
    number: str
    version: str
    extra: Mapping[str, str]


class JoiningMeta:
    """OAuth 2 for an hour's token, exchanged for one of 60 days, as Instagram's own login and Threads do it."""

    def __init__(self, keys: Mapping[str, str], door: Door, api_url: str, redirect: str) -> None:
        self.keys, self.door, self.api_url = keys, door, api_url.rstrip("/")
        self.redirect = redirect
        if not redirect:
            raise NoWayBack(field="redirect", network=door.network)
        self.session = OAuth2Session(keys["app_id"], scope=door.rights, redirect_uri=self.redirect)

    def address(self) -> str:
        url, self.state = self.session.create_authorization_url(self.door.dialog)
        return str(url)

    def finish(self, answer: str) -> Joined:
        network = self.door.network
        code = part_of(answer, "code", self.state).removesuffix("#_")  # Meta adds it to the address; it is not the code's
        form = {
            "client_id": self.keys["app_id"],
            "client_secret": self.keys["app_secret"],
            "grant_type": "authorization_code",
            "redirect_uri": self.redirect,
            "code": code,
        }
        told = answered(network, lambda: whole(requests.post(self.door.code_url, data=form, timeout=TIMEOUT_S)))
        short = answered(network, lambda: (told.get("data") or [told])[0]["access_token"])
        query = {"grant_type": self.door.exchange, "client_secret": self.keys["app_secret"], "access_token": short}
        url = f"{self.api_url}/access_token"
        long = answered(network, lambda: whole(requests.get(url, params=query, timeout=TIMEOUT_S)))
        token = str(answered(network, lambda: long["access_token"]))
        head, asked = {"Authorization": f"Bearer {token}"}, {"fields": self.door.number}
        me = f"{self.api_url}/{self.door.version}/me"
        who = answered(network, lambda: whole(requests.get(me, params=asked, headers=head, timeout=TIMEOUT_S)))
        number = str(answered(network, lambda: who[self.door.number]))
        lives_s = int(long.get("expires_in") or 0) or None
        return Joined({"user_id": number, "access_token": token, **self.door.extra}, lives_s)


def join_instagram(keys: Mapping[str, str], settings: Any, redirect: str) -> JoiningMeta:
    """https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login"""
    door = Door(
        "instagram",
        "https://www.instagram.com/oauth/authorize",
        settings.code_url,
        "ig_exchange_token",
        "instagram_business_basic,instagram_business_content_publish,instagram_business_manage_insights",
        "user_id",
        settings.graph_version,
        {"login": "instagram"},
    )
    return JoiningMeta(keys, door, settings.login_api_url, redirect)


def join_threads(keys: Mapping[str, str], settings: Any, redirect: str) -> JoiningMeta:
    """https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions"""
    door = Door(
        "threads",
        "https://threads.net/oauth/authorize",
        f"{settings.api_url.rstrip('/')}/oauth/access_token",
        "th_exchange_token",
        "threads_basic,threads_content_publish,threads_manage_insights",
        "id",
        settings.api_version,
        {},
    )
    return JoiningMeta(keys, door, settings.api_url, redirect)


@dataclass(frozen=True, slots=True)
class Walk:
    """How one network is joined: the application's keys it needs, and what begins it."""

    needs: tuple[str, ...]
    start: Callable[[Mapping[str, str], Any, str], Joining]


WALKS: Final[Mapping[str, Walk]] = {
    "x": Walk(("consumer_key", "consumer_secret"), JoiningX),
    "mastodon": Walk(("server",), JoiningMastodon),
    "facebook": Walk(("app_id", "app_secret", "page_id"), JoiningFacebook),
    "instagram": Walk(("app_id", "app_secret"), join_instagram),
    "threads": Walk(("app_id", "app_secret"), join_threads),
}


def part_of(answer: str, name: str, state: str = "") -> str:
    """The code: pasted alone, or inside the address that the browser ended at.

    Raises:
        NotYes: the person said no, the answer is empty or belongs to another walk.
    """
    text = answer.strip()
    if "://" not in text:
        if not text:
            raise NotYes(field=name, reason="—")
        return text
    found = {key: values[0] for key, values in parse_qs(urlsplit(text).query).items()}
    if state and found.get("state", state) != state:
        raise NotYes(field="state", reason="state")
    if name not in found:
        raise NotYes(field=name, reason=found.get("error_description") or found.get("error") or "—")
    return found[name]


def answered(network: str, call: Any) -> Any:
    """The call's answer; every failure in the contract's words, without an address or a secret."""
    try:
        return call()
    except requests.RequestException as error:
        raise Unavailable(network=network, detail=type(error).__name__) from None
    except NotWhole as error:
        if error.status >= 500:
            raise Unavailable(network=network, detail=str(error)) from None
        raise NotYes(field=network, reason=str(error)) from None
    except (AuthlibBaseError, KeyError, ValueError) as error:
        raise NotYes(field=network, reason=getattr(error, "error", None) or type(error).__name__) from None


class NotWhole(Exception):
    """Any answer but a JSON object of a success. It shows status and error code only: words may echo a secret."""

    def __init__(self, status: int, code: object) -> None:
        super().__init__(f"HTTP {status} {code}".strip())
        self.status = status


def whole(response: requests.Response) -> Mapping[str, Any]:
    """The JSON object of a success."""
    try:
        found = response.json()
    except ValueError:
        found = None
    if not response.ok or not isinstance(found, dict):
        error = found.get("error") if isinstance(found, dict) else None
        code = error.get("code", "") if isinstance(error, dict) else ""
        raise NotWhole(response.status_code, code)
    return found
