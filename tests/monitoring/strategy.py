"""A small campaign with sent posts, made the way planning leaves it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.models import Audience, Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.status import DeliveryStatus
from foundation.ids import new_code


def add_ground(session: Session) -> None:
    for code, name, zone in (
        ("REG", "Región", "America/Guatemala"),
        ("GT", "Guatemala", "America/Guatemala"),
        ("BZ", "Belice", "America/Belize"),
    ):
        session.add(
            Territory(
                code=code,
                name_es=name,
                name_en={"Belice": "Belize", "Región": "Region"}.get(name, name),
                zone=zone,
                zones=[zone],
                languages=["es"],
                facts={},
            )
        )
    session.add(Audience(code="P1", slug="estados", name_es="Estados miembros", name_en="Member States"))
    session.add(Audience(code="P4", slug="publico", name_es="Público en general", name_en="General public"))
    session.flush()


@dataclass
class Plan:
    """Adds sent deliveries to one campaign."""

    session: Session
    campaign: Campaign
    at: datetime
    made: int = 0

    def profile(self, network: str, territory: str = "GT") -> Profile:
        name = f"{network}-{territory.lower()}"
        found = self.session.query(Profile).filter_by(name=name).one_or_none()
        if found is None:
            found = Profile(name=name, network=network, territory=territory, created_at=self.at)
            self.session.add(found)
            self.session.flush()
        return found

    def sent(
        self,
        network: str,
        territory: str = "GT",
        *,
        audience: str | None = "P4",
        language: str = "es",
        link: str = "",
        age: timedelta = timedelta(),
    ) -> Delivery:
        self.made += 1
        post = Post(
            campaign_id=self.campaign.id,
            audience=audience,
            title=f"Mensaje {self.made}",
            text="Nadie está en venta.",
            link=link,
            created_by="ana",
            created_at=self.at,
        )
        self.session.add(post)
        self.session.flush()
        variant = Variant(post_id=post.id, language=language, network=network, text=post.text)
        self.session.add(variant)
        self.session.flush()
        delivery = Delivery(
            campaign_id=self.campaign.id,
            post_id=post.id,
            variant_id=variant.id,
            profile_id=self.profile(network, territory).id,
            due_at=self.at - age,
            wall_time="2027-07-01 09:00",
            zone="America/Guatemala",
            payload="{}",
            link_code=new_code(),
            status=DeliveryStatus.SENT,
            finished_at=self.at - age,
            ref=f"{network}/{self.made}",
            url=f"https://{network}.example/{self.made}",
            created_at=self.at,
        )
        self.session.add(delivery)
        self.session.flush()
        return delivery


def start_plan(session: Session, at: datetime, *, link: str = "") -> Plan:
    add_ground(session)
    campaign = Campaign(
        slug="dia-mundial",
        title_es="Día Mundial contra la Trata",
        title_en="World Day against Trafficking in Persons",
        territory="REG",
        hashtag="#NadieEnVenta",
        link=link,
        created_at=at,
    )
    session.add(campaign)
    session.flush()
    return Plan(session, campaign, at)
