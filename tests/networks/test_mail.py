"""Bulletins against aiosmtpd: each recipient once, whatever the relay does."""

import dataclasses
import html
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from foundation.db import Database
from networks import mail
from networks.contract import Account, Outgoing, Receipt, Rejected
from networks.mailing import MOST_TRIES, accept, add_contact, claim, give_back, settle, unsubscribe
from networks.models import MailContact, MailCopy, MailStatus
from tests.clock import FrozenClock
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY, LINK, image, outgoing
from tests.networks.stage import IN_TIME, Arrived, Kept, Seen, Stage, digest
from tests.servers.smtp import PASSWORD, USER, Relay, running_relay

LIST = "docentes"


class MailStage(Stage):
    def __init__(self, relay: Relay, database: Database) -> None:
        self.relay, self.database, self.clock = relay, database, FrozenClock()

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        credentials = mail.Credentials(
            host="127.0.0.1",
            port=self.relay.port,
            tls="none",
            user=USER,
            password="wrong-password-of-nobody" if wrong_secret else PASSWORD,
            sender="boletin@coalicion.example.org",
            sender_name="Coalición Regional",
            list_name=LIST,
        )
        public = "https://prensa.example.org"
        return Account(
            "boletin", mail.Settings(), credentials, timeout_s, database=self.database, public_url=public, clock=self.clock
        )

    def secrets(self) -> list[str]:
        return [PASSWORD, "wrong-password-of-nobody"]

    def posts(self) -> list[Seen]:
        return [seen(letter) for letter in self.relay.letters]

    def arrived(self) -> list[Arrived]:
        parts = [part for part in self.relay.letters[-1].walk() if part.get_content_maintype() == "image"]
        return [Arrived(digest(part.get_content())) for part in parts]

    def add(self, *addresses: str) -> None:
        with self.database.writing() as session:
            for address in addresses:
                add_contact(session, LIST, address, self.clock.now(), name=address.partition("@")[0].title())

    def standing(self) -> dict[str, MailStatus]:
        with self.database.reading() as session:
            rows = session.execute(select(MailContact.address, MailCopy.status).join(MailCopy))
            return {row.address: row.status for row in rows}


def seen(letter: EmailMessage) -> Seen:
    plain, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    alts = [html.unescape(alt) for alt in re.findall(r'alt="([^"]*)"', page.get_content())]
    return Seen(plain.get_content().partition("\n\n-- \n")[0], alts)


@pytest.fixture(scope="module")
def relay() -> Iterator[Relay]:
    with running_relay() as relay:
        yield relay


@pytest.fixture
def stage(relay: Relay, database: Database) -> MailStage:
    for kept in (relay.letters, relay.refuse, relay.defer, relay.vanish):
        kept.clear()
    return MailStage(relay, database)


class TestMail(NetworkContract):
    network = "mail"

    @pytest.fixture
    def stage(self, relay: Relay, database: Database) -> Stage:
        for kept in (relay.letters, relay.refuse, relay.defer, relay.vanish):
            kept.clear()
        stage = MailStage(relay, database)
        stage.add("ana@example.org")
        return stage


async def publish(account: Account, message: Outgoing) -> Receipt:
    network, kept = mail.connect(account), Kept()
    return await network.publish(await network.prepare(message, kept, kept.keep), DELIVERY)


async def test_every_contact_gets_one_copy_with_a_way_out(stage: MailStage, tmp_path: Path) -> None:
    addresses = [f"persona{number}@example.org" for number in range(30)]
    stage.add(*addresses)
    await publish(stage.account(), outgoing(media=(image(tmp_path, alt="Un cartel <azul>"),)))
    await publish(stage.account(), outgoing())

    assert sorted(str(letter["To"].addresses[0].addr_spec) for letter in stage.relay.letters) == sorted(addresses)
    letter = stage.relay.to("persona7@example.org")[0]
    leave = str(letter["List-Unsubscribe"]).strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(letter["Message-ID"]).startswith(f"<{DELIVERY}.")
    assert str(letter["From"]) == "Coalición Regional <boletin@coalicion.example.org>"
    assert letter["Subject"] == "Corazón Azul"
    plain, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert leave in plain.get_content()
    assert f'<a href="{LINK}">' in page.get_content()
    assert "Un cartel &lt;azul&gt;" in page.get_content()


async def test_whoever_left_gets_nothing_more(stage: MailStage) -> None:
    stage.add("ana@example.org", "eva@example.org")
    with stage.database.writing() as session:
        token = session.scalars(select(MailContact.token).where(MailContact.address == "eva@example.org")).one()
        assert unsubscribe(session, token, stage.clock.now()) is not None
        assert unsubscribe(session, "nobody", stage.clock.now()) is None
    await publish(stage.account(), outgoing())

    assert stage.standing() == {"ana@example.org": MailStatus.SENT}


async def test_an_address_that_does_not_exist_is_not_written_to_again_and_the_others_get_theirs(stage: MailStage) -> None:
    stage.add("ana@example.org", "nadie@example.org", "zoe@example.org")
    stage.relay.refuse.add("nadie@example.org")
    await publish(stage.account(), outgoing())

    assert stage.standing()["nadie@example.org"] is MailStatus.REFUSED
    assert len(stage.relay.letters) == 2
    with stage.database.reading() as session:
        refusal = session.scalars(select(MailContact.refusal).where(MailContact.refused_at.is_not(None))).one()
    assert str(refusal).startswith("550")


async def test_a_greylisted_copy_waits_and_goes_later_once(stage: MailStage) -> None:
    stage.add("ana@example.org")
    stage.relay.defer.add("ana@example.org")
    network = mail.connect(stage.account())
    await publish(stage.account(), outgoing())
    assert stage.standing() == {"ana@example.org": MailStatus.PLANNED}

    stage.relay.defer.clear()
    assert await network.drain() == 0
    stage.clock.advance(minutes=6)
    assert await network.drain() == 1
    assert await network.drain() == 0
    assert len(stage.relay.letters) == 1


async def test_a_relay_that_vanishes_after_taking_the_mail_leaves_it_unknown_and_it_is_never_sent_again(stage: MailStage) -> None:
    stage.add("ana@example.org", "zoe@example.org")
    stage.relay.vanish.add("ana@example.org")
    network = mail.connect(stage.account())
    await publish(stage.account(), outgoing())
    stage.clock.advance(hours=48)
    await network.drain()

    assert stage.standing() == {"ana@example.org": MailStatus.UNKNOWN, "zoe@example.org": MailStatus.SENT}
    assert len(stage.relay.to("ana@example.org")) == 1
    values = {one.metric: one.value for one in await network.measure([str(DELIVERY)])}
    assert values == {"delivered": 1, "refused": 0, "unknown": 1, "waiting": 0}


async def test_a_relay_that_is_down_uses_up_no_tries(stage: MailStage) -> None:
    stage.add("ana@example.org")
    account = stage.account()
    closed = mail.Credentials(**{**account.credentials.model_dump(), "port": 1})
    await publish(dataclasses.replace(account, credentials=closed), outgoing())
    assert stage.standing() == {"ana@example.org": MailStatus.PLANNED}

    assert await mail.connect(account).drain() == 1


def test_what_was_claimed_but_not_tried_costs_no_try_however_often(stage: MailStage) -> None:
    stage.add("ana@example.org")
    with stage.database.writing() as session:
        accept(session, DELIVERY, "boletin", LIST, outgoing(), stage.clock.now())
    for _ in range(MOST_TRIES + 2):
        with stage.database.writing() as session:
            [copy] = claim(session, "boletin", 10, stage.clock.now())
            give_back(session, copy)

    assert copy.tries == 1
    assert stage.standing() == {"ana@example.org": MailStatus.PLANNED}


async def test_copies_a_crash_left_behind_become_unknown(stage: MailStage) -> None:
    stage.add("ana@example.org")
    with stage.database.writing() as session:
        accept(session, DELIVERY, "boletin", LIST, outgoing(), stage.clock.now())
    with stage.database.writing() as session:
        assert len(claim(session, "boletin", 10, stage.clock.now())) == 1
    stage.clock.advance(minutes=11)
    assert await mail.connect(stage.account()).drain() == 0

    assert stage.standing() == {"ana@example.org": MailStatus.UNKNOWN}
    assert stage.relay.letters == []


def test_a_copy_is_settled_once(stage: MailStage) -> None:
    stage.add("ana@example.org")
    with stage.database.writing() as session:
        accept(session, DELIVERY, "boletin", LIST, outgoing(), stage.clock.now())
        [copy] = claim(session, "boletin", 10, stage.clock.now())
        settle(session, copy, MailStatus.SENT, stage.clock.now())
        settle(session, copy, MailStatus.PLANNED, stage.clock.now())

    assert stage.standing() == {"ana@example.org": MailStatus.SENT}


async def test_an_empty_list_is_refused_and_can_be_filled(stage: MailStage) -> None:
    with pytest.raises(Rejected, match="no tiene contactos"):
        await publish(stage.account(), outgoing())
    stage.add("ana@example.org")
    await publish(stage.account(), outgoing())

    assert len(stage.relay.letters) == 1


async def test_a_title_with_a_line_break_cannot_add_a_header(stage: MailStage) -> None:
    stage.add("ana@example.org")
    await publish(stage.account(), Outgoing("Hola", "es", title="Uno\r\nBcc: intruso@example.org"))

    [letter] = stage.relay.letters
    assert letter["Subject"] == "Uno Bcc: intruso@example.org"
    assert letter["Bcc"] is None
