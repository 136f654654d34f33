"""Settings: environment over secrets directory over `config.toml`. Rooms parse their own sections; an unknown key is refused."""

import os
import tomllib
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from foundation.configuration import config_path
from foundation.errors import WrongSetting
from foundation.reasons import findings, refusal
from foundation.texts import N_

SECRETS_VARIABLE: Final = "CORETT_SECRETS_DIR"


class Section(BaseModel):
    """A section of the configuration; a key it does not know is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Section)


class App(Section):
    """`[app]`: where things lie and who reads."""

    data_dir: Path = Path("data")
    language: str = "es"
    user: str = "admin"


class DatabaseSection(Section):
    """`[database]`: SQLite beside the data by default."""

    url: str = ""


class LogSection(Section):
    """`[log]`"""

    level: str = "info"
    json_lines: bool | None = None


class WebSection(Section):
    """`[web]`: the newsroom and the console."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    session_days: int = Field(14, ge=1, le=90)


class DeliverySection(Section):
    """`[delivery]`: the outbox. The rule behind the numbers: grace > request time-out + the network's worst visibility lag."""

    concurrency: int = Field(64, ge=1, le=1000)
    heartbeat_s: float = Field(5, gt=0)
    lease_s: float = Field(30, gt=0)
    timeout_s: float = Field(15, gt=0)
    grace_s: float = Field(60, gt=0)
    look_apart_s: float = Field(30, gt=0)
    late_after_s: float = Field(900, gt=0)
    block_on_unconfirmed: bool = True

    @model_validator(mode="after")
    def times_agree(self) -> "DeliverySection":
        """Refuses numbers that contradict each other, because they decide between one post and two."""
        if self.grace_s <= self.timeout_s:
            raise refusal(N_("grace_s debe ser mayor que timeout_s"))
        if self.lease_s < self.timeout_s + 2 * self.heartbeat_s:
            raise refusal(N_("lease_s debe ser al menos timeout_s + 2 × heartbeat_s"))
        return self


class Settings(BaseSettings):
    """Everything that can be set. `networks`, `languages`, … are parsed by their rooms (see `corett.wiring`)."""

    model_config = SettingsConfigDict(env_prefix="CORETT_", env_nested_delimiter="__", extra="forbid", frozen=True)

    app: App = App()
    database: DatabaseSection = DatabaseSection()
    log: LogSection = LogSection()
    web: WebSection = WebSection()
    delivery: DeliverySection = DeliverySection()
    networks: dict[str, dict[str, Any]] = {}
    languages: dict[str, Any] = {}
    assets: dict[str, Any] = {}
    moderation: dict[str, Any] = {}
    monitoring: dict[str, Any] = {}
    bot: dict[str, Any] = {}

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL; SQLite in the data folder when none is set."""
        return self.database.url or f"sqlite:///{self.app.data_dir / 'corett.db'}"

    @property
    def public_url(self) -> str:
        """The address people see, without a slash at its end."""
        return (self.web.public_url or f"http://{self.web.host}:{self.web.port}").rstrip("/")

    @property
    def key_file(self) -> Path:
        """The vault's key file."""
        return self.app.data_dir / "vault.key"


def load_settings(path: Path | None = None) -> Settings:
    """The settings as they stand.

    Raises:
        WrongSetting: names the key, the file and the reason.
    """
    file = path or config_path()
    try:
        return settings_class(file)()
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(field="TOML", source=file, reason=str(error)) from error
    except ValidationError as error:
        raise wrong_setting(error, str(file)) from error


def settings_class(file: Path) -> type[Settings]:
    """`Settings` bound to a file; the sources' order is environment > secrets directory > file."""

    class FileSettings(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, file_secret_settings, TomlConfigSettingsSource(settings_cls, file)

    secrets = os.environ.get(SECRETS_VARIABLE)
    FileSettings.model_config = SettingsConfigDict(**{**Settings.model_config, "secrets_dir": secrets})
    return FileSettings


def parse_section(model: type[S], values: dict[str, Any], name: str) -> S:
    """A room's own section, checked by the room's model.

    Raises:
        WrongSetting: names the key as `section.key`.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise wrong_setting(error, f"[{name}]", prefix=f"{name}.") from error


def wrong_setting(error: ValidationError, source: str, prefix: str = "") -> WrongSetting:
    """Pydantic's first finding as a sentence."""
    field, reason = findings(error)[0]
    return WrongSetting(field=prefix + field, source=source, reason=reason)
