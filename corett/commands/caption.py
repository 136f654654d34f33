"""`corett caption`: captions from a script, judged, repaired, burned into a video."""

from pathlib import Path
from typing import Annotated, Final

import typer

from assets.captions import files
from assets.captions.checking import Finding, check
from assets.captions.cue import Cue
from assets.captions.files import UnreadableCaptions
from assets.captions.layout import ass
from assets.captions.repairing import repair
from assets.captions.rules import WIDE, Rules, rules_for
from assets.captions.scripts import caption
from assets.captions.translating import retime
from assets.settings import AssetsSection
from assets.video.recipe import Fit, Recipe
from corett.acting import Json
from corett.cli import language as reader
from corett.films import film_to
from corett.options import Existing, Language, Out
from corett.output import print_json, print_table, say
from corett.showing import progress_bar
from foundation.settings import load_settings, parse_section
from foundation.texts import N_, Texts

app: Final = typer.Typer(no_args_is_help=True)
_ = Texts(reader())

Aspect = Annotated[str, typer.Option(help=_(N_("16:9, 1:1, 4:5 o 9:16")))]
Script = Annotated[Path, typer.Option(exists=True, dir_okay=False, help=_(N_("El guion aprobado")))]
Folder = Annotated[Path, typer.Option(file_okay=False, help=_(N_("Carpeta para SRT, VTT y ASS")))]
Children = Annotated[bool, typer.Option(help=_(N_("Ritmo de lectura infantil")))]


@app.command("make", help=_(N_("Subtítulos desde un guion: SRT, VTT y ASS")))
def make_captions(
    script: Script,
    out: Folder,
    language: Language = "es",
    audio: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("La voz grabada")))] = None,
    timing: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("Subtítulos originales cuyos tiempos se conservan")))
    ] = None,
    aspect: Aspect = WIDE,
    children: Children = False,
    as_json: Json = False,
) -> None:
    """Timed by a voice, by speech synthesis, by other captions or by reading speed."""
    settings, rules = load_settings(), rules_for(language, aspect, children=children)
    text = words_of(script)
    if timing is not None:
        cues, timed_by = retime(files.read(timing), text, rules), "timing"
    else:
        with progress_bar(Texts(settings.app.language)(N_("Subtítulos"))) as step:
            made = caption(
                text, rules, audio=audio, model=parse_section(AssetsSection, settings.assets, "assets").whisper_model, step=step
            )
        cues, timed_by = made.cues, made.timed_by
    written = write(cues, out, f"{script.stem}.{language}", rules)
    report({**written, "timed_by": timed_by}, check(cues, rules), Texts(settings.app.language), as_json=as_json)


@app.command("check", help=_(N_("Revisa subtítulos SRT, VTT o ASS; --repair los arregla")))
def check_captions(
    file: Existing,
    language: Language = "es",
    aspect: Aspect = WIDE,
    children: Children = False,
    repair_to: Annotated[Path | None, typer.Option("--repair", help=_(N_("Escribe los subtítulos reparados")))] = None,
    as_json: Json = False,
) -> None:
    """Every broken rule, with where, why and how to mend it."""
    rules, cues = rules_for(language, aspect, children=children), files.read(file)
    facts: dict[str, object] = {}
    if repair_to is not None:
        cues = repair(cues, rules)
        write_one(cues, repair_to, rules)
        facts["repaired"] = repair_to
    report(facts, check(cues, rules), Texts(load_settings().app.language), as_json=as_json)


@app.command("burn", help=_(N_("Quema los subtítulos en el video, partidos de nuevo para su proporción")))
def burn_captions(
    video: Existing,
    captions: Existing,
    out: Out,
    aspect: Annotated[str | None, typer.Option(help=_(N_("16:9 | 1:1 | 4:5 | 9:16; sin ella, la del video")))] = None,
    fit: Annotated[Fit, typer.Option(help=_(N_("Pad: se ve todo, con fondo")))] = Fit.PAD,
    sign: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=_(N_("Video en lengua de señas")))] = None,
    language: Language = "es",
    even_sound: Annotated[bool, typer.Option(help=_(N_("Nivela el volumen")))] = True,
    as_json: Json = False,
) -> None:
    """The captions become part of the picture."""
    rules_for(language, aspect or WIDE)
    recipe = Recipe(video, aspect, fit, language, burn=tuple(files.read(captions)), sign=sign, even_sound=even_sound)
    film_to(recipe, out, as_json=as_json)


def words_of(script: Path) -> str:
    """The script's text."""
    return files.decoded(script.read_bytes())


def write(cues: list[Cue], folder: Path, stem: str, rules: Rules) -> dict[str, object]:
    """The three files, by the names people find them under."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, object] = {}
    for kind in ("srt", "vtt", "ass"):
        written[kind] = folder / f"{stem}.{kind}"
        write_one(cues, folder / f"{stem}.{kind}", rules)
    return written


def write_one(cues: list[Cue], path: Path, rules: Rules) -> None:
    """One caption file; its ending says which kind."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in {"srt", "vtt", "ass"}:
        raise UnreadableCaptions(field="repair", name=path.name, reason=path.suffix)
    text = files.srt(cues) if kind == "srt" else files.vtt(cues) if kind == "vtt" else ass(cues, rules.shape)
    path.write_text(text, "utf-8")


def report(facts: dict[str, object], findings: list[Finding], texts: Texts, *, as_json: bool) -> None:
    """What was written and what is still wrong."""
    told = [finding.say(texts) for finding in findings]
    if as_json:
        print_json({**facts, "findings": told})
        return
    for name, value in facts.items():
        say(f"{name}: {value}")
    if told:
        headings = [texts(N_("Cuándo")), texts(N_("Regla")), texts(N_("Por qué")), texts(N_("Arreglo"))]
        print_table(headings, [[one["at"], one["rule"], one["why"], one["fix"]] for one in told])
    else:
        say(texts(N_("Cumple todas las reglas de subtitulado.")))
