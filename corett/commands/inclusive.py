"""`corett inclusive`: what accessible formats a post has, makes those a machine can make, records what people vouch for."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from sqlalchemy.orm import Session

from assets.captions import files
from assets.captions.cue import Cue
from assets.clips import fresh_clip
from assets.easyread.checking import check
from assets.easyread.labelling import label, validate
from assets.errors import UnknownType
from assets.inclusive import signing
from assets.inclusive.films import caption_film
from assets.inclusive.keeping import keep, note_step, rendition_of, renditions_of
from assets.inclusive.message import Message
from assets.inclusive.pack import absent, keep_files, make_files
from assets.inclusive.score import score
from assets.inclusive_models import Format, Rendition
from assets.library import asset_numbered
from assets.models import Asset
from assets.settings import AssetsSection
from assets.sniffing import HEAD, Kind, name_of_refused, sniff
from assets.store import Store, open_store
from assets.video.queue import ask
from assets.video.recipe import Recipe
from campaigns.accessible import message_of
from corett.acting import By, Json, actor, ready_house
from corett.cli import language as reader
from corett.output import print_json, print_table, say
from corett.showing import progress_bar
from corett.wiring import House
from foundation.settings import parse_section
from foundation.texts import N_, Texts

app: Final = typer.Typer(no_args_is_help=True)
_ = Texts(reader())

Post = Annotated[int, typer.Argument(metavar="POST")]
Language = Annotated[str, typer.Option(help=_(N_("Lengua, por ejemplo es o en")))]
Note = Annotated[str, typer.Option(help=_(N_("Observación que queda registrada")))]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]


@app.command("show", help=_(N_("Puntaje de accesibilidad de una publicación y lo que falta")))
def show(post: Post, as_json: Json = False) -> None:
    """One number, and a line for everything that is not there yet."""
    house = ready_house()
    with house.database.reading() as session:
        found = score(session, message_of(session, post))
    items = [item.say(house.texts) for item in found.items]
    if as_json:
        print_json({"post": post, "score": found.percent, "items": items})
        return
    headings = [house.texts(word) for word in (N_("Formato"), N_("Lengua"), N_("Estado"), N_("Falta"))]
    print_table(headings, [[one["format"], one["language"], one["state"], one["missing"]] for one in items])
    say(house.texts(N_("Accesibilidad de la publicación {post}: {percent} %"), post=post, percent=found.percent))


@app.command("make", help=_(N_("Hace lo que una máquina puede hacer: audio, Braille y letra grande")))
def make(
    post: Post,
    out: Annotated[Path | None, typer.Option(file_okay=False, help=_(N_("Copia los archivos a esta carpeta")))] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Nothing that a person vouched for is made over."""
    house = ready_house()
    store = open_store(house.settings)
    with house.database.reading() as session:
        message, who = message_of(session, post), actor(session, house, by).name
        wanted = absent(session, message)
    with progress_bar(house.texts(N_("Formatos accesibles"))) as step:
        made, unmade = make_files(store, message, wanted, step)
    with house.database.writing() as session:
        keep_files(session, message, made, by=who, now=house.clock.now())
        copied = copy_out(session, store, message, out) if out else []
    told = [{"format": one.format, "language": one.language, "why": one.error.say(house.texts)} for one in unmade]
    if as_json:
        print_json({"made": made, "unmade": told, "files": copied})
        return
    for path in copied:
        say(str(path))
    for one in told:
        say(f"{one['format']} {one['language']}: {one['why']}")
    say(house.texts(N_("Hechos: {made}. Sin hacer: {unmade}."), made=len(made), unmade=len(unmade)))


def copy_out(session: Session, store: Store, message: Message, folder: Path) -> list[Path]:
    """The pack's files under names people understand."""
    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for one in renditions_of(session, message.subject).values():
        if one.sha256 and one.mime:
            source = store.path(one.sha256, one.mime)
            copied.append(folder / f"{message.subject.replace(':', '-')}.{one.format}.{one.language}{source.suffix}")
            shutil.copyfile(source, copied[-1])
    return copied


@app.command("easy", help=_(N_("Guarda y revisa la versión en lenguaje sencillo")))
def easy(post: Post, file: File, language: Language = "es", by: By = "", as_json: Json = False) -> None:
    """It stays a draft until readers have validated it."""
    house = ready_house()
    text = files.decoded(file.read_bytes())
    with house.database.writing() as session:
        message = message_of(session, post)
        findings = check(text, language, pictures=len(message.pictures))
        kept = keep(
            session,
            message,
            Format.EASY_READ,
            language,
            state="draft",
            by=actor(session, house, by).name,
            now=house.clock.now(),
            text=text,
        )
        named = house.texts(label(session, kept))
    told = [finding.say(house.texts) for finding in findings]
    if as_json:
        print_json({"label": named, "findings": told})
        return
    headings = [house.texts(word) for word in (N_("Línea"), N_("Regla"), N_("Palabras"), N_("Por qué"), N_("Arreglo"))]
    print_table(headings, [[one["at"], one["rule"], one["words"], one["why"], one["fix"]] for one in told])
    say(named)


@app.command("validate", help=_(N_("Registra que personas con dificultades de comprensión validaron el texto")))
def validate_easy(
    post: Post,
    group: Annotated[str, typer.Option(help=_(N_("Asociación o grupo; nunca nombres de personas")))],
    readers: Annotated[int, typer.Option(min=1, help=_(N_("Cuántas personas lo leyeron")))],
    language: Language = "es",
    note: Note = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Only then may it be called «Lectura fácil»."""
    house = ready_house()
    with house.database.writing() as session:
        message = message_of(session, post)
        kept = rendition_of(session, message.subject, Format.EASY_READ, language)
        findings = check(kept.text or "", language, pictures=len(message.pictures))
        who, now = actor(session, house, by).name, house.clock.now()
        validate(session, kept, findings, group=group, readers=readers, note=note, by=who, now=now)
        named = house.texts(label(session, kept))
    tell({"post": post, "language": language, "label": named}, as_json=as_json)


@app.command("sign", help=_(N_("Lengua de señas: request, record, review, approve o back")))
def sign(
    post: Post,
    sign_language: Annotated[str, typer.Argument(help="gsm mfs hds esn ncs csr lsp doq ase")],
    act: Annotated[str, typer.Argument(help="request | record | review | approve | back")],
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("La grabación, para record")))] = None,
    deaf_reviewer: Annotated[bool, typer.Option(help=_(N_("Quien revisa es una persona sorda")))] = False,
    note: Note = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Every step is a person's; nobody vouches for her own."""
    house = ready_house()
    clip = fresh_film(house, file) if act == "record" and file else None
    with house.database.writing() as session:
        message, who, now = message_of(session, post), actor(session, house, by).name, house.clock.now()
        slot = take_step(session, message, sign_language, act, clip, deaf_reviewer=deaf_reviewer, note=note, by=who, now=now)
        state = slot.state
    tell({"post": post, "sign_language": sign_language, "state": state}, as_json=as_json)


def take_step(
    session: Session,
    message: Message,
    language: str,
    act: str,
    clip: str | None,
    *,
    deaf_reviewer: bool,
    note: str,
    by: str,
    now: datetime,
) -> Rendition:
    """The step of that name."""
    if act == "request":
        return signing.request(session, message, language, by=by, now=now, note=note)
    if act == "record" and clip:
        return signing.record(session, message, language, clip, by=by, now=now)
    if act == "review":
        return signing.review(session, message, language, by=by, now=now, deaf_reviewer=deaf_reviewer, note=note)
    if act == "approve":
        return signing.approve(session, message, language, by=by, now=now, note=note)
    if act == "back":
        return signing.send_back(session, message, language, by=by, now=now, note=note)
    raise typer.BadParameter("request | record --file FILE | review | approve | back")


def fresh_film(house: House, file: Path) -> str:
    """The recording, decoded and re-encoded into the store."""
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    found = sniff(head)
    if found is None or found.kind is not Kind.VIDEO:
        raise UnknownType(field="file", name=file.name, found=name_of_refused(head))
    limits = parse_section(AssetsSection, house.settings.assets, "assets")
    return open_store(house.settings).put(fresh_clip(file, found, file.name, limits).content, "video/mp4")


@app.command("captions", help=_(N_("Guarda los subtítulos de un video de la biblioteca")))
def captions(
    asset: Annotated[int, typer.Argument(metavar="ASSET")],
    file: File,
    language: Language = "es",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Every post that shows the film has them."""
    house = ready_house()
    cues = files.read(file)
    with house.database.writing() as session:
        film, who = asset_numbered(session, asset), actor(session, house, by).name
        kept, findings = caption_film(session, open_store(house.settings), film, cues, language, by=who, now=house.clock.now())
        state = kept.state
        job = queue_burning(session, open_store(house.settings), film, language, cues, who, house.clock.now())
    told = [finding.say(house.texts) for finding in findings]
    tell({"asset": asset, "language": language, "state": state, "burning": job, "findings": told}, as_json=as_json)


def queue_burning(session: Session, store: Store, film: Asset, language: str, cues: Sequence[Cue], by: str, now: datetime) -> int:
    """Has the film made once more with these captions drawn in, for networks that take no caption file; the job's number."""
    recipe = Recipe(store.path(film.sha256, film.mime), None, language=language, burn=tuple(cues), even_sound=False)
    return ask(session, recipe, by=by, now=now).id


@app.command("checked", help=_(N_("Registra que una persona lectora de Braille revisó el Braille")))
def checked(post: Post, language: Language = "es", note: Note = "", by: By = "", as_json: Json = False) -> None:
    """A machine writes Braille; fingers approve it."""
    house = ready_house()
    with house.database.writing() as session:
        kept = rendition_of(session, f"post:{post}", Format.BRAILLE, language)
        kept.state = "checked"
        note_step(session, kept, "checked", by=actor(session, house, by).name, now=house.clock.now(), note=note)
    tell({"post": post, "language": language, "state": "checked"}, as_json=as_json)


@app.command("voice", help=_(N_("Guarda una voz grabada en lugar de la sintética")))
def voice(post: Post, file: File, language: Language = "es", by: By = "", as_json: Json = False) -> None:
    """A person's voice, made light for slow telephones by intake."""
    house = ready_house()
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    found = sniff(head)
    if found is None or found.kind is not Kind.AUDIO:
        raise UnknownType(field="file", name=file.name, found=name_of_refused(head))
    clip = fresh_clip(file, found, file.name, parse_section(AssetsSection, house.settings.assets, "assets"))
    sha256 = open_store(house.settings).put(clip.content, clip.mime)
    with house.database.writing() as session:
        message, who = message_of(session, post), actor(session, house, by).name
        now = house.clock.now()
        keep(session, message, Format.AUDIO, language, state="voice", by=who, now=now, sha256=sha256, mime=clip.mime)
    tell({"post": post, "language": language, "state": "voice"}, as_json=as_json)


def tell(facts: dict[str, object], *, as_json: bool) -> None:
    """What became of it."""
    if as_json:
        print_json(facts)
    else:
        say("  ".join(f"{name}: {value}" for name, value in facts.items()))
