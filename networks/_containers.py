"""Meta's two-step publishing, as Instagram and Threads do it: a container is made and filled early, one short call publishes it.

The container's id is kept before it is published. A lost answer is looked up by asking the container whether it is published;
publishing one container twice is refused by the network.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from foundation.texts import N_
from networks._graph import GraphCaller
from networks.contract import (
    CannotLook,
    Checkpoint,
    Media,
    NetworkError,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from networks.text import sent_text

KEPT: Final = "container"
GONE: Final = {"ERROR", "EXPIRED"}
MOST_WAIT_S: Final = 900.0
PAGES: Final = 10
SUFFIXES: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "video/mp4": "mp4"}


@dataclass(frozen=True)
class Edges:
    """How a network names the steps: where containers are made and published, where posts are listed, what tells the status."""

    make: str
    publish: str
    listing: str
    status: str
    text: str


class Containers:
    """One account's containers. `fetch_from` is our public address, from which Meta fetches the files."""

    def __init__(self, caller: GraphCaller, user: str, edges: Edges, fetch_from: str, pause_s: float) -> None:
        self.caller, self.graph, self.user, self.edges = caller, caller.graph, user, edges
        self.fetch_from, self.pause_s = fetch_from.rstrip("/"), pause_s

    def address(self, media: Media) -> str:
        """Where Meta fetches a file: under its content's hash in our newsroom."""
        return f"{self.fetch_from}/{media.sha256}.{SUFFIXES.get(media.mime, 'bin')}"

    async def prepare(
        self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint, fields: Callable[[Media, bool], Mapping[str, str]]
    ) -> Prepared:
        """A container that is ready to be published: the one from an earlier try, if it is still good, else a new one."""
        done = dict(parts)
        if KEPT in done and await self._status(done[KEPT]) in GONE:
            del done[KEPT]
        if KEPT not in done:
            done[KEPT] = await self._made(outgoing, fields)
            await keep(KEPT, done[KEPT])
        await self._settle(done[KEPT])
        return Prepared(outgoing, done, keep)

    async def publish(self, prepared: Prepared) -> Receipt:
        """The one call at the instant. The post's address is asked afterwards; it is out whether or not that works."""
        call = partial(self.graph.put_object, self.user, self.edges.publish, creation_id=prepared.parts[KEPT])
        answer = await self.caller.ask(call, publishing=True)
        if not answer.get("id"):
            raise Unconfirmed(network=self.caller.network, detail=N_("la respuesta no trae el identificador"))
        ref, shown = str(answer["id"]), dict[str, Any]()
        with suppress(NetworkError):
            shown = await self.caller.ask(partial(self.graph.get_object, ref, fields="permalink"))
        return Receipt(ref=ref, url=str(shown.get("permalink") or ""))

    async def find(self, prepared: Prepared, since: datetime) -> Receipt | None:
        """The post that this container became; None while the container itself says that it is not published.

        Raises:
            CannotLook: no answer in full, or published but not in the list yet.
        """
        try:
            for post in await self._posts(since):
                if self._is_ours(post, prepared.outgoing):
                    return Receipt(ref=str(post["id"]), url=str(post.get("permalink") or ""))
            status = await self._status(prepared.parts[KEPT]) if KEPT in prepared.parts else ""
        except NetworkError as error:
            raise CannotLook(network=self.caller.network, detail=error.facts.get("detail", "")) from error
        if status == "PUBLISHED":
            raise CannotLook(network=self.caller.network, detail=N_("está publicado, pero aún no aparece en la lista"))
        return None

    async def make(self, **fields: str) -> Mapping[str, Any]:
        """A new container of whatever kind."""
        answer: Mapping[str, Any] = await self.caller.ask(partial(self.graph.put_object, self.user, self.edges.make, **fields))
        return answer

    # -- inside -------------------------------------------------------------------------------------------------------

    async def _made(self, outgoing: Outgoing, fields: Callable[[Media, bool], Mapping[str, str]]) -> str:
        text = {self.edges.text: sent_text(outgoing)}
        if len(outgoing.media) > 1:
            children = [str((await self.make(**fields(media, True), is_carousel_item="true"))["id"]) for media in outgoing.media]
            for child in children:
                await self._settle(child)
            return str((await self.make(media_type="CAROUSEL", children=",".join(children), **text))["id"])
        alone = fields(outgoing.media[0], False) if outgoing.media else {"media_type": "TEXT"}
        return str((await self.make(**alone, **text))["id"])

    async def _status(self, container: str) -> str:
        answer = await self.caller.ask(partial(self.graph.get_object, container, fields=self.edges.status))
        return str(answer.get(self.edges.status, ""))

    async def _settle(self, container: str) -> None:
        """Waits until Meta has fetched and processed the files.

        Raises:
            Rejected: it could not.
            Unavailable: it took too long.
        """
        waited = 0.0
        while (status := await self._status(container)) not in {"FINISHED", "PUBLISHED"}:
            if status in GONE:
                raise Rejected(network=self.caller.network, detail=f"no pudo procesar el archivo ({status})")
            if waited > MOST_WAIT_S:
                raise Unavailable(network=self.caller.network, detail=N_("todavía procesa el archivo"))
            waited += self.pause_s
            await asyncio.sleep(self.pause_s)

    async def _posts(self, since: datetime) -> list[Mapping[str, Any]]:
        """The account's posts since then, newest first, all of them."""
        query = {"fields": f"id,{self.edges.text},permalink,timestamp", "limit": "50"}
        posts: list[Mapping[str, Any]] = []
        for _ in range(PAGES):
            page = await self.caller.ask(partial(self.graph.get_connections, self.user, self.edges.listing, **query))
            if "data" not in page:
                raise self._incomplete()
            found = [post for post in page["data"] if moment(post) >= since]
            posts += found
            paging = page.get("paging") or {}
            if len(found) < len(page["data"]) or "next" not in paging:
                return posts
            query["after"] = paging["cursors"]["after"]
        raise self._incomplete()

    def _incomplete(self) -> CannotLook:
        return CannotLook(network=self.caller.network, detail=N_("no se pudo leer la lista de publicaciones entera"))

    def _is_ours(self, post: Mapping[str, Any], outgoing: Outgoing) -> bool:
        """By the tracked link in its text, unique per delivery, else by its very words."""
        text = str(post.get(self.edges.text) or "")
        if outgoing.link:
            return outgoing.link in text
        return " ".join(text.split()) == " ".join(outgoing.text.split())


async def insights(caller: GraphCaller, ref: str, names: Mapping[str, str]) -> dict[str, float]:
    """Metrics of a post by our names; one by one where the network refuses the lot because of one. Absent is not zero."""
    try:
        return await asked_insights(caller, ref, names)
    except Rejected:
        found: dict[str, float] = {}
        for name, theirs in names.items():
            try:
                found |= await asked_insights(caller, ref, {name: theirs})
            except Rejected:
                continue
        return found


async def asked_insights(caller: GraphCaller, ref: str, names: Mapping[str, str]) -> dict[str, float]:
    """The metrics of one call."""
    ours = {theirs: name for name, theirs in names.items()}
    answer = await caller.ask(partial(caller.graph.get_connections, ref, "insights", metric=",".join(ours)))
    found: dict[str, float] = {}
    for one in answer.get("data", []):
        value = (one.get("total_value") or (one.get("values") or [{}])[-1]).get("value")
        if one.get("name") in ours and isinstance(value, int | float):
            found[ours[one["name"]]] = float(value)
    return found


def moment(post: Mapping[str, Any]) -> datetime:
    """When a post went out."""
    return datetime.fromisoformat(str(post["timestamp"]).replace("+0000", "+00:00"))


def not_reachable(network: str, address: str, outgoing: Outgoing) -> list[Problem]:
    """Meta fetches files from us: an address only this machine knows will not do."""
    host = urlsplit(address).hostname or ""
    if not outgoing.media or (address.startswith("https://") and host != "localhost" and not host.startswith("127.")):
        return []
    sentence = N_(
        "{network} descarga los archivos de nuestra web y «{address}» no es pública. Ponga [web] public_url con https://."
    )
    return [Problem("no_public_address", "asset", sentence, {"network": network, "address": address})]
