"""Where the configuration lies and which language it asks for, without reading the rest of it: help must answer at once."""

import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Final

from foundation.texts import LANGUAGES

CONFIG_VARIABLE: Final = "CORETT_CONFIG"
LANGUAGE_VARIABLE: Final = "CORETT_APP__LANGUAGE"
DEFAULT_CONFIG: Final = "config.toml"


def config_path() -> Path:
    """The configuration file: the one `CORETT_CONFIG` names, else `config.toml` here."""
    return Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG))


def reader_language() -> str:
    """`[app] language` from the environment, else from the file; Spanish where neither can be read."""
    chosen: object = os.environ.get(LANGUAGE_VARIABLE)
    if not chosen:
        with suppress(OSError, ValueError, AttributeError):
            chosen = tomllib.loads(config_path().read_text(encoding="utf-8")).get("app", {}).get("language")
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else LANGUAGES[0]
