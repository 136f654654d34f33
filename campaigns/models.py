"""Tables of the heart: territories, audiences, key messages, the plan, campaigns, profiles, posts, variants, deliveries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.status import CampaignStatus, DeliveryStatus, ProfileStatus
from foundation.db import Base, Told, words
from foundation.ids import new_id
from foundation.texts import Phrase
from languages.contract import TranslationState


class Territory(Base):
    """The region (`REG`) or one of its countries (ISO 3166-1 alpha-2)."""

    __tablename__ = "territories"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name_es: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(40))
    zones: Mapped[list[str]]
    languages: Mapped[list[str]]
    sign_language: Mapped[str | None] = mapped_column(String(12))
    national_body: Mapped[str | None] = mapped_column(String(200))
    phone_prefix: Mapped[str | None] = mapped_column(String(8))
    facts: Mapped[dict[str, Any]]


class Hotline(Base):
    """A help line. It may be published only while `verified_at` is younger than 180 days."""

    __tablename__ = "hotlines"
    __table_args__ = (UniqueConstraint("territory", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str | None] = mapped_column(String(60))


class Audience(Base):
    """A public of the strategy (`P1` … `P5`)."""

    __tablename__ = "audiences"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_es: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)


class KeyMessage(Base):
    """A key message for one audience; variants of one message share a root."""

    __tablename__ = "key_messages"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    audience: Mapped[str] = mapped_column(ForeignKey("audiences.code"))
    root: Mapped[str | None] = mapped_column(ForeignKey("key_messages.code"))
    note: Mapped[str | None] = mapped_column(Text)


class KeyMessageText(Base):
    """A key message's words in one language."""

    __tablename__ = "key_message_texts"
    __table_args__ = (UniqueConstraint("key_message", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_message: Mapped[str] = mapped_column(ForeignKey("key_messages.code"))
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[TranslationState] = mapped_column(words(TranslationState))


class PlanEntry(Base):
    """audience × message × product × period × medium: what the strategy's content plan asks for."""

    __tablename__ = "plan_entries"
    __table_args__ = (UniqueConstraint("key_message", "product", "medium", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(ForeignKey("audiences.code"))
    key_message: Mapped[str] = mapped_column(ForeignKey("key_messages.code"))
    product: Mapped[str] = mapped_column(String(200))
    medium: Mapped[str] = mapped_column(String(200))
    period: Mapped[str] = mapped_column(String(40))


class CommemorativeDate(Base):
    """A day to speak on, as an RRULE (RFC 5545); it floats: it is local in each territory."""

    __tablename__ = "commemorative_dates"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    rrule: Mapped[str] = mapped_column(String(200))
    name_es: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    priority: Mapped[int]
    audiences: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(Text)
    verified: Mapped[bool] = mapped_column(default=False)


class Campaign(Base):
    """A campaign of the region or of one country; `parent_id` is the regional campaign it adapts."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title_es: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    status: Mapped[CampaignStatus] = mapped_column(words(CampaignStatus), default=CampaignStatus.DRAFT)
    hashtag: Mapped[str] = mapped_column(String(80), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    commemorative_date: Mapped[str | None] = mapped_column(ForeignKey("commemorative_dates.code"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    materials_wanted_at: Mapped[datetime | None]
    materials_begun_at: Mapped[datetime | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    created_at: Mapped[datetime]


class CampaignAsset(Base):
    """A file made for a campaign: `piece` says which (`card/es/1/1080x1350`), `key` is the hash of all it was made of."""

    __tablename__ = "campaign_assets"
    __table_args__ = (UniqueConstraint("campaign_id", "piece"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    piece: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class Profile(Base):
    """One account on one network, owned by a territory. `next_due` and `busy_with` belong to the outbox."""

    __tablename__ = "profiles"
    __table_args__ = (
        Index("ix_profiles_due", "next_due", sqlite_where=text("busy_with IS NULL"), postgresql_where=text("busy_with IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    network: Mapped[str] = mapped_column(String(20))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    language: Mapped[str] = mapped_column(String(12), default="es")
    status: Mapped[ProfileStatus] = mapped_column(words(ProfileStatus), default=ProfileStatus.ACTIVE)
    status_reason: Mapped[Phrase | None] = mapped_column(Told)
    handle: Mapped[str] = mapped_column(String(200), default="")
    credentials: Mapped[bytes | None]
    credentials_version: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None]
    renewing_until: Mapped[datetime | None]
    block_on_unconfirmed: Mapped[bool | None]
    next_due: Mapped[datetime | None]
    busy_with: Mapped[UUID | None]
    created_at: Mapped[datetime]


class Post(Base):
    """What is said, network-neutral: a template in the source language and the things that go with it.

    `key` is the sender's own name for it: the same key never makes a second post.
    """

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    audience: Mapped[str | None] = mapped_column(ForeignKey("audiences.code"))
    key_message: Mapped[str | None] = mapped_column(ForeignKey("key_messages.code"))
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(12), default="es")
    link: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]


class PostAsset(Base):
    """A file of a post, in order, with its alt text per language; one with a `language` goes only with that language."""

    __tablename__ = "post_assets"
    __table_args__ = (UniqueConstraint("post_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    position: Mapped[int]
    language: Mapped[str | None] = mapped_column(String(12))
    alt: Mapped[dict[str, str]]


class Variant(Base):
    """A post in one language for one network. `source` is the original it translates: another original makes it stale."""

    __tablename__ = "variants"
    __table_args__ = (UniqueConstraint("post_id", "language", "network"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    network: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[TranslationState] = mapped_column(words(TranslationState), default=TranslationState.APPROVED)
    engine: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str | None] = mapped_column(Text)


class Delivery(Base):
    """One variant, once, on one profile, at one instant. This row is the order; the outbox finds it.

    `payload` is exactly what will be sent and `seal` the hash a person approved: without the right seal nothing leaves.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("variant_id", "profile_id", "due_at"),
        Index(
            "ix_deliveries_next",
            "profile_id",
            "due_at",
            "id",
            sqlite_where=text("status = 'planned' AND seal IS NOT NULL"),
            postgresql_where=text("status = 'planned' AND seal IS NOT NULL"),
        ),
        Index("ix_deliveries_status", "status", "due_at"),
        Index("ix_deliveries_ref", "ref", sqlite_where=text("ref IS NOT NULL"), postgresql_where=text("ref IS NOT NULL")),
        Index("ix_deliveries_campaign_due", "campaign_id", "due_at"),
        Index("ix_deliveries_due_at", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    profile_id: Mapped[int] = mapped_column(ForeignKey("profiles.id"))
    due_at: Mapped[datetime]
    wall_time: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(40))
    late_after_s: Mapped[int | None]
    payload: Mapped[str] = mapped_column(Text)
    seal: Mapped[str | None] = mapped_column(String(64))
    approved_by: Mapped[str | None] = mapped_column(String(60))
    approved_at: Mapped[datetime | None]
    link_code: Mapped[str] = mapped_column(String(16), unique=True)
    status: Mapped[DeliveryStatus] = mapped_column(words(DeliveryStatus), default=DeliveryStatus.PLANNED)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    parts: Mapped[dict[str, str]] = mapped_column(default=dict)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    ref: Mapped[str | None] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(String(500))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[Phrase | None] = mapped_column(Told)
    created_at: Mapped[datetime]
