"""`corett video`: films in other shapes, with captions and sign language, made now or by the queue's one worker."""

import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Final

import typer
from sqlalchemy import select

from assets.captions import files
from assets.captions.cue import Cue
from assets.captions.files import decoded
from assets.captions.rules import WIDE, rules_for
from assets.captions.scripts import LONGEST, NoWords, caption
from assets.heard import bare
from assets.inclusive_models import VideoJob
from assets.settings import AssetsSection
from assets.speech import speak
from assets.store import open_store, write_whole
from assets.video.queue import ask, cancel, forget_withdrawn, job_numbered, work_once
from assets.video.recipe import Fit, Recipe
from assets.video.rendering import poster, seen
from assets.video.still import still_film
from corett.acting import Json
from corett.cli import language as reader
from corett.films import film_to, kitchen_of
from corett.options import Aspect, EvenSound, Existing, Language, Out, Sign
from corett.output import print_json, print_listing, say
from corett.wiring import House, open_house
from foundation.errors import Conflict
from foundation.settings import Settings, parse_section
from foundation.texts import N_, Texts

app: Final = typer.Typer(no_args_is_help=True)

_ = Texts(reader())

Shape = Annotated[Fit, typer.Option(help=_(N_("pad: se ve todo, con fondo; crop: llena y recorta")))]
Burned = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("Subtítulos que se queman en la imagen")))]
Soft = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("Subtítulos que se pueden apagar")))]
Spoken = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("Lo que se dice")))]
Voice = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help=_(N_("La voz grabada; sin ella es sintética, solo para ensayar"))),
]
Number = Annotated[int, typer.Argument(metavar="JOB", help=_(N_("Número del trabajo")))]
IDLE_S: Final = 2.0
HEADINGS: Final = {
    "id": "#", "status": _(N_("Estado")), "progress": "%",
    "source": _(N_("Video")), "asked_at": _(N_("Pedido")), "error": _(N_("Motivo")),
}  # fmt: skip


@app.command("render", help=_(N_("Hace el video ahora; --captions los quema, --soft los deja en una pista")))
def render_now(
    video: Existing,
    out: Out,
    aspect: Aspect = None,
    fit: Shape = Fit.PAD,
    captions: Burned = None,
    soft: Soft = None,
    sign: Sign = None,
    language: Language = "es",
    even_sound: EvenSound = True,
    as_json: Json = False,
) -> None:
    """The film, while one waits."""
    film_to(recipe_of(video, aspect, fit, captions, soft, sign, language, even_sound), out, as_json=as_json)


@app.command("queue", help=_(N_("Pone el video en la cola; lo hace «corett video work»")))
def queue_up(
    video: Existing,
    aspect: Aspect = None,
    fit: Shape = Fit.PAD,
    captions: Burned = None,
    soft: Soft = None,
    sign: Sign = None,
    language: Language = "es",
    even_sound: EvenSound = True,
    as_json: Json = False,
) -> None:
    """The order, for the one worker to find."""
    house = open_house()
    recipe = recipe_of(video, aspect, fit, captions, soft, sign, language, even_sound)
    seen(recipe.source, "video")
    with house.database.writing() as session:
        job = ask(session, recipe, by=house.settings.app.user, now=house.clock.now())
    tell(job, house, as_json=as_json)


def recipe_of(
    video: Path,
    aspect: str | None,
    fit: Fit,
    captions: Path | None,
    soft: Path | None,
    sign: Path | None,
    language: str,
    even_sound: bool,
) -> Recipe:
    """The recipe of the options; an unknown shape is refused before any work is done."""
    rules_for(language, aspect or WIDE)
    return Recipe(
        video.resolve(),
        aspect,
        fit,
        language,
        burn=tuple(files.read(captions)) if captions else (),
        soft=tuple(files.read(soft)) if soft else (),
        sign=sign.resolve() if sign else None,
        even_sound=even_sound,
    )


@app.command("list", help=_(N_("La cola de videos, lo último primero")))
def list_jobs(as_json: Json = False) -> None:
    """The last two hundred orders."""
    with open_house().database.reading() as session:
        rows = [row(job) for job in session.scalars(select(VideoJob).order_by(VideoJob.id.desc()).limit(200))]
    print_listing(rows, HEADINGS, as_json=as_json)


@app.command("cancel", help=_(N_("Cancela un trabajo")))
def cancel_job(number: Number, as_json: Json = False) -> None:
    """A film in the making is stopped within a second."""
    house = open_house()
    with house.database.writing() as session:
        job = cancel(session, number, now=house.clock.now())
    tell(job, house, as_json=as_json)


@app.command("take", help=_(N_("Copia el video terminado")))
def take_film(number: Number, out: Out) -> None:
    """The film that the store keeps."""
    house = open_house()
    with house.database.reading() as session:
        job = job_numbered(session, number)
        if job.sha256 is None:
            raise Conflict(thing=f"video {number}", status=job.status, act=N_("copiar"))
        write_whole(out.resolve(), open_store(house.settings).path(job.sha256, "video/mp4"))


@app.command("work", help=_(N_("Hace los videos de la cola, de uno en uno")))
def work(
    once: Annotated[bool, typer.Option(help=_(N_("Termina cuando la cola está vacía")))] = False,
) -> None:
    """One film at a time, until it is told to stop."""
    house, stopping = open_house(), threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    kitchen, store = kitchen_of(house.settings), open_store(house.settings)
    while not stopping.is_set():
        forget_withdrawn(house.database, kitchen)
        if not work_once(house.database, kitchen, store, house.clock, stopping.is_set):
            if once:
                return
            stopping.wait(IDLE_S)


@app.command("still", help=_(N_("Hace un video de una tarjeta con voz y subtítulos")))
def make_still(
    picture: Existing,
    out: Out,
    script: Spoken = None,
    voice: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help=_(N_("La voz grabada; sin ella es sintética, solo para ensayar"))),
    ] = None,
    aspect: Aspect = None,
    language: Language = "es",
    as_json: Json = False,
) -> None:
    """The card, shown while a voice reads its words."""
    house = open_house()
    with tempfile.TemporaryDirectory(prefix="corett-") as folder:
        spoken = voice or synthetic(script, language, Path(folder) / "voice.wav")
        film = Path(folder) / "film.mp4"
        still_film(picture, spoken, film)
        burn = captions_for(script, spoken, language, aspect or WIDE, house.settings) if script else ()
        film_to(Recipe(film, aspect, Fit.PAD, language, burn=burn), out, as_json=as_json)


def synthetic(script: Path | None, language: str, out: Path) -> Path:
    """The script, spoken by the machine."""
    if script is None:
        raise NoWords(field="script", count=0, limit=LONGEST)
    speak(bare(decoded(script.read_bytes())), language, out)
    return out


def captions_for(script: Path, voice: Path, language: str, shape: str, settings: Settings) -> tuple[Cue, ...]:
    """The script's captions at the voice's times."""
    model = parse_section(AssetsSection, settings.assets, "assets").whisper_model
    return tuple(caption(bare(decoded(script.read_bytes())), rules_for(language, shape), audio=voice, model=model).cues)


@app.command("poster", help=_(N_("Saca el cuadro más representativo, en JPEG o PNG")))
def make_poster(video: Existing, out: Out) -> None:
    """For the place where a player shows a picture first."""
    poster(video, out)


def row(job: VideoJob) -> dict[str, Any]:
    """A job as people and scripts see it."""
    return {
        "id": job.id,
        "status": job.status,
        "progress": round(job.progress * 100),
        "source": Path(job.recipe["source"]).name,
        "shape": job.recipe["shape"],
        "asked_by": job.asked_by,
        "asked_at": job.asked_at,
        "finished_at": job.finished_at,
        "sha256": job.sha256,
        "error_code": job.error_code,
        "error": job.error,
    }


def tell(job: VideoJob, house: House, *, as_json: bool) -> None:
    """What became of the order."""
    if as_json:
        print_json(row(job))
    else:
        say(house.texts(N_("Trabajo de video {id}: {status}."), id=job.id, status=job.status))
