"""Pages over rows of a newer version: a state unknown here is shown, and nothing falls over."""

import pytest
from sqlalchemy import select, text
from starlette.testclient import TestClient

from campaigns.models import Delivery
from foundation.db import Database
from tests.clock import FrozenClock
from tests.web.seeding import lay_out, write_post

PAGES = (
    "/console/queue",
    "/console/queue/{delivery}",
    "/console/posts/1",
    "/console/posts",
    "/console/campaigns",
    "/console/profiles",
    "/console/holds",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_what_a_newer_version_wrote(
    inside: TestClient, database: Database, clock: FrozenClock, page: str
) -> None:
    lay_out(database, clock)
    write_post(database, clock, approve_by="admin")
    with database.writing() as session:
        for table in ("deliveries", "campaigns", "profiles"):
            session.execute(text(f"UPDATE {table} SET status = 'weighing'"))  # noqa: S608 - our own three names
        delivery = session.scalars(select(Delivery.id)).first()
    answer = inside.get(page.format(delivery=delivery))

    assert answer.status_code == 200
    if page in {"/console/posts/1", "/console/campaigns", "/console/profiles"}:
        assert "Estado nuevo" in answer.text
