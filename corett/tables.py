"""Imports every room's tables, so that the metadata is whole."""

import assets.inclusive_models
import assets.models
import bot.models
import campaigns.models
import campaigns.planning_models
import foundation.people
import languages.models
import moderation.models
import monitoring.models
import networks.models
import schedulers.models
import web.models
from foundation.db import Base

__all__ = [
    "Base",
    "assets",
    "bot",
    "campaigns",
    "foundation",
    "languages",
    "moderation",
    "monitoring",
    "networks",
    "schedulers",
    "web",
]
