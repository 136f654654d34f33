from pathlib import Path

import pytest

from foundation.texts import Texts
from networks.checking import no_documents, problems
from networks.contract import Limits, Media, MediaKind, Outgoing

LIMITS = Limits(
    network="toy",
    max_text=10,
    text_unit="characters",
    count=len,
    max_text_with_media=5,
    max_images=1,
    max_image_bytes=1000,
    image_types=("image/jpeg",),
    max_alt=20,
)


def image(alt: str = "Una plaza", mime: str = "image/jpeg", size: int = 10) -> Media:
    return Media(path=Path("a"), kind=MediaKind.IMAGE, mime=mime, sha256="0" * 64, size=size, alt=alt)


@pytest.mark.parametrize(
    ("outgoing", "codes"),
    [
        (Outgoing("Hola", "es"), []),
        (Outgoing("x" * 11, "es"), ["text_too_long"]),
        (Outgoing("x" * 6, "es", media=(image(),)), ["text_too_long"]),
        (Outgoing("  ", "es"), ["nothing_to_say"]),
        (Outgoing("Hola", "es", media=(image(), image())), ["too_many_images"]),
        (Outgoing("Hola", "es", media=(image(alt=" "),)), ["alt_missing"]),
        (Outgoing("Hola", "es", media=(image(alt="y" * 21),)), ["alt_too_long"]),
        (Outgoing("Hola", "es", media=(image(mime="image/png"),)), ["type_refused"]),
        (Outgoing("Hola", "es", media=(image(size=1001),)), ["file_too_big"]),
    ],
)
def test_each_declared_limit_refuses_what_breaks_it(outgoing: Outgoing, codes: list[str]) -> None:
    found = problems(LIMITS, outgoing)

    assert [problem.code for problem in found] == codes
    assert all("{" not in Texts("es")(problem.sentence, **problem.facts) for problem in found)


def test_a_document_is_refused_where_only_pictures_and_video_go() -> None:
    paper = Media(path=Path("a.pdf"), kind=MediaKind.DOCUMENT, mime="application/pdf", sha256="0" * 64, size=10, alt="Una hoja")

    assert [one.code for one in no_documents(LIMITS, Outgoing("Hola", "es", media=(paper,)))] == ["type_refused"]
    assert list(no_documents(LIMITS, Outgoing("Hola", "es", media=(image(),)))) == []
