"""`python -m tests.bench.cards`: 270 cards (9 countries × 5 languages × 6 sizes) in one process, each number beside its target.

Processor time is what a card costs; wall time on a busy machine is also what the others cost.
"""

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
    times, costs, written, began, spent = [], [], 0, time.perf_counter(), time.process_time()
    for country in COUNTRIES:
        for language, title in TITLES.items():
            values = {"kicker": f"{country} · 30 de julio", "title": title, "body": BODY, "footer": "#ContraLaTrata"}
            for size in SIZES:
                start, busy = time.perf_counter(), time.process_time()
                written += len(render_card(kit, template, size, values, language).content)
                times.append(1000 * (time.perf_counter() - start))
                costs.append(1000 * (time.process_time() - busy))
    total, processor = time.perf_counter() - began, time.process_time() - spent
    print(f"270 cards           target < 20 s     {total:.1f} s, processor {processor:.1f} s")
    for name, found in (("wall", sorted(times)), ("processor", sorted(costs))):
        print(f"each card, {name:10}target < 60 ms    median {found[len(found) // 2]:.0f} ms, slowest {found[-1]:.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory              target < 250 MB   {peak:.0f} MB; {written / 1e6:.1f} MB written")


if __name__ == "__main__":
    main()
