"""`corett translate`: a text, a file or a whole campaign in another language, with the glossary kept and the memory used."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.finding import campaign_named, post_numbered
from campaigns.measuring import measure_for
from campaigns.models import Campaign, Post, Variant
from campaigns.scheduling import Words
from campaigns.versions import add_version
from corett.acting import Json, ready_house
from corett.cli import language
from corett.commands.translate_people import add_people_commands, shortened
from corett.output import print_json, print_table, say
from corett.running import limits_of, world_of
from corett.wiring import House, languages_of, translator_of
from foundation.errors import CorettError, NotFound
from foundation.texts import N_, Texts
from languages.contract import Draft, Private
from languages.errors import EmptySegment, KeptInside, NotATranslation
from languages.guard import Measure, lengths
from languages.table import SOURCE, language_of
from languages.translating import look_up, translate_known
from moderation.private import holds_personal_data
from networks.registry import network_names

app = typer.Typer(invoke_without_command=True, no_args_is_help=False)
add_people_commands(app)
_ = Texts(language())

From = Annotated[str, typer.Option("--from", help=_(N_("Lengua del original (BCP-47)")))]
To = Annotated[str, typer.Option("--to", help=_(N_("Lengua de llegada (BCP-47)")))]
Engine = Annotated[str, typer.Option("--engine", help=_(N_("Otro traductor, solo por esta vez")))]
Place = Annotated[str, typer.Option("--territory", help=_(N_("REG o el código del país")))]
Told = Annotated[bool, typer.Option("--private", help=_(N_("Tiene datos personales: no sale a un servicio externo")))]
Networks = Annotated[list[str], typer.Option("--network", help=_(N_("Red en la que debe caber; repita para varias")))]


@app.callback(help=_(N_("Traduce el texto de la entrada: corett translate --from es --to en < texto")))
def translate(
    context: typer.Context, to: To = "", source: From = SOURCE, engine: Engine = "", territory: Place = "REG",
    private: Told = False, network: Networks = [], as_json: Json = False,  # noqa: B006
) -> None:  # fmt: skip
    """The text of standard input, unless a command was named."""
    if context.invoked_subcommand is not None:
        return
    if not to:
        raise typer.BadParameter(_(N_("falta la lengua de llegada")), param_hint="--to")
    house = ready_house()
    private_to = private or personal(house, source, territory)
    draft = drafts(house, [read_text()], source, to, engine, territory, private=private_to, measure=measuring(network))[0]
    show(draft, house.texts, as_json=as_json)


def read_text() -> str:
    """Standard input, whole, without its last line break.

    Raises:
        EmptySegment: nothing came.
        NotATranslation: it is not UTF-8.
    """
    try:
        text = sys.stdin.buffer.read().decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        raise NotATranslation(field="stdin", format="UTF-8", reason=str(error.reason)) from error
    if not text.strip():
        raise EmptySegment(field="stdin")
    return text


def personal(house: House, source: str, territory: str) -> Private:
    """Asks the do-no-harm rules of each text whether it may identify a person; `--private` says so of all."""
    return partial(holds_personal_data, language=source, now=house.clock.now(), territory=territory)


def measuring(networks: Sequence[str]) -> Measure | None:
    """Counts a text as these networks do.

    Raises:
        NotFound: there is no such network.
    """
    for name in networks:
        if name not in network_names():
            raise NotFound(kind=N_("red"), name=name)
    limits = {name: limits_of(name) for name in networks}
    counted = {name: one for name, one in limits.items() if one.max_text is not None}
    return (lambda text: {name: (one.count(text), one.max_text or 0) for name, one in counted.items()}) if counted else None


def drafts(
    house: House, texts: list[str], source: str, to: str, engine: str, territory: str, *, private: Private,
    measure: Measure | None = None,
) -> list[Draft]:  # fmt: skip
    """The texts in another language; the database is let go before an engine is asked."""
    for code, field in ((source, "--from"), (to, "--to")):
        language_of(code, field)
    translator = translator_of(house, engine or None)
    with house.database.reading() as session:
        known = look_up(session, texts, source, to, territory)
    return translate_known(known, translator, private=private, deadline_s=languages_of(house).deadline_s, measure=measure)


def show(draft: Draft, texts: Texts, *, as_json: bool) -> None:
    """The draft on stdout; what was found, for people, on stderr."""
    if as_json:
        findings = [finding.said(texts) for finding in draft.findings]
        print_json({"text": draft.text, "state": draft.state, "engine": draft.engine, "findings": findings})
        return
    sys.stdout.write(draft.text + "\n")
    say(texts(N_("Estado: {state}; hecho por: {engine}."), state=draft.state.value, engine=draft.engine))
    show_findings(draft, texts)


def show_findings(draft: Draft, texts: Texts) -> None:
    """What was found, for people."""
    for finding in draft.findings:
        told = finding.said(texts)
        say(f"[{told['severity']}] {told['rule']} · {told['words']}: {told['why']}. {told['fix']}")


@app.command("file", help=_(N_("Traduce un archivo de texto; la traducción va a otro archivo")))
def translate_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    to: To,
    out: Annotated[Path | None, typer.Option("--out", help=_(N_("Dónde; si falta, junto al original")))] = None,
    source: From = SOURCE, engine: Engine = "", territory: Place = "REG", private: Told = False,
    network: Networks = [], as_json: Json = False,  # noqa: B006
) -> None:  # fmt: skip
    """A text file, paragraph by paragraph as it stands."""
    house = ready_house()
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NotATranslation(field=file.name, format="UTF-8", reason=str(error.reason)) from error
    private_to = private or personal(house, source, territory)
    draft = drafts(house, [text], source, to, engine, territory, private=private_to, measure=measuring(network))[0]
    target = out or file.with_suffix(f".{to}{file.suffix}")
    target.write_text(draft.text, encoding="utf-8")
    if as_json:
        findings = [finding.said(house.texts) for finding in draft.findings]
        print_json({"file": target, "state": draft.state, "engine": draft.engine, "findings": findings})
        return
    say(_(N_("{file}: estado {state}, hecho por {engine}."), file=target, state=draft.state.value, engine=draft.engine))
    show_findings(draft, house.texts)


@app.command(
    "campaign",
    help=_(N_("Hace borradores de una campaña en otras lenguas; nada sale sin revisión y aprobación")),
)
def campaign(
    slug: Annotated[str, typer.Argument(help=_(N_("Campaña, por su nombre corto")))],
    to: Annotated[list[str], typer.Option("--to", help=_(N_("Lengua de llegada (BCP-47); repita para varias")))],
    engine: Engine = "", private: Told = False, as_json: Json = False,
) -> None:  # fmt: skip
    """A draft for each post that lacks the language; those that cannot be planned are told, the others stay."""
    house = ready_house()
    rows: list[dict[str, object]] = []
    for code in dict.fromkeys(to):
        rows += campaign_in(house, slug, code, engine, private=private)
    if as_json:
        print_json(rows)
        return
    headings = [_(N_("Publicación")), _(N_("Lengua")), _(N_("Estado")), _(N_("Hecho por")), _(N_("Hallazgos")), _(N_("Texto"))]
    print_table(
        headings,
        [[row["post"], row["language"], row["state"], row["engine"], told(row), shortened(str(row["text"]), 90)] for row in rows],
    )


def campaign_in(house: House, slug: str, code: str, engine: str, *, private: bool) -> list[dict[str, object]]:
    """The drafts of one language, planned beside their originals; what must not leave the house is told and left to people."""
    with house.database.reading() as session:
        found = campaign_named(session, slug)
        territory, posts = found.territory, posts_lacking(session, found, code)
        measures = {post.id: measure_for(session, post, code, world_of(house)) for post in posts}
    rows: list[dict[str, object]] = []
    for batch in batches(house, posts, territory, private=private):
        source, held = batch[0].language, private or personal(house, batch[0].language, territory)
        try:
            made = drafts(house, [post.text for post in batch], source, code, engine, territory, private=held)
        except KeptInside as error:
            say(f"post:{batch[0].id} · {error.say(house.texts)}")
            continue
        for post, draft in zip(batch, made, strict=True):
            rows += planned(house, post, code, measured(draft, measures[post.id]))
    return rows


def batches(house: House, posts: Sequence[Post], territory: str, *, private: bool) -> list[list[Post]]:
    """What is translated in one turn: everything of one language, but each text that may identify a person by itself."""
    found: dict[object, list[Post]] = {}
    for post in posts:
        alone = not private and holds_personal_data(post.text, post.language, house.clock.now(), territory)
        found.setdefault(post.id if alone else post.language, []).append(post)
    return list(found.values())


def measured(draft: Draft, measure: Measure) -> Draft:
    """The draft with what is too long for the networks of its post."""
    return replace(draft, findings=(*lengths(draft.text, measure), *draft.findings))


def planned(house: House, post: Post, code: str, draft: Draft) -> list[dict[str, object]]:
    """The draft beside its original, as scripts see it; one that no network would take is told, and the others stay."""
    row = {
        "post": post.id, "language": code, "state": draft.state.value, "engine": draft.engine, "text": draft.text,
        "findings": [finding.said(house.texts) for finding in draft.findings],
    }  # fmt: skip
    try:
        with house.database.writing() as session:
            words = Words(draft.text, draft.state, draft.engine)
            add_version(session, post_numbered(session, post.id), code, words, world_of(house))
    except CorettError as error:
        say(f"post:{post.id} · {error.say(house.texts)}")
        return []
    return [row]


def posts_lacking(session: Session, found: Campaign, code: str) -> list[Post]:
    """The campaign's posts that have no version in a language."""
    have = select(Variant.post_id).where(Variant.language == code)
    query = select(Post).where(Post.campaign_id == found.id, Post.id.not_in(have), Post.language != code).order_by(Post.id)
    return list(session.scalars(query))


def told(row: dict[str, object]) -> str:
    """How many findings of each weight."""
    findings = row["findings"]
    weights = Counter(one["severity"] for one in findings) if isinstance(findings, list) else Counter()
    return ", ".join(f"{count} {weight}" for weight, count in weights.items())
