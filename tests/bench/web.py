"""How long the server takes for its busiest pages with 5,000 posts: `python -m tests.bench.web [--posts N]`.

Prints one JSON document: milliseconds per page (median and 95th percentile), in this process, without the network.
"""

import argparse
import json
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import insert
from starlette.testclient import TestClient

from assets.store import Store
from campaigns.models import Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.status import CampaignStatus, DeliveryStatus, ProfileStatus
from corett.migrating import migrate
from foundation.clock import SystemClock
from foundation.db import Database, open_database
from foundation.ids import new_code, new_id
from foundation.people import REGION, Role, add_user
from foundation.settings import App, Settings
from foundation.vault import Vault
from languages.contract import TranslationState
from networks.models import SiteEntry
from web.app import make_app
from web.passwords import hash_password

PASSWORD: Final = "cuatro palabras bien largas"
ROUNDS: Final = 30
PAGES: Final = (
    "/es",
    "/es/mensaje-7",
    "/es/feed.xml",
    "/sitemap.xml",
    "/console/queue",
    "/console/queue?status=planned",
    "/console/queue?status=planned&page=40",
    "/console/queue?status=sent",
    "/console/queue?campaign=c1",
    "/console/posts",
    "/console/posts?waiting=1",
    "/console/posts/7",
    "/console/compose",
    "/console/campaigns",
    "/console/profiles",
)


def main() -> None:
    """Fills a database, asks for each page, prints the times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=5_000)
    posts = options.parse_args().posts
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/bench.db")
        migrate(database)
        fill(database, posts)
        app = make_app(
            settings=Settings(app=App(data_dir=Path(folder))),
            database=database,
            clock=SystemClock(),
            vault=Vault(Path(folder) / "key"),
            store=Store(Path(folder) / "assets"),
        )
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            client.post("/console/login", data={"name": "admin", "password": PASSWORD}).raise_for_status()
            times = {page: timed(client, page) for page in PAGES}
        database.engine.dispose()
    print(json.dumps({"posts": posts, "pages_ms": times}, indent=2))


def timed(client: TestClient, page: str) -> dict[str, float]:
    """Median and 95th percentile after a warm-up."""
    client.get(page).raise_for_status()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(page)
        taken.append((time.perf_counter() - start) * 1000)
        answer.raise_for_status()
    return {"median": round(statistics.median(taken), 1), "p95": round(sorted(taken)[int(ROUNDS * 0.95) - 1], 1)}


def fill(database: Database, posts: int) -> None:
    """Twenty profiles, five campaigns, and posts with one delivery and one newsroom entry each, half of them past."""
    clock = SystemClock()
    now = clock.now()
    text = "La trata de personas es un delito. " * 8
    with database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, now).password_hash = hash_password(PASSWORD)
        zone = "America/Guatemala"
        session.add(
            Territory(code="REG", name_es="Región", name_en="Region", zone=zone, zones=[zone], languages=["es"], facts={})
        )
        session.flush()
        campaign = {"title_es": "Día Mundial contra la Trata", "title_en": "World Day", "territory": "REG", "created_at": now}
        running = {"status": CampaignStatus.RUNNING, "hashtag": "#NadieEnVenta", "link": ""}
        session.execute(insert(Campaign), [{"id": n, "slug": f"c{n}", **campaign, **running} for n in range(1, 6)])
        profile = {"network": "x", "territory": "REG", "language": "es", "status": ProfileStatus.ACTIVE, "created_at": now}
        blank = {"handle": "", "credentials_version": 0}
        session.execute(insert(Profile), [{"id": n, "name": f"perfil-{n}", **profile, **blank} for n in range(1, 21)])
        said = {
            "title": "Nadie está en venta",
            "text": text,
            "language": "es",
            "link": "",
            "created_by": "ana",
            "created_at": now,
        }
        session.execute(
            insert(Post), [{"id": n, "campaign_id": 1 + n % 5, "created_at": now, **said} for n in range(1, posts + 1)]
        )
        variant = {"language": "es", "network": "x", "text": text, "state": TranslationState.APPROVED}
        session.execute(insert(Variant), [{"id": n, "post_id": n, **variant} for n in range(1, posts + 1)])
        payload = json.dumps({"text": text, "language": "es", "link": "", "title": "Nadie", "about": {}, "media": []})
        rows = []
        for n in range(1, posts + 1):
            due = now + timedelta(minutes=n - posts // 2)
            rows.append(
                {
                    "id": new_id(),
                    "campaign_id": 1 + n % 5,
                    "post_id": n,
                    "variant_id": n,
                    "profile_id": 1 + n % 20,
                    "due_at": due,
                    "wall_time": f"{due:%Y-%m-%d %H:%M}",
                    "zone": zone,
                    "payload": payload,
                    "seal": None if n % 50 == 0 else "0" * 64,
                    "link_code": new_code(),
                    "status": DeliveryStatus.SENT if due < now else DeliveryStatus.PLANNED,
                    "attempts": 0,
                    "parts": {},
                    "finished_at": due if due < now else None,
                    "created_at": now,
                }
            )
        session.execute(insert(Delivery), rows)
        session.execute(
            insert(SiteEntry),
            [
                {
                    "delivery_id": new_id(),
                    "post": str(n),
                    "language": "es" if n % 2 else "en",
                    "slug": f"mensaje-{n}",
                    "title": "Nadie está en venta",
                    "text": text,
                    "link": "",
                    "media": [],
                    "campaign": f"c{1 + n % 5}",
                    "campaign_title": "Día Mundial contra la Trata",
                    "territory": "REG",
                    "audience": "",
                    "published_at": now - timedelta(minutes=n),
                }
                for n in range(1, posts + 1)
            ],
        )


if __name__ == "__main__":
    main()
