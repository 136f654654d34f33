"""Large print: an A4 PDF/UA in 18-point letters, left-aligned, dark on light, for people who see little."""

from html import escape
from pathlib import Path
from typing import Any, Final

from assets.captions.lettering import runs
from assets.heard import bare
from foundation.errors import CorettError
from foundation.texts import N_

VENDOR: Final = Path(__file__).parent / "fonts" / "vendor"
# 18 points and 1.5 lines: what associations of blind people ask for at least (16 to 18 points, no hyphenation, no justification).
FAMILIES: Final = {
    "Large": "AtkinsonHyperlegible-{}.latin.woff2",
    "Large More": "AtkinsonHyperlegible-{}.latin-ext.woff2",
    "Other": "NotoSans-{}.latin.woff2",
    "Other More": "NotoSans-{}.latin-ext.woff2",
}
PAGE: Final = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>
{faces}
@page {{ size: A4; margin: 20mm 20mm 22mm; @bottom-right {{ content: counter(page); font: 700 14pt "Large"; color: #1a1a1a; }} }}
body {{ font: 18pt/1.5 "Large", "Large More", "Other", "Other More"; color: #111; hyphens: none; text-align: left; }}
h1 {{ font-size: 28pt; line-height: 1.25; margin: 0 0 8mm; border-left: 3mm solid #0b3d91; padding-left: 5mm; color: #0b2a63; }}
p {{ margin: 0 0 6mm; orphans: 3; widows: 3; }}
.label {{ font-size: 16pt; color: #333; margin-bottom: 8mm; }}
</style></head><body><h1>{title}</h1>{label}{body}</body></html>"""


class NoPango(CorettError):
    """WeasyPrint's system libraries are missing."""

    code = "no_pango"
    sentence = N_("No se puede hacer el PDF: falta {detail}. Instale libpango-1.0-0 y libpangoft2-1.0-0 en el sistema.")


def large_print(title: str, text: str, language: str, label: str = "") -> bytes:
    """The text as a tagged PDF (PDF/UA-1); each line of the source is a paragraph. `label` says what kind of version it is.

    Raises:
        NoPango: the system libraries are missing. NoLetter: a character would be printed as an empty box.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - heavy, and only here
    except OSError as error:
        raise NoPango(detail="pango") from error
    lines = [line for line in bare(text).splitlines() if line]
    for line in (title, *lines):
        runs(line)
    page = PAGE.format(
        language=escape(language, quote=True),
        title=escape(title or lines[0]),
        faces=faces(),
        label=f'<p class="label">{escape(label)}</p>' if label else "",
        body="".join(f"<p>{escape(line)}</p>" for line in lines),
    )
    made: bytes = HTML(string=page, url_fetcher=only_fonts()).write_pdf(pdf_variant="pdf/ua-1")
    return made


def faces() -> str:
    """The vendored fonts by their own addresses, each a family of its own: Pango then falls back letter by letter."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{(VENDOR / file.format(name)).as_uri()}"); }}'
        for family, file in FAMILIES.items()
        for name, weight in (("Regular", 400), ("Bold", 700))
    )


def only_fonts() -> Any:
    """A fetcher that reads our fonts and nothing else: the text comes from people."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    class OnlyFonts(URLFetcher):  # type: ignore[misc]
        """Refuses every other address."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith(VENDOR.as_uri() + "/"):
                raise ValueError(url)
            return super().fetch(url, headers)

    return OnlyFonts(allowed_protocols=("file",))
