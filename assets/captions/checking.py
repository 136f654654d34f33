"""Judges captions by the rules: what breaks one, when, why it hurts the reader, and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from assets.captions.cue import Cue, clock
from assets.captions.rules import Rules
from assets.captions.splitting import parted
from foundation.texts import N_, Texts


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule of one block. `why` and `fix` are catalogue sentences that `facts` fill."""

    rule: str
    at: int
    why: str
    fix: str
    facts: dict[str, Any] = field(default_factory=dict)

    def say(self, texts: Texts) -> dict[str, str]:
        """The finding as `caption check` prints it."""
        return {
            "rule": self.rule,
            "at": clock(self.at),
            "why": texts(self.why, **self.facts),
            "fix": texts(self.fix, **self.facts),
        }


def check(cues: Sequence[Cue], rules: Rules) -> list[Finding]:
    """Every rule the captions break, in the order of the screen."""
    found = [finding for cue in cues for finding in (*check_lines(cue, rules), *check_time(cue, rules))]
    found.extend(finding for first, second in pairwise(cues) for finding in check_pair(first, second, rules))
    return sorted(found, key=lambda finding: finding.at)


def lines_are_wrong(cue: Cue, rules: Rules) -> bool:
    """Whether the block's lines must be set anew."""
    return next(check_lines(cue, rules), None) is not None


def check_lines(cue: Cue, rules: Rules) -> Iterator[Finding]:
    """Too many lines, lines too long, lines that part what belongs together."""
    if len(cue.lines) > rules.lines:
        yield Finding(
            "line_count",
            cue.start,
            N_("El bloque tiene {lines} líneas y caben {limit}: tapa la imagen y no se alcanza a leer"),
            N_("Reparta el texto en bloques de {limit} líneas"),
            {"lines": len(cue.lines), "limit": rules.lines},
        )
    for line in cue.lines:
        if len(line) > rules.line_limit and " " in line:
            yield Finding(
                "line_length",
                cue.start,
                N_("«{line}» tiene {length} caracteres y el límite para {shape} es {limit}"),
                N_("Parta la línea antes de una conjunción o preposición; meta: {target} caracteres"),
                {"line": line, "length": len(line), "limit": rules.line_limit, "target": rules.line_target, "shape": rules.shape},
            )
    for line, following in pairwise(cue.lines):
        if parted(line, following, rules):
            yield split_phrase(cue, line, following)


def split_phrase(cue: Cue, line: str, following: str) -> Finding:
    """A break between an article and its noun, or the like."""
    return Finding(
        "split_phrase",
        cue.start,
        N_("El corte separa «{word}» de «{following}», que se leen juntos"),
        N_("Pase «{word}» al comienzo de la línea o del bloque siguiente"),
        {"word": line.rpartition(" ")[2], "following": following.partition(" ")[0]},
    )


def check_time(cue: Cue, rules: Rules) -> Iterator[Finding]:
    """Empty, backwards, too short, too long, too fast to read."""
    if not cue.text.strip():
        yield Finding("empty", cue.start, N_("El bloque no tiene texto"), N_("Quite el bloque o escriba lo que se dice"))
        return
    if cue.duration <= 0:
        yield Finding(
            "backwards",
            cue.start,
            N_("El bloque termina antes de empezar"),
            N_("Corrija la hora de salida: después de la de entrada"),
        )
        return
    seconds = {"seconds": f"{cue.duration / 1000:.2f}"}
    if cue.duration < rules.shortest_limit:
        yield Finding(
            "too_short",
            cue.start,
            N_("Dura {seconds} s y el mínimo es {limit} s: parpadea y no se lee"),
            N_("Alárguelo hasta {target} s o júntelo con el bloque vecino"),
            {**seconds, "limit": f"{rules.shortest_limit / 1000:.2f}", "target": f"{rules.shortest_target / 1000:.1f}"},
        )
    if cue.duration > rules.longest_limit:
        yield Finding(
            "too_long",
            cue.start,
            N_("Dura {seconds} s y el máximo es {limit} s: se vuelve a leer desde el principio"),
            N_("Acórtelo o repártalo en dos bloques"),
            {**seconds, "limit": f"{rules.longest_limit / 1000:.0f}"},
        )
    if cue.characters * 1000 > rules.speed_limit * cue.duration:
        yield too_fast(cue, rules)


def too_fast(cue: Cue, rules: Rules) -> Finding:
    """More characters a second than people can read."""
    return Finding(
        "reading_speed",
        cue.start,
        N_("Pide leer {speed} caracteres por segundo y el máximo es {limit}"),
        N_("Déjelo {seconds} s en pantalla, o abrevie el guion con quien lo aprobó"),
        {
            "speed": f"{cue.characters * 1000 / cue.duration:.1f}",
            "limit": rules.speed_limit,
            "seconds": f"{cue.characters / rules.speed_target:.1f}",
        },
    )


def check_pair(first: Cue, second: Cue, rules: Rules) -> Iterator[Finding]:
    """Order, overlap and gap of two neighbours, and a phrase torn between them."""
    if second.start < first.start:
        yield Finding("order", second.start, N_("El bloque empieza antes que el anterior"), N_("Ordene los bloques por su hora"))
    elif second.start < first.end:
        yield Finding(
            "overlap",
            second.start,
            N_("Aparece {milliseconds} ms antes de que salga el bloque anterior"),
            N_("Termine el bloque anterior {gap} ms antes de este"),
            {"milliseconds": first.end - second.start, "gap": rules.gap},
        )
    elif second.start - first.end < rules.gap:
        yield Finding(
            "gap",
            second.start,
            N_("Solo {milliseconds} ms lo separan del anterior: no se nota que el texto cambió"),
            N_("Deje al menos {gap} ms entre los dos"),
            {"milliseconds": second.start - first.end, "gap": rules.gap},
        )
    if not (first.sound or second.sound) and first.lines and second.lines and parted(first.lines[-1], second.lines[0], rules):
        yield split_phrase(first, first.lines[-1], second.lines[0])
