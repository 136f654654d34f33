"""Counts what members ask of the bot, by day, act, campaign, territory and language: never by person."""

from datetime import date

from sqlalchemy.orm import Session

from monitoring.models import RequestDay
from monitoring.upsert import insert_for

NO_CAMPAIGN = 0


def count_request(
    session: Session, act: str, *, day: date, territory: str, language: str, campaign_id: int = NO_CAMPAIGN
) -> None:
    """One more request of this kind on this day. `act` is the bot's word for it: `kit`, `inline`, `share`, `help` …"""
    statement = insert_for(session, RequestDay).values(
        day=day, act=act, campaign_id=campaign_id, territory=territory, language=language, count=1
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["day", "act", "campaign_id", "territory", "language"], set_={"count": RequestDay.count + 1}
        )
    )
