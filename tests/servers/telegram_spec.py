"""Checks a Bot API request against the published specification (or, where that is absent, against aiogram's method models)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import ValidationError

from tests.needs import SHARED

SPEC = "telegram-bot-api.json"


class BadRequest(Exception):
    """What the Bot API would answer with 400."""


@dataclass(frozen=True)
class Call:
    """One request as it came: `values` already decoded where the specification says they are JSON."""

    method: str
    values: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def file_of(self, value: object) -> bytes | None:
        """The uploaded bytes that a `attach://name` refers to."""
        return self.files.get(str(value).removeprefix("attach://")) if str(value).startswith("attach://") else None


@cache
def spec() -> dict[str, Any] | None:
    path = SHARED / SPEC
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def checked(method: str, raw: Mapping[str, Any], files: Mapping[str, bytes]) -> Call:
    """The request, if the specification allows it."""
    rules = spec()
    if rules is None:
        return checked_by_aiogram(method, raw, files)
    known = {name.lower(): rule for name, rule in rules["methods"].items()}.get(method.lower())
    if known is None:
        raise BadRequest(f"Not Found: method {method}")
    fields = {one["name"]: one for one in known.get("fields", [])}
    values = {**raw, **{name: f"attach://{name}" for name in files if name in fields}}
    for name in values:
        if name not in fields:
            raise BadRequest(f"{known['name']} has no parameter {name}")
    for name, rule in fields.items():
        if rule["required"] and name not in values:
            raise BadRequest(f"{known['name']}: parameter {name} is required")
    found = {name: convert(rules, fields[name]["types"], value, files, name) for name, value in values.items()}
    return Call(known["name"], found, files)


def convert(rules: dict[str, Any], types: list[str], value: Any, files: Mapping[str, bytes], where: str) -> Any:
    """The value as the first of the allowed types that fits."""
    reasons = []
    arrays = [kind.removeprefix("Array of ") for kind in types if kind.startswith("Array of ")]
    if len(arrays) > 1:  # an album mixes them
        items = json.loads(value) if isinstance(value, str) else value
        return [convert(rules, arrays, one, files, f"{where}[{at}]") for at, one in enumerate(items)]
    for kind in types:
        try:
            return converted(rules, kind, value, files, where)
        except (BadRequest, ValueError, TypeError) as reason:
            reasons.append(str(reason))
    raise BadRequest(f"{where}: {value!r:.80} is no {' or '.join(types)} ({'; '.join(reasons)[:200]})")


def converted(rules: dict[str, Any], kind: str, value: Any, files: Mapping[str, bytes], where: str) -> Any:
    if isinstance(value, str) and value.startswith("attach://") and value.removeprefix("attach://") not in files:
        raise BadRequest(f"{where}: no file {value}")
    if kind in {"String", "InputFile"}:
        if not isinstance(value, str):
            raise BadRequest(f"{where}: not a string")
        return value
    if kind == "Boolean":
        return (
            {"true": True, "false": False, True: True, False: False}[value]
            if value in ("true", "false", True, False)
            else fail(where)
        )
    if kind in {"Integer", "Float"}:
        return number(kind, value, where)
    value = json.loads(value) if isinstance(value, str) else value
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        if not isinstance(value, list):
            raise BadRequest(f"{where}: not an array")
        return [convert(rules, [inner], one, files, f"{where}[{at}]") for at, one in enumerate(value)]
    return checked_object(rules, kind, value, files, where)


def fail(where: str) -> Any:
    raise BadRequest(f"{where}: not a boolean")


def number(kind: str, value: Any, where: str) -> float:
    if isinstance(value, bool):
        raise BadRequest(f"{where}: a boolean is no number")
    return int(value) if kind == "Integer" else float(value)


def checked_object(rules: dict[str, Any], kind: str, value: Any, files: Mapping[str, bytes], where: str) -> Any:
    rule = rules["types"][kind]
    if rule.get("subtypes"):
        return convert(rules, rule["subtypes"], value, files, where)
    if not isinstance(value, dict):
        raise BadRequest(f"{where}: not a {kind}")
    fields = {one["name"]: one for one in rule.get("fields", [])}
    missing = [name for name, one in fields.items() if one["required"] and name not in value]
    unknown = [name for name in value if name not in fields]
    if missing or unknown:
        raise BadRequest(f"{where}: {kind} lacks {missing}, does not know {unknown}")
    for name, one in value.items():
        must = fields[name]["description"].partition(", must be ")[2].strip('“”". ')
        if must and " " not in must and one != must:
            raise BadRequest(f"{where}.{name} must be {must}")
        convert(rules, fields[name]["types"], one, files, f"{where}.{name}")
    return value


def checked_by_aiogram(method: str, raw: Mapping[str, Any], files: Mapping[str, bytes]) -> Call:
    """Second best: aiogram's own models, which are generated from the same pages."""
    from aiogram import methods
    from aiogram.types import BufferedInputFile

    model = next((kind for name, kind in vars(methods).items() if name.lower() == method.lower()), None)
    if model is None:
        raise BadRequest(f"Not Found: method {method}")
    values = {name: value_of(value) for name, value in raw.items()}
    unknown = [
        name for name in [*values, *files] if name not in model.model_fields and f"attach://{name}" not in json.dumps(values)
    ]
    if unknown:
        raise BadRequest(f"{method} has no parameter {unknown}")
    uploads = {name: BufferedInputFile(b"", name) for name in files if name in model.model_fields}
    try:
        understood = model.model_validate({**values, **uploads})
    except ValidationError as error:
        raise BadRequest(str(error)) from error
    for name, value in values.items():
        if isinstance(value, str):  # a form has only text: numbers and names apart
            values[name] = getattr(understood, name)
    return Call(
        model.__name__[0].lower() + model.__name__[1:], {**values, **{name: f"attach://{name}" for name in uploads}}, files
    )


def value_of(value: Any) -> Any:
    """JSON where it is JSON; a text that merely looks like a number stays for pydantic to read."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
