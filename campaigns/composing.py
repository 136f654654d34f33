"""From a template and the facts of a country to the very words that go out."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from campaigns.errors import UnknownPlaceholder, WrongTemplate
from campaigns.models import Campaign, Profile, Territory

MAX_TEMPLATE: Final = 20_000
MAX_COMPOSED: Final = 100_000

Facts = Mapping[str, Any]


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja for people's text: sandboxed, no loader, no escaping (it is not HTML), an unknown name is an error."""
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
    sandbox.globals.clear()
    return sandbox


SANDBOX: Final = environment()


def facts_for(campaign: Campaign, territory: Territory, profile: Profile | None, language: str, link: str) -> dict[str, Any]:
    """What a template may name. `country` is the profile's territory, in the variant's language."""
    english = language.startswith("en")
    return {
        "campaign": {
            "title": campaign.title_en if english else campaign.title_es,
            "hashtag": campaign.hashtag,
            "link": campaign.link,
        },
        "country": {
            "name": territory.name_en if english else territory.name_es,
            "code": territory.code,
            "body": territory.national_body or "",
        },
        "profile": {"name": profile.name if profile else "", "handle": profile.handle if profile else ""},
        "link": link,
    }


def compose(template: str, facts: Facts, field: str = "text") -> str:
    """The words, with every placeholder filled.

    Raises:
        UnknownPlaceholder: names the placeholder and those that exist.
        WrongTemplate: the template cannot be read, or does something a text has no business doing.
    """
    try:
        words = parsed(template, field).render(facts)
    except UndefinedError as error:
        raise UnknownPlaceholder(field=field, name=missing_name(str(error)), known=", ".join(known_names(facts))) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise WrongTemplate(field=field, line=1, reason=str(error)) from error
    if len(words) > MAX_COMPOSED:
        raise WrongTemplate(field=field, line=1, reason=f"> {MAX_COMPOSED}")
    return words.strip()


@lru_cache(maxsize=512)
def parsed(template: str, field: str) -> Template:
    """The template, compiled once. Loops and assignments are refused: a message is text with names in it."""
    if len(template) > MAX_TEMPLATE:
        raise WrongTemplate(field=field, line=1, reason=f"> {MAX_TEMPLATE}")
    if "{%" in template:
        raise WrongTemplate(field=field, line=template[: template.index("{%")].count("\n") + 1, reason="{% … %}")
    try:
        return SANDBOX.from_string(template)
    except TemplateSyntaxError as error:
        raise WrongTemplate(field=field, line=error.lineno, reason=error.message or "") from error


def missing_name(message: str) -> str:
    """The name in Jinja's sentence "'x' is undefined" or "'dict object' has no attribute 'x'"."""
    quoted = message.split("'")[1::2]
    return quoted[-1] if quoted else message


def known_names(facts: Facts) -> list[str]:
    """Every placeholder a person may write."""
    names = []
    for name, value in facts.items():
        names += [f"{name}.{inner}" for inner in value] if isinstance(value, Mapping) else [name]
    return sorted(names)


def with_link(text: str, link: str, *, in_text: bool) -> str:
    """The text with its link at the end, where the network has no other place for it and the author gave it none."""
    return f"{text}\n\n{link}".strip() if in_text and link and link not in text else text
