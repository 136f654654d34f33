"""Starts the browser door on a free port and Chromium on it, and tells what a page breaks."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.needs import skip_or_fail

AXE: Final = Path(__file__).parents[1] / "vendor" / "axe.min.js"
ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH_POLICY: Final = """
window.refused = [];
document.addEventListener("securitypolicyviolation", one => window.refused.push(`${one.violatedDirective} ${one.blockedURI}`));
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: FastAPI, port: int) -> Iterator[None]:
    """The application on loopback, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def opened(browser: Browser, *, width: int = 1280, dark: bool = False, scripts: bool = True, **facts: Any) -> BrowserContext:
    """A fresh browser window that notes what the policy refuses."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 500 else 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        locale="es-GT",
        **facts,
    )
    if scripts:
        context.add_init_script(WATCH_POLICY)
    return context


def faults(page: Page) -> list[str]:
    """What axe finds, what the policy refused, and whether the page is wider than its window."""
    if not AXE.exists():
        skip_or_fail("axe is not vendored (python frontend/vendoring.py)")
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    broken = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
    broken += page.evaluate("window.refused")
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [*broken, f"{wide} px wide in {window}"] if wide > window else broken
