"""`[sendgrid]` of digest.toml: what is synced with SendGrid's own suppression lists."""

from __future__ import annotations

from dataclasses import dataclass

from digest.settings.table import Table


@dataclass(frozen=True, slots=True)
class SendGridLists:
    """`sync` = hourly by itself; `groups` are numbers of unsubscribe groups; `tell` = both ways."""

    sync: bool = True
    groups: tuple[str, ...] = ()
    tell: bool = False


def read_sendgrid(table: Table) -> SendGridLists:
    """The table `[sendgrid]`."""
    sync = table.flag("sync_lists", True)
    groups = table.texts("groups", check=_number, allowed='numbers of groups, such as "12345"')
    tell = table.flag("tell_unsubscribes", False)
    table.finish()
    return SendGridLists(sync, groups, tell)


def _number(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise ValueError("")
    return value
