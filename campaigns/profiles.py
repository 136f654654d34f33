"""Profiles: the accounts the Coalition speaks from, their sealed credentials and how each stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile, Territory
from campaigns.status import ProfileStatus
from foundation.errors import BadInput, Conflict, NotFound
from foundation.reasons import findings
from foundation.texts import N_, Phrase
from foundation.vault import Vault
from networks.contract import Credentials, Identity
from networks.registry import network_module


class WrongCredentials(BadInput):
    """A profile file lacks a key, has one too many, or a value that cannot be right."""

    code = "wrong_credentials"
    sentence = N_(
        "Perfil «{profile}», clave «{field}» ({source}): {reason}. docs/connecting.md explica qué claves lleva cada red."
    )


class NameTaken(Conflict):
    """Another network's or territory's profile has that name."""

    code = "name_taken"
    sentence = N_("Ya hay un perfil «{name}» de {network} en {territory}. Elija otro nombre o quite aquel primero.")


class HasHistory(Conflict):
    """A profile with deliveries."""

    code = "has_history"
    sentence = N_("El perfil «{name}» tiene {count} entregas y su historia no se borra. Use «corett profile disable {name}».")


def add_profile(
    session: Session,
    vault: Vault,
    *,
    network: str,
    name: str,
    territory: str,
    secrets: Mapping[str, Any],
    now: datetime,
    language: str = "es",
    source: str = "",
) -> Profile:
    """The profile with its credentials sealed; adding it again, on the same network and territory, connects it anew.

    Raises:
        NotFound: no such network or territory.
        WrongCredentials: names the key that is missing, unknown or wrong.
        NameTaken: the name belongs to a profile elsewhere.
    """
    kept = checked_credentials(network, secrets, profile=name, source=source)
    if session.get(Territory, territory) is None:
        raise NotFound(kind=N_("territorio"), name=territory)
    profile = session.scalar(select(Profile).where(Profile.name == name))
    if profile is None:
        profile = Profile(
            name=name, network=network, territory=territory, language=language, credentials_version=0, created_at=now
        )
        session.add(profile)
    elif (profile.network, profile.territory) != (network, territory):
        raise NameTaken(name=name, network=profile.network, territory=profile.territory)
    profile.language = language
    profile.credentials = vault.seal(kept)
    profile.credentials_version += 1
    profile.status, profile.status_reason, profile.expires_at = ProfileStatus.ACTIVE, None, None
    session.flush()
    return profile


def checked_credentials(network: str, secrets: Mapping[str, Any], *, profile: str, source: str = "") -> dict[str, str]:
    """The secrets as the network's module understands them, all as text.

    Raises:
        NotFound: no such network.
        WrongCredentials: names the key.
    """
    model = network_module(network).Credentials
    words = {key: str(value) if isinstance(value, int | float) else value for key, value in secrets.items()}
    try:
        known = model.model_validate(words)
    except ValidationError as error:
        field, reason = findings(error)[0]
        raise WrongCredentials(profile=profile, field=field or "TOML", source=source or network, reason=reason) from error
    return {key: str(value) for key, value in known.model_dump(mode="json").items() if value is not None}


def opened_credentials(vault: Vault, profile: Profile) -> Credentials:
    """The profile's credentials, opened.

    Raises:
        SecretUnreadable: the key file is not the one they were sealed with.
        WrongCredentials: they lack a key that this version asks for.
    """
    secrets = vault.open(profile.credentials, profile.name) if profile.credentials else {}
    kept = checked_credentials(profile.network, secrets, profile=profile.name)
    return network_module(profile.network).Credentials.model_validate(kept)


def replace_credentials(
    session: Session, vault: Vault, profile_id: int, version: int, secrets: Mapping[str, str], expires_at: datetime | None = None
) -> bool:
    """Renewed secrets in place of the ones of that version; False when someone else renewed them first.

    A secret is never overwritten by nothing: what the network left out of its answer stays as it was.
    """
    profile = session.get_one(Profile, profile_id)
    old = vault.open(profile.credentials, profile.name) if profile.credentials else {}
    merged = {**old, **{key: value for key, value in secrets.items() if value}}
    changed = session.execute(
        update(Profile)
        .where(Profile.id == profile_id, Profile.credentials_version == version)
        .values(credentials=vault.seal(merged), credentials_version=version + 1, expires_at=expires_at)
        .execution_options(synchronize_session=False)
    )
    session.expire(profile)
    return bool(getattr(changed, "rowcount", 0))


def profile_named(session: Session, name: str) -> Profile:
    """The profile of that name.

    Raises:
        NotFound: there is none.
    """
    profile = session.scalar(select(Profile).where(Profile.name == name))
    if profile is None:
        raise NotFound(kind=N_("perfil"), name=name)
    return profile


def list_profiles(session: Session) -> list[Profile]:
    """Every profile, by territory and name."""
    return list(session.scalars(select(Profile).order_by(Profile.territory, Profile.name)))


def record_identity(session: Session, name: str, identity: Identity) -> Profile:
    """What the network said when it was asked who this is: the profile can be used (unless a person disabled it)."""
    profile = profile_named(session, name)
    profile.handle = identity.handle[:200]
    profile.expires_at = identity.expires_at or profile.expires_at
    if profile.status is ProfileStatus.SIGNED_OUT:
        profile.status, profile.status_reason = ProfileStatus.ACTIVE, None
    return profile


def record_sign_out(session: Session, name: str, reason: str) -> Profile:
    """The network no longer knows the credentials: a person must connect the profile again."""
    profile = profile_named(session, name)
    if profile.status is not ProfileStatus.DISABLED:
        profile.status, profile.status_reason = ProfileStatus.SIGNED_OUT, Phrase(reason)
    return profile


def disable_profile(session: Session, name: str, reason: str) -> Profile:
    """Nothing leaves from it any more; its deliveries and their history stay."""
    profile = profile_named(session, name)
    profile.status, profile.status_reason = ProfileStatus.DISABLED, Phrase(reason)
    return profile


def enable_profile(session: Session, name: str) -> Profile:
    """A disabled profile speaks again."""
    profile = profile_named(session, name)
    profile.status, profile.status_reason = ProfileStatus.ACTIVE, None
    return profile


def remove_profile(session: Session, name: str) -> None:
    """Forgets a profile and its secrets.

    Raises:
        HasHistory: it has deliveries; what was sent is never forgotten, so it can only be disabled.
    """
    profile = profile_named(session, name)
    count = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.profile_id == profile.id)) or 0
    if count:
        raise HasHistory(name=name, count=count)
    session.delete(profile)
