"""`[alarms]` of digest.toml, and the two addresses of the environment that are secrets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from digest.model.alarm import Limits
from digest.settings import checks
from digest.settings.environment import Environment
from digest.settings.table import Table

_URL = "an http or https address"


@dataclass(frozen=True, slots=True)
class Alarming:
    """Who is told what is wrong.  `webhook` takes a JSON body; `ping` watches that we live.

    Addresses of webhooks and watchers open something, so they stay out of `repr`.
    """

    mail: tuple[str, ...] = ()
    webhook: str = field(default="", repr=False)
    ping: str = field(default="", repr=False)
    limits: Limits = Limits()


def read_alarms(table: Table, env: Environment) -> Alarming:
    """The table `[alarms]`, with DIGEST_ALARM_WEBHOOK and DIGEST_PING_URL."""
    limits = Limits()
    mail = table.texts("mail", check=checks.mail_address, allowed="mail addresses of operators")
    late = table.duration("late", limits.late, least=timedelta(minutes=1))
    stalled = table.duration("stalled", limits.stalled, least=timedelta(minutes=1))
    uncertain = table.duration("uncertain", limits.uncertain)
    queue = table.duration("queue", limits.queue, least=timedelta(minutes=1))
    small = table.number("small", limits.small, low=0, high=1)
    table.finish()
    return Alarming(
        mail,
        env.hidden("DIGEST_ALARM_WEBHOOK", checks.web, _URL),
        env.hidden("DIGEST_PING_URL", checks.web, _URL),
        replace(limits, late=late, stalled=stalled, uncertain=uncertain, queue=queue, small=small),
    )
