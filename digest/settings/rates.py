"""How fast letters may leave: `[rates]` of digest.toml and of a digest's own file."""

from __future__ import annotations

from collections.abc import Callable

from digest.model import pace as plain
from digest.model.audience import normal_address
from digest.model.pace import Lane, Pace, Rates
from digest.settings.table import Table

_DOMAINS = 'readers\' domains as the key: "gmail.com googlemail.com" = "100/s"'


def read_rates(table: Table, zone: str) -> Rates:
    """The limits of the house by transport and by domain; the warm-up is of what leaves the house."""
    told = {
        "outbox": table.checked("outbox", _readable, plain.LIMIT, ""),
        "smtp": table.checked("smtp", _readable, plain.LIMIT, ""),
        "sendgrid": table.checked("sendgrid", _readable, plain.LIMIT, ""),
    }
    warm = _warm_up(table)
    lanes = _lanes(table.table("domains"))
    table.finish()
    providers = {
        # What stays on this machine is no news to any provider.
        name: Pace(plain.parse_limits(text), warm_up=None if name == "outbox" else warm)
        for name, text in told.items()
    }
    return Rates({n: p for n, p in providers.items() if not p.is_free}, lanes, zone)


def read_pace(table: Table) -> Pace:
    """The pace of one digest."""
    limits = table.checked("limit", _readable, plain.LIMIT, "")
    hours = table.checked("window", _passes(plain.parse_hours), plain.WINDOW, "")
    pace = Pace(plain.parse_limits(limits), plain.parse_hours(hours), bool(hours), _warm_up(table))
    table.finish()
    return pace


def _warm_up(table: Table) -> plain.WarmUp | None:
    text = table.checked("warm_up", _passes(plain.parse_warm_up), plain.WARM_UP, "")
    return plain.parse_warm_up(text) if text else None


def _lanes(table: Table) -> tuple[Lane, ...]:
    seen: set[str] = set()
    found = []
    for key in table.names:
        text = table.checked(key, _readable, plain.LIMIT)
        domains = tuple(domain_of(table, word) for word in key.replace(",", " ").split())
        if not domains or seen & set(domains):
            raise table.wrong(key, text, f"every domain once, {_DOMAINS}")
        seen |= set(domains)
        found.append(Lane(domains[0], domains, Pace(plain.parse_limits(text))))
    return tuple(found)


def domain_of(table: Table, word: str) -> str:
    """The domain as readers' addresses have it."""
    try:
        return as_domain(word)
    except ValueError as error:
        raise table.wrong(word, word, f"{_DOMAINS} ({error})") from None


def as_domain(word: str) -> str:
    """A domain in the form in which addresses keep it; ValueError with words."""
    return normal_address(f"reader@{word}").rpartition("@")[2]


def _readable(text: str) -> str:
    plain.parse_limits(text)
    return text


def _passes(parse: Callable[[str], object]) -> Callable[[str], str]:
    def check(value: str) -> str:
        parse(value)
        return value

    return check
