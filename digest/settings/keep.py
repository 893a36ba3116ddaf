"""`[keep]` of digest.toml: how long what only grows is kept."""

from __future__ import annotations

from datetime import timedelta

from digest.model.keeping import Keeping
from digest.settings.table import Table

_DAY = timedelta(days=1)


def read_keep(table: Table) -> Keeping:
    """The table `[keep]`.  The least of each is what the house itself still asks for."""
    usual = Keeping()
    kept = Keeping(
        # A provider may report of a letter for three days.
        reports=table.keeping("reports", usual.reports, least=7 * _DAY),
        events=table.keeping("events", usual.events, least=30 * _DAY),
        # After "it was not me" nobody's form causes mail for thirty days.
        service_mails=table.keeping("service_mails", usual.service_mails, least=60 * _DAY),
        stories=table.keeping("stories", usual.stories, least=30 * _DAY),
        # Planning looks back for a month.
        slots=table.keeping("slots", usual.slots, least=60 * _DAY),
        alarms=table.keeping("alarms", usual.alarms, least=7 * _DAY),
        audit=table.keeping("audit", usual.audit, least=365 * _DAY),
    )
    table.finish()
    return kept
