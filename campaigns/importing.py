"""Posts from outside: one typed request for the command line, the console and each line of an import file."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy.orm import Session

from campaigns.attaching import Attachment
from campaigns.errors import MissingField, WrongImport
from campaigns.models import Post
from campaigns.scheduling import Planned, PostOrder, Words, World, create_post
from campaigns.timing import When
from foundation.errors import BadInput, CorettError
from foundation.reasons import all_of, findings
from foundation.texts import N_

TakeIn = Callable[[Session, Path, str], int]
"""From a file and its alt text to the id of the library's file; refuses what the intake refuses."""


class PostRequest(BaseModel):
    """A post as people write it down; the keys are the options of `corett post create`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = ""
    campaign: str
    profile: list[str] = Field(min_length=1)
    language: list[str] = ["es"]
    text: str = ""
    key_message: str = ""
    audience: str = ""
    title: str = ""
    at: str = ""
    zone: str = ""
    now: bool = False
    link: str = ""
    asset: list[Path] = []
    alt: list[str] = []
    late_after_s: int | None = Field(None, gt=0)

    @field_validator("profile", "language", "asset", "alt", mode="before")
    @classmethod
    def one_or_many(cls, value: Any) -> Any:
        """A single value stands for a list of one."""
        return [value] if isinstance(value, str | Path) else value


def order_of(session: Session, request: PostRequest, take_in: TakeIn) -> PostOrder:
    """The order of a request, its files taken into the library.

    Raises:
        MissingField: a file without alt text; nothing of it is kept.
    """
    if len(request.alt) < len(request.asset):
        raise MissingField(field="alt", hint=N_("Describa cada imagen con --alt para quien no puede verla."))
    language = request.language[0] if request.language else "es"
    attachments = [
        Attachment(take_in(session, file, alt), {language: alt}) for file, alt in zip(request.asset, request.alt, strict=False)
    ]
    return PostOrder(
        key=request.key,
        campaign=request.campaign,
        profiles=request.profile,
        languages=request.language,
        text=request.text,
        key_message=request.key_message,
        audience=request.audience,
        title=request.title,
        when=When(request.at, request.zone, request.now),
        link=request.link,
        attachments=attachments,
        late_after_s=request.late_after_s,
    )


Drafts = Mapping[int, tuple[PostRequest, Mapping[str, Words]]]
"""By line number: the request and the words that were made for it beforehand."""


def import_posts(
    session: Session, lines: Sequence[str], by: str, world: World, take_in: TakeIn, drafts: Drafts
) -> list[tuple[Post, list[Planned]]]:
    """Every post of a JSON Lines file, or none.

    Raises:
        WrongImport: names every bad line with its field and reason.
    """
    made, wrong = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            request, words = drafts[number] if number in drafts else (read_line(line), {})
            order = replace(order_of(session, request, take_in), translations=words)
            made.append(create_post(session, order, by, world))
        except CorettError as error:
            wrong.append(world.texts(N_("Línea {number}: {reason}"), number=number, reason=error.say(world.texts)))
    if wrong:
        raise WrongImport(field="file", lines=" ".join(wrong))
    return made


def readable(lines: Sequence[str]) -> dict[int, PostRequest]:
    """The requests of the lines that can be read, by line number; the others are named by `import_posts`."""
    found = {}
    for number, line in enumerate(lines, 1):
        with suppress(MissingField):
            found[number] = read_line(line)
    return found


def read_line(line: str) -> PostRequest:
    """One line as a request.

    Raises:
        BadInput: it is no JSON object, or a key is unknown, missing or of the wrong kind.
    """
    try:
        return PostRequest.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise BadInput(field="JSON", reason=f"{error.msg} (col. {error.colno})") from error
    except ValidationError as error:
        raise wrong_request(error) from error


def wrong_request(error: ValidationError) -> BadInput:
    """Pydantic's findings as one sentence."""
    fields, reasons = zip(*findings(error), strict=True)
    return BadInput(field=", ".join(field or "—" for field in fields), reason=all_of(reasons))
