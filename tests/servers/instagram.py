"""A stand-in for Instagram's content publishing, its parameters checked against the tables of Meta's facebook_business SDK."""

from functools import cache
from typing import ClassVar

from tests.servers._containers import ContainerServer
from tests.servers.loopback import serve


class InstagramServer(ContainerServer):
    """One professional account on loopback."""

    name = "instagram"
    user = "17841400000000001"
    token = "EAAB-instagram-token-4711"
    make_edge, publish_edge = "media", "media_publish"
    status_field, text_field = "status_code", "caption"
    refresh_grant = "ig_refresh_token"
    metrics: ClassVar = {"views": 900, "reach": 640, "likes": 55, "comments": 4, "saved": 9, "shares": 3}
    me: ClassVar = {"id": user, "username": "coalicion", "name": "Coalición Regional"}

    def wrong(self, form: dict[str, str]) -> str:
        if unknown := set(form) - known_parameters():
            return f"unknown parameters {sorted(unknown)}"
        if len(form.get("caption", "")) > 2200:
            return "The caption was too long"
        kind = form.get("media_type", "IMAGE")
        if kind == "CAROUSEL":
            parts = self.children_of(form)
            fits = 2 <= len(parts) <= 10 and all(
                one is not None and one.fields.get("is_carousel_item") == "true" for one in parts
            )
            return "" if fits else "a carousel holds 2 to 10 items"
        if kind == "REELS":
            return (
                "alt_text is not for reels"
                if "alt_text" in form
                else ""
                if form.get("upload_type") == "resumable"
                else "no video"
            )
        if kind != "IMAGE" or self.wrong_address(form.get("image_url", "")):
            return "Only photo or video can be accepted as media type."
        return "JPEG only" if not form["image_url"].endswith(".jpg") else ""


@cache
def known_parameters() -> frozenset[str]:
    """What Meta's own SDK knows for a container."""
    from facebook_business.adobjects.iguser import IGUser
    from facebook_business.api import FacebookAdsApi, FacebookSession

    user = IGUser("1", api=FacebookAdsApi(FacebookSession(access_token="none")))
    return frozenset(user.create_media(pending=True)._param_checker._type_check_info)


if __name__ == "__main__":
    serve(InstagramServer)
