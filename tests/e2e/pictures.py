"""Takes the pictures of docs/pictures/ from a rehearsal that really runs: `python -m tests.e2e.pictures`."""

import os
import re
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.e2e.browser import chromium, free_port, opened

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
PROFILE: Final = {
    "x": 'consumer_key = "a"\nconsumer_secret = "b"\naccess_token = "c"\naccess_token_secret = "d"\n',
    "telegram": 'token = "123456:AAabcdefghijklmnopqrstuvwxyz0123456"\nchannel = "@corett"\n',
}
TEXT: Final = "En {{ country.name }} nadie está en venta. La trata de personas es un delito.\n\n{{ campaign.hashtag }} {{ link }}"
FRENCH: Final = (
    "La CORETT est une instance officielle de neuf pays contre le trafic de personnes et le trafic illicite de migrants."
)


def main() -> None:
    """Starts a house, waits until half of the rehearsal is out, takes the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        told = {"CORETT_APP__DATA_DIR": name, "CORETT_CONFIG": f"{name}/none.toml", "CORETT_WEB__PORT": str(port)}
        world = os.environ | told
        for network, secrets in PROFILE.items():
            (folder / f"{network}.toml").write_text(secrets)
        run(world, "init", "--rehearse")
        run(world, "profile", "add", "x", "corett-gt", "--territory", "GT", "--from", f"{name}/x.toml")
        run(world, "profile", "add", "telegram", "canal-hn", "--territory", "HN", "--from", f"{name}/telegram.toml")
        run(world, "translate", "request", "post:1", "--to", "fr", "--note", "Para la página en francés.")
        log = (folder / "up.log").open("w+")
        house = subprocess.Popen([sys.executable, "-m", "corett", "up"], env=world, stdout=log, stderr=subprocess.STDOUT)
        try:
            time.sleep(30)
            link = re.search(r"http\S+/console/welcome/[\w-]+", (folder / "up.log").read_text())
            with chromium("/usr/bin/chromium") as browser:
                take_all(browser, f"http://127.0.0.1:{port}", link[0] if link else "")
        finally:
            house.terminate()
            house.wait(10)


def run(world: dict[str, str], *words: str) -> None:
    """One `corett` command."""
    subprocess.run([sys.executable, "-m", "corett", *words], env=world, check=True)


def take_all(browser: Browser, url: str, link: str) -> None:
    """Every picture, the console's after its first login."""
    context = opened(browser)
    page = context.new_page()
    page.goto(link)
    page.fill("#password", "cuatro palabras bien largas")
    page.fill("#again", "cuatro palabras bien largas")
    page.click("button")
    page.wait_for_url("**/console/queue")
    take(page, "queue")
    page.goto(f"{url}/console/compose?campaign=dia-mundial-trata")
    page.get_by_label("corett-gt").check()
    page.get_by_label("canal-hn").check()
    page.fill("#title", "Nadie está en venta")
    page.fill("#text_es", TEXT)
    page.get_by_label("En cuanto se apruebe").check()
    page.wait_for_timeout(1500)
    page.evaluate("window.scrollTo(0, 0)")
    take(page, "compose")
    page.get_by_role("button", name="Guardar y revisar").click()
    page.wait_for_load_state()
    take(page, "approve")
    page.goto(f"{url}/console/translations/1")
    page.fill("#text", FRENCH)
    page.wait_for_timeout(1500)
    page.evaluate("window.scrollTo(0, 0)")
    take(page, "translate")
    state = context.storage_state()
    context.close()
    for name, path, width, dark in (
        ("newsroom", "/es", 1280, False),
        ("newsroom-dark", "/en", 1280, True),
        ("newsroom-phone", "/es", 390, False),
        ("queue-phone", "/console/queue", 390, True),
    ):
        window = opened(browser, width=width, dark=dark, storage_state=state)
        page = window.new_page()
        page.goto(url + path)
        take(page, name)
        window.close()
    window = opened(browser)
    page = window.new_page()
    page.goto(f"{url}/es")
    page.locator(".story h2 a").first.click()
    page.wait_for_load_state()
    take(page, "entry")
    window.close()


def take(page: Page, name: str) -> None:
    """The window as a small PNG."""
    page.wait_for_timeout(600)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.thumbnail((1000, 844))
    picture.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
