"""`[monitoring]`: how things are counted."""

from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from foundation.clock import zone_named
from foundation.errors import UnknownZone
from foundation.reasons import refusal
from foundation.settings import Section
from foundation.texts import N_


class MonitoringSettings(Section):
    """`zone` is where the region's day begins; `collect_every_s` how often the clockwork looks whose turn it is."""

    zone: str = "America/Guatemala"
    collect_every_s: float = Field(300, ge=10)

    @field_validator("zone")
    @classmethod
    def zone_exists(cls, name: str) -> str:
        """Refuses a zone tzdata does not know."""
        try:
            zone_named(name)
        except UnknownZone as error:
            raise refusal(N_("no es una zona horaria IANA, como America/Guatemala")) from error
        return name

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)
