"""What the library knows about a file besides its bytes: who allowed it, whether anyone can be recognised, where it is used."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from assets.errors import FormTooLarge, MissingConsentValue
from assets.models import Asset, AssetSource, Consent, IdentityCheck
from assets.store import Store
from foundation.db import Base
from foundation.errors import NotAllowed, NotFound
from foundation.people import Role, User, UserRole
from foundation.texts import N_
from foundation.vault import Vault

MAX_FORM: Final = 8_000_000
"""Bytes of a signed form: a scanned page is a tenth of that."""
OWN: Final = {"assets", "asset_consents", "asset_identity_checks", "asset_sources"}
EXPIRED: Final = N_("venció el consentimiento")


@dataclass(frozen=True, slots=True)
class Use:
    """A row that uses an asset: its table and its key."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An asset taken out, why, and where it was used."""

    asset: Asset
    why: str
    uses: tuple[Use, ...]


def asset_numbered(session: Session, number: int) -> Asset:
    """The asset with that id.

    Raises:
        NotFound: there is none.
    """
    asset = session.get(Asset, number)
    if asset is None:
        raise NotFound(kind=N_("archivo"), name=number)
    return asset


def record_consent(
    session: Session,
    vault: Vault,
    asset: Asset,
    who: str,
    purpose: str,
    until: date | None,
    by: str,
    now: datetime,
    form: bytes = b"",
) -> Consent:
    """Keeps a person's permission: who and the signed form are encrypted, purpose and date can be read.

    Raises:
        MissingConsentValue: who or what for is empty.
        FormTooLarge: the scan is heavier than a few pages can be.
    """
    for field, value in (("who", who), ("purpose", purpose)):
        if not value.strip():
            raise MissingConsentValue(field=field)
    if len(form) > MAX_FORM:
        raise FormTooLarge(field="form", size=f"{len(form) / 1e6:.1f}", limit=MAX_FORM // 1_000_000)
    sealed = vault.seal({"who": who.strip(), "form": base64.b64encode(form).decode()})
    consent = Consent(
        asset_id=asset.id,
        sealed=sealed,
        purpose=purpose.strip(),
        until=until,
        has_form=bool(form),
        recorded_by=by,
        recorded_at=now,
    )
    session.add(consent)
    session.flush()
    return consent


def open_consent(vault: Vault, consent: Consent) -> tuple[str, bytes]:
    """Who gave it, and the signed form.

    Raises:
        SecretUnreadable: the key is not the one it was sealed with.
    """
    opened = vault.open(consent.sealed, f"consentimiento {consent.id}")
    return opened["who"], base64.b64decode(opened["form"])


def consents_of(session: Session, asset: Asset) -> list[Consent]:
    """Every permission recorded for the asset."""
    return list(session.scalars(select(Consent).where(Consent.asset_id == asset.id).order_by(Consent.id)))


def check_identity(session: Session, asset: Asset, reviewer: User, now: datetime, *, nobody_identifiable: bool) -> IdentityCheck:
    """A named reviewer's word that nobody can be recognised in the file, or that somebody can.

    Raises:
        NotAllowed: the person is not a reviewer anywhere.
    """
    order = list(Role)
    held = session.scalars(select(UserRole.role).where(UserRole.user_id == reviewer.id))
    if not any(order.index(role) >= order.index(Role.REVIEWER) for role in held):
        raise NotAllowed(user=reviewer.name, act=N_("revisar imágenes"), territory="—", role=Role.REVIEWER.value)
    check = IdentityCheck(asset_id=asset.id, nobody_identifiable=nobody_identifiable, reviewer=reviewer.name, checked_at=now)
    session.add(check)
    session.flush()
    return check


def identity_of(session: Session, asset: Asset) -> IdentityCheck | None:
    """The last word on whether anyone can be recognised, or None: nobody has looked yet."""
    return session.scalar(
        select(IdentityCheck).where(IdentityCheck.asset_id == asset.id).order_by(IdentityCheck.id.desc()).limit(1)
    )


def may_be_published(session: Session, asset: Asset, today: date) -> bool:
    """Whether nothing stands against it: not withdrawn, every consent running, people recognisable only with consent.

    Where the detector saw faces and no reviewer has said anything yet, somebody may be recognisable.
    """
    consents = consents_of(session, asset)
    running = all(consent.until is None or consent.until >= today for consent in consents)
    return asset.withdrawn_at is None and running and (bool(consents) or not may_show_somebody(session, asset))


def may_show_somebody(session: Session, asset: Asset) -> bool:
    """A reviewer's last word; before there is one, what the detector saw."""
    check = identity_of(session, asset)
    return bool(asset.facts.get("faces")) if check is None else not check.nobody_identifiable


def waits_for_a_look(session: Session, asset: Asset) -> bool:
    """Whether a person has to say if anybody can be recognised before the file may go out."""
    return identity_of(session, asset) is None and not consents_of(session, asset) and may_show_somebody(session, asset)


def uses_of(session: Session, asset: Asset) -> tuple[Use, ...]:
    """Every row of any room that points at the asset; rooms above need not be known here."""
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name in OWN:
            continue
        for key in table.foreign_keys:
            if key.column.table.name == "assets":
                found += rows_pointing(session, table, key.parent.name, asset.id)
    return tuple(found)


def rows_pointing(session: Session, table: Table, column: str, number: int) -> list[Use]:
    """The rows of one table whose column holds that asset."""
    keys = list(table.primary_key.columns)
    rows = session.execute(select(*keys).where(table.c[column] == number)).all()
    return [Use(table.name, "/".join(str(part) for part in row)) for row in rows]


def withdraw(session: Session, store: Store, asset: Asset, why: str, now: datetime) -> list[Withdrawal]:
    """Takes the asset and everything made from it out of the library; its bytes are gone, so nothing can send them any more."""
    done, waiting, seen = [], [asset], set[int]()
    while waiting:
        one = waiting.pop()
        if one.id in seen:
            continue
        seen.add(one.id)
        if one.withdrawn_at is None:
            one.withdrawn_at, one.withdrawn_why = now, why
            store.remove(one.sha256, one.mime)
            done.append(Withdrawal(one, why, uses_of(session, one)))
        made = select(Asset).join(AssetSource, AssetSource.asset_id == Asset.id).where(AssetSource.source_id == one.id)
        waiting += session.scalars(made).all()
    session.flush()
    return done


def withdraw_expired(session: Session, store: Store, today: date, now: datetime) -> list[Withdrawal]:
    """Withdraws every asset one of whose consents ended before today."""
    ended = (
        select(Asset)
        .join(Consent, Consent.asset_id == Asset.id)
        .where(Consent.until < today, Asset.withdrawn_at.is_(None))
        .distinct()
    )
    return [one for asset in session.scalars(ended).all() for one in withdraw(session, store, asset, EXPIRED, now)]


def renew(consent: Consent, until: date | None) -> None:
    """The same person's permission, for longer."""
    consent.until = until


def made_from(session: Session, asset: Asset, sources: Iterable[int]) -> None:
    """Remembers what an asset was made from, so that withdrawing the source withdraws it too."""
    for number in sources:
        if number != asset.id and session.get(AssetSource, (asset.id, number)) is None:
            session.add(AssetSource(asset_id=asset.id, source_id=number))
    session.flush()
