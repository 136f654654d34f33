"""The permission pages of X, Facebook, Instagram and Threads on loopback: what an app asks and is given, each request checked."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from aiohttp import web
from oauthlib.common import Request as SignedRequest
from oauthlib.oauth1.rfc5849 import signature

from tests.servers.loopback import Loopback

APP: Final = ("app-key", "app-secret-on-loopback")
PIN: Final = "0123456"
CODE: Final = "code-on-loopback"
BACK: Final = "https://prensa.example.org/"


class PermissionServer(Loopback):
    """X's OAuth 1.0a with a PIN, Facebook's OAuth 2 for a Page's token, Meta's exchange of short tokens for long ones."""

    name: ClassVar[str] = "oauth"

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post("/oauth/request_token", self.request_token),
            web.post("/oauth/access_token", self.access_token),
            web.post("/v26.0/oauth/access_token", self.facebook_token),
            web.get("/v26.0/1234", self.page),
            web.post("/oauth/meta", self.short_token),
            web.get("/access_token", self.long_token),
            web.get("/{version}/me", self.me),
        ]

    def publishes(self, request: web.Request) -> bool:
        return False

    def signed(self, request: web.Request, secret: str, **wanted: str) -> bool:
        """Whether the request bears the app's signature (RFC 5849) and these parameters."""
        given = dict(signature.collect_parameters(headers=dict(request.headers), exclude_oauth_signature=False))
        asked = SignedRequest(str(request.url), "POST")
        asked.params = [(key, value) for key, value in given.items() if key != "oauth_signature"]
        asked.signature = given["oauth_signature"]
        return signature.verify_hmac_sha1(asked, APP[1], secret) and all(given.get(key) == wanted[key] for key in wanted)

    async def request_token(self, request: web.Request) -> web.StreamResponse:
        if not self.signed(request, "", oauth_consumer_key=APP[0], oauth_callback="oob"):
            return web.Response(status=401, text="Could not authenticate you.")
        return web.Response(text="oauth_token=asking&oauth_token_secret=asking-secret&oauth_callback_confirmed=true")

    async def access_token(self, request: web.Request) -> web.StreamResponse:
        """X's and Threads' last step have the same path; only X's bears a signature."""
        if "Authorization" not in request.headers:
            return await self.short_token(request)
        if not self.signed(request, "asking-secret", oauth_token="asking", oauth_verifier=PIN):
            return web.Response(status=401, text="Invalid oauth_verifier parameter")
        return web.Response(text="oauth_token=7-granted&oauth_token_secret=granted-secret&user_id=7&screen_name=coalicion")

    async def facebook_token(self, request: web.Request) -> web.StreamResponse:
        form: Any = await request.post()
        if (form["client_id"], form["client_secret"]) != APP:
            return web.json_response({"error": {"message": "bad app", "code": 101}}, status=400)
        if form["grant_type"] == "authorization_code" and form["code"] == CODE:
            return web.json_response({"access_token": "short", "token_type": "bearer", "expires_in": 5000})
        if form["grant_type"] == "fb_exchange_token" and form["fb_exchange_token"] == "short":
            return web.json_response({"access_token": "long", "token_type": "bearer"})
        return web.json_response({"error": {"message": "bad code", "code": 100}}, status=400)

    async def page(self, request: web.Request) -> web.StreamResponse:
        granted = request.headers.get("Authorization") == "Bearer long"
        return web.json_response({"id": "1234", **({"access_token": "page-token"} if granted else {})})

    async def short_token(self, request: web.Request) -> web.StreamResponse:
        """An hour's token for a code, in the wrapping Instagram gives it."""
        form: Any = await request.post()
        keys = {"client_id", "client_secret", "grant_type", "redirect_uri", "code"}
        if set(form) != keys or (form["client_id"], form["client_secret"]) != APP or form["code"] != CODE:
            return web.json_response({"error_type": "OAuthException", "code": 400, "error_message": "Invalid code"}, status=400)
        if form["redirect_uri"] != BACK or form["grant_type"] != "authorization_code":
            return web.json_response({"error_type": "OAuthException", "error_message": "redirect_uri differs"}, status=400)
        return web.json_response({"data": [{"access_token": "hour-token", "user_id": "app-scoped", "permissions": "x"}]})

    async def long_token(self, request: web.Request) -> web.StreamResponse:
        """Sixty days for an hour's token."""
        asked = dict(request.query)
        grants = {"ig_exchange_token", "th_exchange_token"}
        if asked.pop("grant_type", "") not in grants or asked != {"client_secret": APP[1], "access_token": "hour-token"}:
            return web.json_response({"error": {"message": "Session key invalid", "code": 452}}, status=400)
        return web.json_response({"access_token": "sixty-day-token", "token_type": "bearer", "expires_in": 5_183_944})

    async def me(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != "Bearer sixty-day-token":
            return web.json_response({"error": {"message": "no", "code": 190}}, status=401)
        known = {"id": "25000000000000001", "user_id": "17841400000000001", "username": "coalicion", "name": "Coalición"}
        return web.json_response({key: known[key] for key in request.query.get("fields", "").split(",")})
