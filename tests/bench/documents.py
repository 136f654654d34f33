"""`python -m tests.bench.documents`: each one-page document as accessible PDF, warm, beside its target."""

import time
from functools import partial

from assets.brand import load_kit
from assets.documents import TEMPLATES, render_document
from assets.largeprint import large_print
from tests.assets.sheets import SHEET

TIMES = 5


def main() -> None:
    kit = load_kit()
    render_document(kit, "fact_sheet", SHEET, "es")
    large_print("Título", SHEET.lead, "es")
    makers = {name: partial(render_document, kit, name, SHEET, "es") for name in TEMPLATES}
    makers["large_print"] = partial(large_print, SHEET.title, SHEET.lead, "es")
    for name, make in makers.items():
        began, busy = time.perf_counter(), time.process_time()
        for _ in range(TIMES):
            content = make()
        wall, cost = ((now - then) / TIMES for now, then in ((time.perf_counter(), began), (time.process_time(), busy)))
        print(f"{name:14}target < 0.6 s   wall {wall:.2f} s, processor {cost:.2f} s, {len(content) // 1024} KiB")


if __name__ == "__main__":
    main()
