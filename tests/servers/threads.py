"""A stand-in for the Threads API: containers of text, pictures, video and carousels."""

from typing import ClassVar

from tests.servers._containers import ContainerServer
from tests.servers.loopback import serve

KNOWN = {
    *("media_type", "text", "image_url", "video_url", "is_carousel_item", "children", "reply_to_id", "reply_control"),
    *("allowlisted_country_codes", "alt_text", "link_attachment", "quote_post_id", "poll_attachment", "topic_tag"),
}


class ThreadsServer(ContainerServer):
    """One account on loopback."""

    name = "threads"
    user = "25000000000000001"
    token = "THAA-threads-token-4711"
    make_edge, publish_edge = "threads", "threads_publish"
    status_field, text_field = "status", "text"
    refresh_grant = "th_refresh_token"
    metrics: ClassVar = {"views": 300, "likes": 21, "replies": 2, "reposts": 5, "quotes": 1, "shares": 6}
    me: ClassVar = {"id": user, "username": "coalicion", "name": "Coalición Regional"}

    def wrong(self, form: dict[str, str]) -> str:
        if unknown := set(form) - KNOWN:
            return f"unknown parameters {sorted(unknown)}"
        if len(form.get("text", "")) > 500:
            return "Param text must be at most 500 characters long."
        kind = form.get("media_type", "")
        if kind == "CAROUSEL":
            parts = self.children_of(form)
            fits = 2 <= len(parts) <= 20 and all(
                one is not None and one.fields.get("is_carousel_item") == "true" for one in parts
            )
            return "" if fits else "a carousel holds 2 to 20 items"
        if kind == "TEXT":
            return "" if form.get("text") else "text is required"
        if kind not in {"IMAGE", "VIDEO"} or self.wrong_address(form.get(f"{kind.lower()}_url", "")):
            return "media_type and the address of a file"
        return ""


if __name__ == "__main__":
    serve(ThreadsServer)
