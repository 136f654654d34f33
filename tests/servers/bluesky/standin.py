"""A personal data server, video service and AppView in one, strict by the lexicons that the SDK ships."""

import base64
import json
import time
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from aiohttp import web
from atproto_client import models
from atproto_client.models.utils import get_or_create

from networks.text import graphemes
from tests.servers.loopback import Loopback, serve

HANDLE: Final = "coalicion.test"
PASSWORD: Final = "abcd-efgh-ijkl-loopback"
DID: Final = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
HANDLES: Final = {HANDLE: DID, "aliada.test": "did:plc:44ybard66vv44zksje25o7dz"}


class Bad(Exception):
    def __init__(self, name: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.name, self.status = name, status


class BlueskyServer(Loopback):
    """One account's world."""

    name: ClassVar[str] = "bluesky"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.records: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, tuple[str, int]] = {}
        self.contents: dict[str, bytes] = {}
        self.logins = 0
        self.refreshes = 0
        self.valid = 0
        self.uploaded = 0
        self.video_fails = False

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.route("*", "/xrpc/{method}", self.answer)]

    def publishes(self, request: web.Request) -> bool:
        return request.path.endswith("putRecord")

    def rate_limited(self) -> web.StreamResponse:
        headers = {"ratelimit-limit": "5000", "ratelimit-remaining": "0", "ratelimit-reset": str(int(time.time()) + 60)}
        return web.json_response({"error": "RateLimitExceeded", "message": "Too Many Requests"}, status=429, headers=headers)

    def broken(self) -> web.StreamResponse:
        return web.json_response({"error": "InternalServerError", "message": "Internal Server Error"}, status=500)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        act = getattr(self, "do_" + method.rpartition(".")[2], self.unknown)
        try:
            if method.rpartition(".")[2] not in OPEN:
                self.check_token(request)
            return web.json_response(await act(request))
        except Bad as refused:
            if refused.name not in {"RecordNotFound", "InvalidSwap", "AuthenticationRequired", "ExpiredToken"}:
                self.complaints.append(f"{method}: {refused}")
            return web.json_response({"error": refused.name, "message": str(refused)}, status=refused.status)

    async def unknown(self, request: web.Request) -> Any:
        raise Bad("MethodNotImplemented", request.path, 501)

    # -- session ------------------------------------------------------------------------------------------------------

    def session(self) -> dict[str, Any]:
        self.valid += 1
        document = {
            "@context": ["https://www.w3.org/ns/did/v1"],
            "id": DID,
            "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.url}],
        }
        return {
            "did": DID,
            "handle": HANDLE,
            "didDoc": document,
            "accessJwt": token("access", self.valid),
            "refreshJwt": token("refresh", self.valid),
            "active": True,
        }

    def check_token(self, request: web.Request, kind: str = "access") -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if given == "service-token" and request.path.endswith(("uploadVideo", "getJobStatus")):
            return
        if given != token(kind, self.valid):
            raise Bad("ExpiredToken" if given else "AuthenticationRequired", "Token has expired", 400 if given else 401)

    async def do_createSession(self, request: web.Request) -> Any:  # noqa: N802
        body = await request.json()
        if (body["identifier"], body["password"]) != (HANDLE, PASSWORD):
            raise Bad("AuthenticationRequired", "Invalid identifier or password", 401)
        self.logins += 1
        return self.session()

    async def do_refreshSession(self, request: web.Request) -> Any:  # noqa: N802
        self.check_token(request, "refresh")
        self.refreshes += 1
        return self.session()

    async def do_getSession(self, request: web.Request) -> Any:  # noqa: N802
        return {"did": DID, "handle": HANDLE, "active": True}

    async def do_resolveHandle(self, request: web.Request) -> Any:  # noqa: N802
        if request.query["handle"] not in HANDLES:
            raise Bad("InvalidRequest", "Unable to resolve handle")
        return {"did": HANDLES[request.query["handle"]]}

    async def do_getServiceAuth(self, request: web.Request) -> Any:  # noqa: N802
        if not request.query["aud"].startswith("did:web:") or request.query["lxm"] != "com.atproto.repo.uploadBlob":
            raise Bad("InvalidRequest", "aud or lxm")
        return {"token": "service-token"}

    # -- files --------------------------------------------------------------------------------------------------------

    async def do_uploadBlob(self, request: web.Request) -> Any:  # noqa: N802
        content = await request.read()
        self.uploaded += 1
        return {"blob": self.keep_blob(request.content_type, content)}

    async def do_uploadVideo(self, request: web.Request) -> Any:  # noqa: N802
        if request.headers.get("Authorization") != "Bearer service-token" or request.query.get("did") != DID:
            raise Bad("AuthenticationRequired", "service auth", 401)
        self.blob_at_work = self.keep_blob("video/mp4", await request.read())
        self.uploaded += 1
        return {"jobId": "job-1", "did": DID, "state": "JOB_STATE_CREATED"}

    async def do_getJobStatus(self, request: web.Request) -> Any:  # noqa: N802
        status = {"jobId": request.query["jobId"], "did": DID}
        if self.video_fails:
            return {"jobStatus": {**status, "state": "JOB_STATE_FAILED", "error": "invalid video"}}
        return {"jobStatus": {**status, "state": "JOB_STATE_COMPLETED", "blob": self.blob_at_work}}

    def keep_blob(self, mime: str, content: bytes) -> dict[str, Any]:
        ref = "bafkrei" + base64.b32encode(str(len(self.blobs)).encode().rjust(32, b"x")).decode().lower().strip("=")
        self.blobs[ref] = (mime, len(content))
        self.contents[ref] = content
        return {"$type": "blob", "ref": {"$link": ref}, "mimeType": mime, "size": len(content)}

    # -- records ------------------------------------------------------------------------------------------------------

    async def do_putRecord(self, request: web.Request) -> Any:  # noqa: N802
        body = await request.json()
        if (body["repo"], body["collection"]) != (DID, "app.bsky.feed.post"):
            raise Bad("InvalidRequest", "repo or collection")
        if len(body["rkey"]) != 13 or set(body["rkey"]) - set("234567abcdefghijklmnopqrstuvwxyz"):
            raise Bad("InvalidRequest", "rkey is no TID")
        self.check_record(body["record"])
        uri = f"at://{DID}/app.bsky.feed.post/{body['rkey']}"
        if "swapRecord" in body and body["swapRecord"] is None and uri in self.records:
            raise Bad("InvalidSwap", "Record was at bafyreiabc")
        self.records[uri] = body["record"]
        return {"uri": uri, "cid": "bafyreiabc", "validationStatus": "valid"}

    async def do_getRecord(self, request: web.Request) -> Any:  # noqa: N802
        uri = f"at://{request.query['repo']}/{request.query['collection']}/{request.query['rkey']}"
        if uri not in self.records:
            raise Bad("RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, "cid": "bafyreiabc", "value": self.records[uri]}

    async def do_getPosts(self, request: web.Request) -> Any:  # noqa: N802
        found = [uri for uri in request.query.getall("uris") if uri in self.records]
        counts = {"likeCount": 4, "repostCount": 2, "replyCount": 0, "quoteCount": 1}
        return {"posts": [{"uri": uri, "cid": "bafyreiabc", "record": self.records[uri], **counts} for uri in found]}

    def check_record(self, record: dict[str, Any]) -> None:
        """What the lexicon asks of a post."""
        try:
            get_or_create(json.loads(json.dumps(record)), models.AppBskyFeedPost.Record, strict=True)
        except Exception as error:
            raise Bad("InvalidRequest", str(error)[:300]) from error
        text = record["text"]
        if graphemes(text) > 300 or len(text.encode()) > 3000:
            raise Bad("InvalidRequest", "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes")
        for facet in record.get("facets", []):
            piece = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
            if not piece or not piece.decode(errors="replace").isprintable() or "\ufffd" in piece.decode(errors="replace"):
                raise Bad("InvalidRequest", "facet cuts a character")
        self.check_embed(record.get("embed", {}))

    def check_embed(self, embed: dict[str, Any]) -> None:
        images = [(one["image"], 2_000_000, "image/") for one in embed.get("images", [])]
        videos = [(embed["video"], 100_000_000, "video/mp4")] if "video" in embed else []
        texts = [(one["file"], 20_000, "text/vtt") for one in embed.get("captions", [])]
        for blob, most, mime in [*images, *videos, *texts]:
            kept = self.blobs.get(blob["ref"]["$link"])
            if kept is None:
                raise Bad("BlobNotFound", "Could not find blob")
            if kept[1] > most or not kept[0].startswith(mime):
                raise Bad("InvalidRequest", f"blob {kept} is not {mime} of at most {most}")


OPEN: Final = {"createSession", "refreshSession", "resolveHandle", "getPosts", "getJobStatus", "uploadVideo", "getRecord"}


def token(kind: str, number: int) -> str:
    """A JWT whose signature nobody checks; it is good for an hour."""
    head = {"alg": "none", "typ": "at+jwt"}
    body = {"scope": f"com.atproto.{kind}", "sub": DID, "exp": 4_000_000_000, "iat": 1_700_000_000, "jti": str(number)}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)]
    return ".".join([*parts, "c2ln"])


if __name__ == "__main__":
    serve(BlueskyServer)
