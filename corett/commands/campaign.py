"""`corett campaign`: create, adapt, move between statuses; dates that come and what they ask for."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agenda import Coming, Duty, coming, duties, mark_done, move_occurrence, until_days
from campaigns.finding import campaign_named, territory_coded
from campaigns.models import Campaign, Delivery, Post
from campaigns.planning import CampaignDraft, adapt_campaign, create_campaign, move_campaign
from campaigns.status import CampaignStatus
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, print_table, say
from corett.showing import progress_bar
from corett.wiring import House
from foundation.errors import BadInput
from foundation.people import REGION
from foundation.texts import LANGUAGES, N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Slug = Annotated[str, typer.Argument(metavar="SLUG", help=_(N_("Nombre corto de la campaña")))]
Reason = Annotated[str, typer.Option(help=_(N_("Por qué")))]
TERRITORY: Final = _(N_("Territorio: REG o el código del país"))


class WrongDay(BadInput):
    """Not a day."""

    code = "wrong_day"
    sentence = N_("{field}: «{value}» no es un día. Escríbalo así: 2027-07-30.")


@app.command("list", help=_(N_("Las campañas")))
def list_campaigns(as_json: Json = False) -> None:
    """Every campaign, those with the nearest day first."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [campaign_row(house, one) for one in session.scalars(select(Campaign).order_by(Campaign.starts_on, Campaign.slug))]
    headings = {
        "slug": _(N_("Campaña")), "title": _(N_("Título")), "territory": _(N_("Territorio")), "status": _(N_("Estado")),
        "starts_on": _(N_("Comienza")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


def campaign_row(house: House, campaign: Campaign) -> dict[str, Any]:
    """A campaign in the reader's language."""
    return {
        "slug": campaign.slug,
        "title": campaign.title_en if house.texts.language == "en" else campaign.title_es,
        "territory": campaign.territory,
        "status": campaign.status,
        "starts_on": campaign.starts_on.isoformat() if campaign.starts_on else None,
        "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else None,
    }


@app.command("show", help=_(N_("Una campaña, sus pasos y cuántas entregas van")))
def show(slug: Slug, as_json: Json = False) -> None:
    """The campaign with its posts, its deliveries by status and its chain of steps."""
    house = ready_house()
    with house.database.reading() as session:
        campaign = campaign_named(session, slug)
        facts = campaign_row(house, campaign) | {
            "hashtag": campaign.hashtag,
            "link": campaign.link,
            "commemorative_date": campaign.commemorative_date,
            "parent": session.scalar(select(Campaign.slug).where(Campaign.id == campaign.parent_id)),
            "posts": session.scalar(select(func.count()).select_from(Post).where(Post.campaign_id == campaign.id)),
            "deliveries": deliveries_by_status(session, campaign),
        }
        steps = [duty_row(house, duty) for duty in duties(session, campaign)]
    if as_json:
        print_json(facts | {"steps": steps})
        return
    print_table([_(N_("Dato")), _(N_("Valor"))], [[key, value] for key, value in facts.items() if value not in (None, "", {})])
    show_steps(steps)


def deliveries_by_status(session: Session, campaign: Campaign) -> dict[str, int]:
    """How many of the campaign's deliveries are in each status."""
    rows = session.execute(
        select(Delivery.status, func.count()).where(Delivery.campaign_id == campaign.id).group_by(Delivery.status)
    )
    return {status.value: count for status, count in rows}


def duty_row(house: House, duty: Duty) -> dict[str, Any]:
    """A step in the reader's language."""
    return {
        "step": duty.task.step.code,
        "name": house.texts(duty.task.step.name),
        "due_on": duty.task.due_on.isoformat(),
        "done_by": duty.done_by,
        "done_at": duty.done_at,
        "late": duty.is_late(house.clock.now().date()),
    }


def show_steps(steps: list[dict[str, Any]]) -> None:
    """The chain of steps as a table; what is late says so."""
    marks = {True: _(N_("atrasado")), False: ""}
    headings = [_(N_("Paso")), _(N_("Qué")), _(N_("Vence")), _(N_("Hecho por")), ""]
    print_table(headings, [[one["step"], one["name"], one["due_on"], one["done_by"], marks[one["late"]]] for one in steps])


@app.command("create", help=_(N_("Crea una campaña en borrador")))
def create(
    slug: Slug,
    title: Annotated[str, typer.Option(help=_(N_("Título en español")))],
    title_en: Annotated[str, typer.Option(help=_(N_("Título en inglés")))] = "",
    territory: Annotated[str, typer.Option(help=TERRITORY)] = REGION,
    hashtag: Annotated[str, typer.Option(help=_(N_("Etiqueta: #DíaMundialContraLaTrata")))] = "",
    link: Annotated[str, typer.Option(help=_(N_("Dirección a la que llevan las publicaciones")))] = "",
    occasion: Annotated[
        str, typer.Option("--date", help=_(N_("Fecha conmemorativa, por su código: «corett campaign dates»")))
    ] = "",
    starts: Annotated[str, typer.Option(help=_(N_("Primer día: 2027-07-30")))] = "",
    ends: Annotated[str, typer.Option(help=_(N_("Último día")))] = "",
    by: By = "",
) -> None:
    """Nothing of it leaves before its posts are approved."""
    house = ready_house()
    draft = CampaignDraft(
        slug=slug, title_es=title, title_en=title_en, territory=territory, hashtag=hashtag, link=link,
        commemorative_date=occasion, starts_on=day_of(starts, "starts"), ends_on=day_of(ends, "ends"),
    )  # fmt: skip
    with house.database.writing() as session:
        campaign = create_campaign(session, draft, actor(session, house, by), house.clock.now())
    say(house.texts(N_("Campaña «{slug}» creada en borrador."), slug=campaign.slug))


def day_of(text: str, field: str) -> date | None:
    """A day as people write it, or nothing.

    Raises:
        WrongDay.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongDay(field=field, value=text) from error


@app.command("adapt", help=_(N_("Crea la adaptación de una campaña regional para un país")))
def adapt(slug: Slug, territory: Annotated[str, typer.Option(help=_(N_("Código del país")))], by: By = "") -> None:
    """A draft of its own under the country's responsibility."""
    house = ready_house()
    with house.database.writing() as session:
        campaign = adapt_campaign(session, slug, territory, actor(session, house, by), house.clock.now())
    say(house.texts(N_("Adaptación «{slug}» creada en borrador."), slug=campaign.slug))


def move(slug: str, to: CampaignStatus, by: str, reason: str = "") -> None:
    """Changes a campaign's status and says where it stands."""
    house = ready_house()
    with house.database.writing() as session:
        campaign = move_campaign(session, slug, to, actor(session, house, by), house.clock.now(), reason)
    say(house.texts(N_("Campaña «{slug}»: {status}."), slug=campaign.slug, status=house.texts.word(campaign.status)))


@app.command("approve", help=_(N_("Aprueba la campaña")))
def approve(slug: Slug, by: By = "") -> None:
    """draft → approved."""
    move(slug, CampaignStatus.APPROVED, by)


@app.command("start", help=_(N_("Pone la campaña en marcha")))
def start(slug: Slug, by: By = "") -> None:
    """approved → running."""
    move(slug, CampaignStatus.RUNNING, by)


@app.command("pause", help=_(N_("Pausa la campaña: nada suyo empieza a salir")))
def pause(slug: Slug, reason: Reason, by: By = "") -> None:
    """running → paused, with a hold."""
    move(slug, CampaignStatus.PAUSED, by, reason)


@app.command("resume", help=_(N_("Reanuda la campaña; lo retenido espera a una persona")))
def resume(slug: Slug, by: By = "") -> None:
    """paused → running."""
    move(slug, CampaignStatus.RUNNING, by)


@app.command("finish", help=_(N_("Cierra la campaña")))
def finish(slug: Slug, by: By = "") -> None:
    """running or paused → finished."""
    move(slug, CampaignStatus.FINISHED, by)


@app.command("cancel", help=_(N_("Cancela la campaña y lo que no ha salido")))
def cancel(slug: Slug, reason: Reason, by: By = "") -> None:
    """Not for what is on its way or already out."""
    move(slug, CampaignStatus.CANCELLED, by, reason)


@app.command("done", help=_(N_("Da por hecho un paso de la campaña")))
def done(slug: Slug, step: Annotated[str, typer.Argument(help=_(N_("Paso: brief, script, translations…")))], by: By = "") -> None:
    """The first to say so stays."""
    house = ready_house()
    with house.database.writing() as session:
        row = mark_done(session, campaign_named(session, slug), step, actor(session, house, by), house.clock.now())
    say(house.texts(N_("Paso «{step}» hecho por {who}."), step=row.task, who=row.done_by))


@app.command("dates", help=_(N_("Las fechas conmemorativas que vienen, en cada territorio")))
def dates(
    territory: Annotated[list[str], typer.Option(help=TERRITORY)] = [REGION],  # noqa: B006
    days: Annotated[int, typer.Option(min=1, max=3700, help=_(N_("Cuántos días mirar")))] = 365,
    as_json: Json = False,
) -> None:
    """Each date's next day with nine in the morning there as an instant."""
    house = ready_house()
    with house.database.reading() as session:
        now = house.clock.now()
        codes = [territory_coded(session, code).code for code in territory]
        rows = [coming_row(house, one) for one in coming(session, now, until_days(now, days), codes)]
    headings = {
        "day": _(N_("Día")), "code": _(N_("Código")), "name": _(N_("Fecha")), "territory": _(N_("Territorio")),
        "priority": _(N_("Prioridad")), "in_days": _(N_("Faltan")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


def coming_row(house: House, one: Coming) -> dict[str, Any]:
    """A date that comes, in the reader's language."""
    row = one.occasion
    return {
        "code": row.code,
        "name": row.name_en if house.texts.language == "en" else row.name_es,
        "territory": one.territory,
        "day": one.day.isoformat(),
        "at": one.at,
        "in_days": (one.day - house.clock.now().date()).days,
        "priority": row.priority,
        "audiences": row.audiences,
        "basis": row.basis,
        "verified": row.verified,
    }


@app.command("move-date", help=_(N_("Mueve una fecha por una vez, o la omite")))
def move_date(
    code: Annotated[str, typer.Argument(help=_(N_("Código de la fecha")))],
    day: Annotated[str, typer.Argument(help=_(N_("El día que le toca: 2027-07-30")))],
    reason: Reason,
    to: Annotated[str, typer.Option(help=_(N_("El día nuevo; sin él se omite esa vez")))] = "",
    territory: Annotated[str, typer.Option(help=TERRITORY)] = REGION,
    by: By = "",
) -> None:
    """One occurrence, in one territory or in all."""
    house = ready_house()
    with house.database.writing() as session:
        place = territory_coded(session, territory).code
        given = day_of(day, "day")
        if given is None:
            raise WrongDay(field="day", value=day)
        move_occurrence(session, code, given, day_of(to, "to"), place, reason, actor(session, house, by), house.clock.now())
    say(house.texts(N_("«{code}» del {day}: {to}."), code=code, day=day, to=to or house.texts(N_("se omite"))))


@app.command("assets", help=_(N_("Hace los materiales de la campaña: tarjetas, videos, Braille y hoja informativa")))
def assets(
    slug: Slug,
    out: Annotated[Path | None, typer.Option(file_okay=False, help=_(N_("Copia los archivos a esta carpeta")))] = None,
    only: Annotated[list[str] | None, typer.Option("--language", help=_(N_("Solo en esta lengua; repita la opción")))] = None,
    as_json: Json = False,
) -> None:
    """What is there already is not made again; stop it and begin anew at any time."""
    from corett.materials import copy_materials, make_materials  # noqa: PLC0415 - drawing, ffmpeg and WeasyPrint

    house = ready_house()
    with progress_bar(house.texts(N_("Materiales"))) as step:
        done = list(make_materials(house, slug, step, only or LANGUAGES))
    copied = copy_materials(house, slug, out) if out else []
    if as_json:
        print_json({"pieces": done, "files": copied})
        return
    for one in done:
        if one.why:
            say(f"{one.piece}: {one.why}")
    count = Counter(one.state for one in done)
    say(
        house.texts(
            N_("Hechos: {made}. Ya estaban: {there}. Sin hacer: {failed}."),
            made=count["made"],
            there=count["there"],
            failed=count["failed"],
        )
    )
