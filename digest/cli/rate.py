"""`digest rate show|set|clear`: how fast letters may leave, changed while they do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app
from digest.model.errors import UsageError

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.flow.pacing import Paces

rate = typer.Typer(no_args_is_help=True, help="How fast letters may leave: limits, hours, warm-up.")
app.add_typer(rate, name="rate")

ForDigest = Annotated[str, typer.Option("--digest", metavar="NAME", help="Of this digest.")]
ForDomain = Annotated[
    str, typer.Option("--domain", metavar="DOMAIN", help="Of readers at this domain.")
]
ForProvider = Annotated[
    str, typer.Option("--provider", help="Of all that leaves by it: smtp | sendgrid | outbox.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
PROVIDERS = ("smtp", "sendgrid", "outbox")


@rate.command()
def show(json: Json = False) -> int:
    """What holds now, where it comes from, and what today has had where days are counted.

    Examples:

      digest rate show

      digest rate show --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say

    house = open_house()
    from digest.flow.pacing import in_force
    from digest.store import pacing

    changed = pacing.changes()
    paces = in_force(house.settings.rates, house.settings.digests, changed)
    found = [_held(key, paces, house.clock()) for key in sorted(paces.by_key)]
    by = {(n if s == "provider" else f"{s} {n}"): told.actor for (s, n), told in changed.items()}
    for one in found:
        one["set_by"] = by.get(one["of"])
    if json:
        as_json({"rates": found, "lanes": dict(paces.lanes)})
        return 0
    for one in found:
        say(f"{one['of']:<28} {_words(one)}")
    if not found:
        say("nothing is limited; digest rate set --help")
    return 0


def _held(key: str, paces: Paces, now: datetime) -> dict[str, Any]:
    from digest.rules.pacing import terms
    from digest.store import pacing

    told = terms(paces.by_key[key], now.astimezone(paces.zones[key]))
    return {
        "of": key,
        "per_second": told.rate,
        "per_day": told.quota,
        "today": pacing.spent(told.day).get(key, 0) if told.day and told.quota else None,
        "closed_until": told.closed_until,
    }


def _words(one: dict[str, Any]) -> str:
    parts = []
    if one["per_second"]:
        parts.append(f"{one['per_second']:g} letters a second")
    if one["per_day"]:
        parts.append(f"{one['per_day']:,} today, {one['today']:,} of them used")
    if one["closed_until"]:
        parts.append(f"closed until {one['closed_until']:%A %H:%M %Z}")
    by = f"  (set by {one['set_by']})" if one["set_by"] else ""
    return (", ".join(parts) or "no limit on this day") + by


@rate.command("set")
def set_(
    limit: Annotated[
        str,
        typer.Argument(
            metavar="[LIMIT]",
            help='500/s, 600/min, 10000/h, 50000/day, several, by weekdays; "off" for none.',
        ),
    ] = "",
    digest: ForDigest = "",
    domain: ForDomain = "",
    provider: ForProvider = "",
    window: Annotated[
        str,
        typer.Option(help='Of a digest, the hours it may go in: "weekdays 06:00-22:00", or "off".'),
    ] = "",
    json: Json = False,
) -> int:
    """Set a limit or hours in place of the configured ones; every worker obeys within two seconds.

    Examples:

      digest rate set 500/s --provider sendgrid

      digest rate set 100/s --domain gmail.com

      digest rate set "weekdays 20/s, 50000/day; sunday 5/s" --digest morning

      digest rate set --digest morning --window "weekdays 06:00-22:00; saturday 08:00-20:00"

      digest rate set off --domain gmail.com
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.who import who

    told = _told(limit, window if not domain and not provider else _no_window(window))
    house = open_house()
    scope, name = _whose(house, digest, domain, provider)
    from digest.store import pacing

    pacing.change(scope, name, told, actor=who(), now=house.clock())
    _wake(house)
    if json:
        as_json({"scope": scope, "name": name, **told})
    else:
        said = ", ".join(f"{what} {text}" for what, text in told.items())
        say(f"{scope} {name}: {said}; digest rate clear goes back to the configuration")
    return 0


@rate.command()
def clear(
    digest: ForDigest = "", domain: ForDomain = "", provider: ForProvider = "", json: Json = False
) -> int:
    """Back to what is configured.

    Examples:

      digest rate clear --domain gmail.com
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.who import who

    house = open_house()
    scope, name = _whose(house, digest, domain, provider)
    from digest.store import pacing

    gone = pacing.as_configured(scope, name, actor=who(), now=house.clock())
    _wake(house)
    if json:
        as_json({"scope": scope, "name": name, "changed": gone})
    else:
        say(f"{scope} {name} {'is' if gone else 'was already'} as configured")
    return 0


def _told(limit: str, window: str) -> dict[str, str]:
    from digest.model.pace import LIMIT, OFF, WINDOW, parse_hours, parse_limits

    told = {name: text.strip() for name, text in (("limits", limit), ("hours", window)) if text}
    if not told:
        raise UsageError("give a limit such as 500/s, or --window")
    for name, parse, allowed in (("limits", parse_limits, LIMIT), ("hours", parse_hours, WINDOW)):
        text = told.get(name, OFF)
        try:
            found = {} if text == OFF else parse(text)
        except ValueError as error:
            raise UsageError(f"{text!r} is not allowed ({error}); allowed: {allowed}") from None
        if text != OFF and not found:
            raise UsageError(f"{text!r} is not allowed; allowed: {allowed}, or off")
    return told


def _no_window(window: str) -> str:
    if window:
        raise UsageError("--window is of a digest: give --digest NAME")
    return ""


def _whose(house: House, digest: str, domain: str, provider: str) -> tuple[str, str]:
    """Scope and name; exactly one of them is to be given."""
    given = [name for name in (digest, domain, provider) if name]
    if len(given) != 1:
        raise UsageError("give exactly one of --digest, --domain and --provider")
    if digest:
        return "digest", house.settings.digest(digest).slug
    if provider:
        if provider not in PROVIDERS:
            raise UsageError(
                f"--provider {provider!r} is not allowed; allowed: smtp | sendgrid | outbox"
            )
        return "provider", provider
    return "domain", _lane(house, domain)


def _lane(house: House, domain: str) -> str:
    from digest.flow.pacing import lane_of
    from digest.settings.rates import as_domain

    try:
        return lane_of(house.settings.rates.lanes, as_domain(domain))
    except ValueError as error:
        raise UsageError(f"--domain {domain!r} is not allowed: {error}") from None


def _wake(house: House) -> None:
    """Workers that had left because others had their turns come back."""
    from digest.queue import beside
    from digest.store import batches

    beside(house.settings).submit(batches.all_due(house.clock()))
