"""`[webhooks.NAME]` of digest.toml: who is told what happens to issues."""

from __future__ import annotations

from digest.model.webhook import Happening, Webhook
from digest.settings import checks
from digest.settings.table import Table

_URL = "an http or https address"


def read_webhooks(table: Table) -> dict[str, Webhook]:
    """Listeners by name."""
    found = {name: _webhook(name, table.table(name)) for name in table.names}
    table.finish()
    return found


def _webhook(name: str, table: Table) -> Webhook:
    try:
        checks.slug(name)
    except ValueError:
        raise table.wrong("", name, f"a name of {checks.SLUG}") from None
    url = table.checked("url", checks.web, _URL)
    if not url:
        raise table.missing("url", _URL)
    known = " | ".join(Happening)
    words = table.texts("events", check=_happening, allowed=known)
    table.finish()
    return Webhook(name, url, frozenset(map(Happening, words)) or frozenset(Happening))


def _happening(word: str) -> str:
    return Happening(word).value
