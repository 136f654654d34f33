"""`python -m tests.bench.cards`: 270 cards (9 countries × 5 languages × 6 sizes) in one process: time, slowest card, memory."""

import resource
import time

from assets.brand import load_kit
from assets.card_templates import load_template
from assets.cards import render_card

COUNTRIES = (
    *("Guatemala", "Belice", "Honduras", "El Salvador", "Nicaragua"),
    *("Costa Rica", "Panamá", "México", "República Dominicana"),
)
SIZES = ((1080, 1080), (1080, 1350), (1080, 1920), (1920, 1080), (1200, 630), (1280, 720))
TITLES = {
    "es": "Nueve países, una sola voz contra la trata de personas",
    "en": "Nine countries, one voice against trafficking in persons",
    "fr": "Neuf pays, une seule voix contre la traite des personnes",
    "pt": "Nove países, uma só voz contra o tráfico de pessoas",
    "ca": "Nou països, una sola veu contra el tràfic de persones",
}
BODY = "La Coalición coordina la prevención, la protección de las víctimas y la persecución de ambos delitos."


def main() -> None:
    kit, template = load_kit(), load_template("message")
    render_card(kit, template, SIZES[0], {"title": "calienta"}, "es")
    times, written, began = [], 0, time.perf_counter()
    for country in COUNTRIES:
        for language, title in TITLES.items():
            values = {"kicker": f"{country} · 30 de julio", "title": title, "body": BODY, "footer": "#ContraLaTrata"}
            for size in SIZES:
                start = time.perf_counter()
                written += len(render_card(kit, template, size, values, language).content)
                times.append(time.perf_counter() - start)
    total = time.perf_counter() - began
    times.sort()
    print(f"{len(times)} cards in {total:.1f} s (limit 20)")
    print(f"median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms (limit 60 each, warm)")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (limit 250), {written / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
