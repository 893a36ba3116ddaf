"""The house as the desk has it: settings, walls and the clock of a request."""

from __future__ import annotations

from digest import settings
from digest.bootstrap import House


def house() -> House:
    """Joined anew for each request; the database is there already."""
    return House(settings.current())
