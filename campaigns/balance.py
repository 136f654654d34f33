"""Whether smuggling of migrants is spoken of at all: the strategy names its lower profile as a difficulty (R23)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Post
from moderation.findings import Finding, finding
from moderation.rules import rule_named

TOO_MUCH: Final = 0.85
ENOUGH: Final = 5  # posts below which a share says nothing
TRAFFICKING: Final = re.compile(
    r"(?i)\btrata\s+de\s+personas|trafficking\s+in\s+persons|human\s+trafficking|traite\s+des\s+personnes"
)
SMUGGLING: Final = re.compile(r"(?i)tr[aá]fico\s+il[ií]cito\s+de\s+migrantes|smuggling\s+of\s+migrants|smuggled\s+migrants?")


@dataclass(frozen=True)
class Balance:
    """How many posts speak of one crime, of the other and of both."""

    posts: int
    only_trafficking: int
    only_smuggling: int
    both: int

    def found(self, reader: str = "es") -> Finding | None:
        """R23, when more than 85 % of the posts speak of trafficking alone."""
        if self.posts < ENOUGH or self.only_trafficking <= TOO_MUCH * self.posts:
            return None
        return finding(rule_named("R23"), f"{self.only_trafficking}/{self.posts}", reader)


def balance(session: Session, now: datetime, days: int = 90, territory: str = "") -> Balance:
    """The posts of the last days, of one territory's campaigns or of all."""
    query = select(Post.text, Post.title).where(Post.created_at > now - timedelta(days=days))
    if territory:
        query = query.join(Campaign, Campaign.id == Post.campaign_id).where(Campaign.territory == territory)
    spoken = [
        (bool(TRAFFICKING.search(words)), bool(SMUGGLING.search(words))) for words in map("\n".join, session.execute(query))
    ]
    return Balance(
        posts=len(spoken),
        only_trafficking=spoken.count((True, False)),
        only_smuggling=spoken.count((False, True)),
        both=spoken.count((True, True)),
    )
