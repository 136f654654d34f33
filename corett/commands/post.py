"""`corett post`: create, import, preview, review and approve what will be said."""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.fresh import Fresh
from assets.intake import alt_texts, keep, make_looked
from assets.settings import AssetsSection
from assets.store import open_store
from campaigns.approving import approve_post
from campaigns.errors import WrongImport
from campaigns.finding import post_numbered
from campaigns.importing import PostRequest, TakeIn, import_posts, order_of, readable
from campaigns.listing import post_rows
from campaigns.models import Delivery, Post, Profile
from campaigns.revising import edit_source, review_translation
from campaigns.scheduling import Planned, create_post
from campaigns.sealing import thaw
from campaigns.standing import awaited
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.drafting import ask_people, drafted
from corett.output import plain, print_json, print_table, say
from corett.running import profile_rules, world_of
from corett.wiring import House
from foundation.errors import CorettError
from foundation.settings import parse_section
from foundation.texts import N_, Texts
from networks.rules import Rules

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Number = Annotated[int, typer.Argument(metavar="POST", help=_(N_("Número de la publicación")))]


@app.command("create", help=_(N_("Crea una publicación con sus entregas; nada sale sin aprobación")))
def create(
    campaign: Annotated[str, typer.Option(help=_(N_("Campaña, por su nombre corto")))],
    profile: Annotated[list[str], typer.Option(help=_(N_("Perfil; repita la opción para varios")))],
    language: Annotated[list[str], typer.Option(help=_(N_("Lengua del texto; las siguientes se traducen")))] = ["es"],  # noqa: B006
    text: Annotated[str, typer.Option(help=_(N_("Texto; admite {{ country.name }}, {{ campaign.hashtag }}, {{ link }}…")))] = "",
    key_message: Annotated[str, typer.Option(help=_(N_("Mensaje clave, por ejemplo P4-M01")))] = "",
    audience: Annotated[str, typer.Option(help=_(N_("Público, por ejemplo P4")))] = "",
    title: Annotated[str, typer.Option(help=_(N_("Título para la sala de prensa y los enlaces")))] = "",
    at: Annotated[str, typer.Option(help=_(N_("Fecha y hora local: «2027-07-30 09:00»")))] = "",
    zone: Annotated[str, typer.Option(help=_(N_("Zona IANA, o «local» para la de cada perfil")))] = "",
    now: Annotated[bool, typer.Option("--now", help=_(N_("En cuanto se apruebe")))] = False,
    asset: Annotated[list[Path], typer.Option(help=_(N_("Archivo de imagen o video; repita para varios")))] = [],  # noqa: B006
    alt: Annotated[list[str], typer.Option(help=_(N_("Texto alternativo de cada archivo, en orden")))] = [],  # noqa: B006
    link: Annotated[str, typer.Option(help=_(N_("Enlace; sale con seguimiento propio y anónimo")))] = "",
    key: Annotated[str, typer.Option(help=_(N_("Clave propia: la misma clave no crea dos publicaciones")))] = "",
    as_json: Json = False,
) -> None:
    """Takes the files in, translates what is missing, plans; all of it or nothing."""
    house = ready_house()
    request = PostRequest(
        key=key, campaign=campaign, profile=profile, language=language, text=text, key_message=key_message, audience=audience,
        title=title, at=at, zone=zone, now=now, asset=asset, alt=alt, link=link,
    )  # fmt: skip
    request, translations = drafted(house, request)
    take = taker(house, asset)
    with house.database.writing() as session:
        order = replace(order_of(session, request, take), translations=translations)
        user = actor(session, house, "")
        post, planned = create_post(session, order, user.name, world_of(house))
        ask_people(house, session, post, set(language) - set(request.language), user)
    show_created(house, post, planned, as_json=as_json)


def show_created(house: House, post: Post, planned: list[Planned], *, as_json: bool) -> None:
    """What was made, for a script or for a person."""
    if as_json:
        print_json(created(post, planned))
        return
    print_table([_(N_("Perfil")), _(N_("Sale (UTC)")), _(N_("Entrega"))], [[one.profile, one.due_at, one.id] for one in planned])
    say(house.texts(N_("Publicación {post} creada. Véala con «corett post preview {post}» y apruébela."), post=post.id))


def created(post: Post, planned: list[Planned]) -> dict[str, Any]:
    """The public form of a new post."""
    return {"post": post.id, "deliveries": [{"id": one.id, "profile": one.profile, "due_at": one.due_at} for one in planned]}


@app.command("import", help=_(N_("Importa publicaciones de un archivo JSON Lines: todas o ninguna")))
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    approve_as: Annotated[str, typer.Option(help=_(N_("Aprueba en nombre de esta persona")))] = "",
    as_json: Json = False,
) -> None:
    """One post a line; the keys are the options of `create`."""
    house = ready_house()
    lines = read_lines(file)
    requests = readable(lines)
    drafts = {number: drafted(house, request) for number, request in requests.items()}
    take = taker(house, [file for request in requests.values() for file in request.asset])
    with house.database.writing() as session:
        by = actor(session, house, approve_as).name
        made = import_posts(session, lines, by, world_of(house), take, drafts)
        if approve_as:
            for post, _planned in made:
                approve_post(session, post.id, actor(session, house, approve_as), house.clock.now())
    if as_json:
        print_json([created(post, planned) for post, planned in made])
    say(house.texts(N_("{count} publicaciones importadas."), count=len(made)))


def read_lines(file: Path) -> list[str]:
    """The file's lines.

    Raises:
        WrongImport: it is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise WrongImport(field="file", lines=_(N_("El archivo no está en UTF-8."))) from error


def taker(house: House, files: Iterable[Path]) -> TakeIn:
    """Takes files into the library. They are decoded here, beside the transaction: it takes seconds and holds back deliveries."""
    store, limits = open_store(house.settings), parse_section(AssetsSection, house.settings.assets, "assets")
    made = {file: decoded(file, limits) for file in dict.fromkeys(files)}

    def take(session: Session, file: Path, alt: str) -> int:
        words, fresh = alt_texts(alt), made[file]
        if isinstance(fresh, CorettError):
            raise fresh
        asset = keep(store, session, fresh, words, "", house.settings.app.user, house.clock.now(), name=file.name)
        session.flush()
        return asset.id

    return take


def decoded(file: Path, limits: AssetsSection) -> Fresh | CorettError:
    """The file made anew, or why it stays outside: the line that names it says so."""
    try:
        return make_looked(file, limits)
    except CorettError as error:
        return error


@app.command("preview", help=_(N_("Muestra, por perfil, exactamente lo que se enviará")))
def preview(number: Number, as_json: Json = False) -> None:
    """The frozen payloads, read as the adapters will read them."""
    house = ready_house()
    with house.database.reading() as session:
        rules = profile_rules(house)
        shown = [preview_of(house, rules(profile), delivery, profile) for delivery, profile in deliveries_of(session, number)]
        until = awaited(session, post_numbered(session, number))
    for one in shown:
        one["until"] = [each.said(house.texts) for each in until if one["profile"] in each.profiles]
    if as_json:
        print_json(shown)
        return
    for each in until:
        say(each.said(house.texts))
    for one in shown:
        sys.stdout.write(f"── {one['profile']} · {one['network']} · {one['language']} · {one['due_at']:%Y-%m-%d %H:%M} UTC ──\n")
        write_messages(one)
        sys.stdout.write(_(N_("{length} de {limit}"), length=one["length"], limit=one["limit"] or "∞") + "\n")
        if one["cost_usd"] is not None:
            sys.stdout.write(_(N_("Publicarlo cuesta {cost} dólares."), cost=f"{one['cost_usd']:.3f}") + "\n")
        sys.stdout.write("\n")
    if price := sum(one["cost_usd"] or 0 for one in shown if one["approved_by"] is None):
        sys.stdout.write(_(N_("Todo lo que espera aprobación cuesta {cost} dólares."), cost=f"{price:.3f}") + "\n")


def write_messages(one: dict[str, Any]) -> None:
    """The messages of a delivery in their order, each with its files and the link that is shown apart."""
    files = {file["sha256"]: file for file in one["files"]}
    for number, message in enumerate(one["messages"], 1):
        if number > 1:
            sys.stdout.write(_(N_("Mensaje {n}, en respuesta al primero"), n=number) + "\n")
        for name in message["files"]:
            file = files[name]
            sys.stdout.write(f"[{file['mime']} {file['width']}×{file['height']}] {file['alt']}\n")
        sys.stdout.write(f"{message['text']}\n" if message["text"] else "")
        sys.stdout.write(f"{message['link']}\n" if message["link"] else "")


def deliveries_of(session: Session, number: int) -> list[tuple[Delivery, Profile]]:
    """A post's deliveries with their profiles, in the order they leave.

    Raises:
        NotFound: no such post.
    """
    post_numbered(session, number)
    rows = session.execute(
        select(Delivery, Profile)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(Delivery.post_id == number)
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [(delivery, profile) for delivery, profile in rows]


def preview_of(house: House, rules: Rules, delivery: Delivery, profile: Profile) -> dict[str, Any]:
    """One delivery as it will be sent: `messages` are made by the code that sends them."""
    outgoing = thaw(delivery.payload, open_store(house.settings).path)
    return {
        "delivery": delivery.id,
        "profile": profile.name,
        "network": profile.network,
        "language": outgoing.language,
        "due_at": delivery.due_at,
        "approved_by": delivery.approved_by,
        "text": outgoing.text,
        "title": outgoing.title,
        "link": outgoing.link,
        "length": rules.length(outgoing),
        "limit": rules.most(outgoing),
        "cost_usd": rules.cost(outgoing),
        "messages": [
            {"text": one.text, "link": one.link, "files": [media.path.stem for media in one.media]}
            for one in rules.shown(outgoing)
        ],
        "files": [json.loads(json.dumps(media_row(one), default=plain)) for one in outgoing.media],
    }


def media_row(media: Any) -> dict[str, Any]:
    """A file of a preview."""
    return {
        "path": media.path, "mime": media.mime, "sha256": media.sha256, "size": media.size,
        "width": media.width, "height": media.height, "alt": media.alt,
    }  # fmt: skip


@app.command("review", help=_(N_("Da por revisada la versión en una lengua; con --text la corrige antes")))
def review(
    number: Number,
    language: Annotated[str, typer.Option(help=_(N_("Lengua que se revisa")))],
    text: Annotated[str | None, typer.Option(help=_(N_("Texto corregido")))] = None,
    reason: Annotated[str, typer.Option(help=_(N_("Por qué se acepta lo que el glosario detiene; se guarda")))] = "",
    by: By = "",
) -> None:
    """A person vouches for a machine draft."""
    house = ready_house()
    with house.database.writing() as session:
        count = review_translation(session, number, language, actor(session, house, by), world_of(house), text, reason)
    say(house.texts(N_("{count} versiones en «{language}» revisadas."), count=count, language=language))


@app.command("edit", help=_(N_("Cambia el texto original; sus traducciones quedan anticuadas y hay que aprobar de nuevo")))
def edit(
    number: Number, text: Annotated[str, typer.Option(help=_(N_("El nuevo texto")))], by: By = "", as_json: Json = False
) -> None:
    """New words for the original, and what that means for its versions."""
    house = ready_house()
    with house.database.writing() as session:
        done = edit_source(session, number, text, actor(session, house, by), world_of(house))
        asked = [{"request": one.id, "language": one.language, "assignee": one.assignee} for one in done.reopened]
    if as_json:
        print_json({"post": number, "stale": done.stale, "unsealed": done.unsealed, "reopened": asked})
        return
    say(house.texts(N_("Publicación {post}: {count} aprobaciones dejaron de valer."), post=number, count=done.unsealed))
    if done.stale:
        say(
            house.texts(
                N_("Versiones anticuadas: {languages}. Compárelas con «corett post review»."), languages=", ".join(done.stale)
            )
        )
    for one in done.reopened:
        say(house.texts(
            N_("Traducción {request} a {language} otra vez abierta; se avisa a {who}."),
            request=one.id, language=one.language, who=one.assignee or "—",
        ))  # fmt: skip


@app.command("approve", help=_(N_("Aprueba exactamente lo que muestra «preview»; desde entonces puede salir")))
def approve(
    number: Number,
    only_ready: Annotated[
        bool, typer.Option("--only-ready", help=_(N_("Deja para después las versiones que nadie ha revisado")))
    ] = False,
    by: By = "",
) -> None:
    """Seals the post's deliveries, and says what still waits for a language."""
    house = ready_house()
    with house.database.writing() as session:
        sealed = approve_post(session, number, actor(session, house, by), house.clock.now(), only_ready=only_ready)
        until = awaited(session, post_numbered(session, number))
    say(house.texts(N_("Publicación {post}: {count} entregas aprobadas."), post=number, count=len(sealed)))
    for each in until:
        say(each.said(house.texts))


@app.command("list", help=_(N_("Las publicaciones, las más nuevas primero")))
def list_posts(
    campaign: Annotated[str, typer.Option(help=_(N_("Solo las de esta campaña")))] = "", as_json: Json = False
) -> None:
    """Every post with its campaign and counts."""
    house = ready_house()
    with house.database.reading() as session:
        rows = post_rows(session, campaign or None)
    if as_json:
        print_json(rows)
    else:
        print_table(
            ["#", _(N_("Campaña")), _(N_("Título")), _(N_("Entregas")), _(N_("Por aprobar")), _(N_("Enviadas"))],
            [[row["post"], row["campaign"], row["title"], row["deliveries"], row["to_approve"], row["sent"]] for row in rows],
        )
