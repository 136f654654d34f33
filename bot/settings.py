"""`[bot]`: the members' bot on Telegram."""

from pydantic import Field, SecretStr

from foundation.settings import Section


class BotSettings(Section):
    """`token` comes from @BotFather; empty means no bot. `requests_a_minute` is what one member may ask."""

    token: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    timeout_s: float = Field(30, gt=0)
    polling_s: int = Field(25, ge=1, le=50)
    requests_a_minute: int = Field(30, ge=1)
