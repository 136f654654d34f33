"""Which kinds of files a network does not take together."""

from foundation.texts import N_
from networks.contract import Media, MediaKind, Problem


def mixture_problems(network: str, media: tuple[Media, ...]) -> list[Problem]:
    """Images or a video, never both; no documents."""
    kinds = {one.kind for one in media}
    if MediaKind.DOCUMENT in kinds:
        return [Problem("type_refused", "asset", N_("{network}: no admite documentos."), {"network": network})]
    if len(kinds) > 1:
        return [Problem("mixed_media", "asset", N_("{network}: no admite imágenes y video juntos."), {"network": network})]
    return []
