"""A strict S3 stand-in: path-style objects in memory, every request's Signature Version 4 computed anew and compared.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote

from aiohttp import web

from tests.servers.loopback import Loopback

CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+), ?"
    r"SignedHeaders=(?P<headers>[^,]+), ?Signature=(?P<signature>\w+)"
)
ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hashed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class S3(Loopback):
    """One bucket, one key pair."""

    name = "s3"

    def __init__(self, port: int = 0, *, bucket: str = "corett") -> None:
        super().__init__(port)
        self.bucket, self.key, self.secret = bucket, "AKIDTEST", "s3cr3t"
        self.objects: dict[str, bytes] = {}

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.route("*", "/{bucket}", self.answer), web.route("*", "/{bucket}/{name:.+}", self.answer)]

    def publishes(self, _request: web.Request) -> bool:
        return False

    def rate_limited(self) -> web.StreamResponse:
        return self.refuse("SlowDown", 503)

    def duplicate(self) -> web.StreamResponse:
        return self.refuse("Conflict", 409)

    def refuse(self, code: str, status: int) -> web.Response:
        return web.Response(text=ERROR.format(code=code), status=status, content_type="application/xml")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        wrong = self.complaint(request, body)
        if wrong:
            self.complaints.append(wrong)
            return self.refuse("SignatureDoesNotMatch", 403)
        if request.match_info["bucket"] != self.bucket:
            return self.refuse("NoSuchBucket", 404)
        if request.method == "POST" and "delete" in request.query:
            return self.delete(body.decode())
        name = request.match_info["name"]
        if request.method == "PUT":
            self.objects[name] = body
            return web.Response(headers={"ETag": f'"{sha256(body)[:32]}"'})
        if name not in self.objects:
            return self.refuse("NoSuchKey", 404)
        content = self.objects[name]
        told = {"ETag": f'"{sha256(content)[:32]}"', "Last-Modified": "Fri, 30 Jul 2027 15:00:00 GMT"}
        return web.Response(body=content, headers=told)

    def delete(self, told: str) -> web.Response:
        """Several objects at once; one that is not there counts as deleted."""
        names = re.findall(r"<Key>(.*?)</Key>", told)
        for name in names:
            self.objects.pop(name, None)
        gone = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
        return web.Response(text=f"<DeleteResult>{gone}</DeleteResult>", content_type="application/xml")

    def complaint(self, request: web.Request, body: bytes) -> str:
        """What is wrong with the request's signature, or nothing."""
        found = CREDENTIAL.fullmatch(request.headers.get("authorization", ""))
        if found is None:
            return "no signature"
        if found["key"] != self.key:
            return "unknown key"
        told = request.headers["x-amz-content-sha256"]
        if told not in {"UNSIGNED-PAYLOAD", sha256(body)}:
            return "the body is not what was signed"
        date, region, service, end = found["scope"].split("/")
        pairs = sorted(parse_qsl(request.query_string, keep_blank_values=True))
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        signed = found["headers"].split(";")
        headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed)
        canonical = "\n".join([request.method, request.raw_path.split("?")[0], query, headers, found["headers"], told])
        text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], found["scope"], sha256(canonical.encode())])
        key = b"AWS4" + self.secret.encode()
        for part in (date, region, service, end):
            key = hashed(key, part)
        return "" if hmac.compare_digest(hashed(key, text).hex(), found["signature"]) else "wrong signature"
