"""`[languages]`: which engine makes drafts, where it is and how long it may take."""

from typing import Any

from pydantic import Field

from foundation.settings import Section, parse_section


class DeepLSection(Section):
    """`[languages.deepl]`"""

    api_key: str = ""
    api_url: str = ""
    free: bool = True


class GoogleSection(Section):
    """`[languages.google]`: the public page; no key."""

    api_url: str = ""


class LibreTranslateSection(Section):
    """`[languages.libretranslate]`: your own server or a public one. `inside` says that it is yours."""

    api_url: str = ""
    api_key: str = ""
    inside: bool = False


class MicrosoftSection(Section):
    """`[languages.microsoft]`"""

    api_key: str = ""
    region: str = ""
    api_url: str = ""


class MyMemorySection(Section):
    """`[languages.mymemory]`: an address raises its daily limit."""

    email: str = ""
    api_url: str = ""


class ApertiumSection(Section):
    """`[languages.apertium]`: the offline engine of Debian."""

    program: str = "apertium"


class LanguagesSettings(Section):
    """`[languages]`. `engine` is `memory` (no engine), one of ours, or the name of an entry point of `corett.translators`."""

    engine: str = "memory"
    deadline_s: float = Field(20, gt=0)
    retries: int = Field(1, ge=0, le=5)
    rest_after: int = Field(5, ge=1)
    rest_s: float = Field(120, gt=0)
    deepl: DeepLSection = DeepLSection()
    google: GoogleSection = GoogleSection()
    libretranslate: LibreTranslateSection = LibreTranslateSection()
    microsoft: MicrosoftSection = MicrosoftSection()
    mymemory: MyMemorySection = MyMemorySection()
    apertium: ApertiumSection = ApertiumSection()
    plugins: dict[str, dict[str, Any]] = Field(default_factory=dict)


def languages_settings(values: dict[str, Any]) -> LanguagesSettings:
    """The room's section.

    Raises:
        WrongSetting: names the key as `languages.key`.
    """
    return parse_section(LanguagesSettings, values, "languages")
