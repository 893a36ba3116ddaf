"""`digest subscribers export|show|add|suppress|erase|consent`: readers out, and one by one."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.subscribers import slug_of, subscribers
from digest.model.errors import GuardRefused, UsageError

if TYPE_CHECKING:
    from digest.model.attribute import Declared

Address = Annotated[str, typer.Argument(metavar="ADDR", help="The reader's address.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


def _normal(address: str) -> str:
    from digest.model.audience import normal_address

    try:
        return normal_address(address)
    except ValueError as error:
        raise UsageError(f"{address!r} is no address that can be mailed: {error}") from None


@subscribers.command()
def export(
    list_: Annotated[str, typer.Option("--list", metavar="LIST", help="Only this list.")] = "",
    state: Annotated[
        str, typer.Option(help="Only this standing: confirmed, paused, unsubscribed …")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="JSON lines instead of CSV.")] = False,
) -> int:
    """Readers and how they stand, as CSV that an import takes in again, or as JSON lines.

    Declared attributes are columns of their own (JSON: `attributes`).  A cell that a spreadsheet
    would run as a formula begins with an apostrophe; an import takes it off again.

    Examples:

      digest subscribers export --list morning > morning.csv

      digest subscribers export --state unsubscribed --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import Stdout, as_lines
    from digest.rules.attributes import written
    from digest.rules.roster import STANDINGS, defused

    if state and state not in STANDINGS:
        raise UsageError(f"--state {state!r} is not allowed; allowed: {', '.join(STANDINGS)}")
    slug = slug_of(list_) if list_ else ""
    house = open_house()
    from digest.store import exporting
    from digest.store.subscribers import standings

    if slug and slug not in standings():
        raise UsageError(f"there is no list {slug}; digest subscribers stats names them")
    found = exporting.rows(slug, state)
    if json:
        as_lines(found)
        return 0
    names = tuple(house.settings.attributes)
    table = csv.writer(Stdout(), lineterminator="\n")
    table.writerow([*exporting.COLUMNS[:-1], *names])
    for row in found:
        kept = row.pop(exporting.ATTRIBUTES)
        own = [written(kept[name]) if name in kept else "" for name in names]
        table.writerow([defused(str(cell)) for cell in (*row.values(), *own)])
    return 0


@subscribers.command()
def show(address: Address, json: Json = False) -> int:
    """Everything that is kept about one reader: standings, consents, issues, events.

    Examples:

      digest subscribers show ada@example.org

      digest subscribers show ada@example.org --json > ada.json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json

    normal, house = _normal(address), open_house()
    from digest.store import person

    found = person.whole(normal, house.address_key())
    if found is None:
        raise UsageError(f"nothing is kept about {normal}")
    as_json(found) if json else _say(found)
    return 0


def _say(found: dict[str, Any]) -> None:
    from digest.cli.answer import clean, say

    say(clean(f"{found['address']}  {found['name']}".rstrip()))
    if not found["known"]:
        say("  not a reader: only the mark of the address is kept")
    if found["suppressed"]:
        kept = found["suppressed"]
        say(clean(f"  never mailed: {kept['reason']} since {kept['at']:%Y-%m-%d} {kept['source']}"))
    for row in found["lists"]:
        words = f"  {row['list__slug']}: {row['state']} since {row['changed_at']:%Y-%m-%d %H:%M}"
        say(clean(f"{words} UTC, {row['source']}"))
    for name, value in found["attributes"].items():
        say(clean(f"  {name}: {value}"))
    _say_preferences(found)
    _say_consents(found["consents"])
    for issue in found["issues"]:
        say(f"  issue {issue['issue']} {issue['digest']} {issue['day']}: {issue['state']}")
    for event in found["events"]:
        say(clean(f"  issue {event['issue_id']}: {event['kind']} {event['reason']}".rstrip()))


def _say_preferences(found: dict[str, Any]) -> None:
    from digest.cli.answer import clean, say

    own = [found["language"], found["zone"]]
    own += [f"at {found['hour']}:00"] if found["hour"] is not None else []
    if any(own):
        say(clean(f"  wants: {', '.join(word for word in own if word)}"))
    for slug, choice in found["preferences"].items():
        say(clean(f"  {slug}: {_choice(choice)}"))
    for change in found["changes"]:
        about = f" of {change['digest']}" if change["digest"] else ""
        fields = ", ".join(f"{name} {old} → {new}" for name, (old, new) in change["what"].items())
        words = f"  {change['at']:%Y-%m-%d %H:%M} UTC  changed{about}: {fields}"
        say(clean(f"{words}, {change['source']}, by {change['actor']}"))


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _choice(chosen: dict[str, Any]) -> str:
    """How a reader wants a digest, in words."""
    sections, weekday, pause = chosen["sections"], chosen["weekday"], chosen["paused_until"]
    told = "all sections" if sections is None else f"sections {', '.join(sections) or 'none'}"
    often = {"every": "every issue", "weekdays": "Monday to Friday"}.get(chosen["frequency"])
    often = often or f"weekly, {_DAYS[weekday]}"
    return "; ".join([told, often, *([f"not before {pause}"] if pause else [])])


def _say_consents(rows: list[dict[str, Any]]) -> None:
    from digest.cli.answer import clean, say

    for row in rows:
        by = f", by {row['actor']}" if row["actor"] else ""
        words = (
            f"  {row['at']:%Y-%m-%d %H:%M} UTC  {row['act']} {row['list_slug']}: {row['source']}"
        )
        say(clean(f"{words}{by}"))


@subscribers.command()
def consent(
    address: Address,
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a word.")] = False,
) -> int:
    """What was said about an address and its lists: when, from where, by whom.

    Examples:

      digest subscribers consent ada@example.org
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, say

    normal, house = _normal(address), open_house()
    from digest.store import person

    rows = person.said(normal, house.address_key())
    if json:
        as_lines(rows)
        return 0
    _say_consents(rows)
    if not rows:
        say(f"nothing was ever said about {normal}")
    return 0


@subscribers.command()
def add(
    address: Address,
    list_: Annotated[str, typer.Option("--list", metavar="LIST", help="The list they join.")],
    name: Annotated[str, typer.Option(help="How they want to be called.")] = "",
    language: Annotated[str, typer.Option(help="Such as en or ur.")] = "",
    zone: Annotated[str, typer.Option(help="Such as Europe/London.")] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A declared attribute; more than once."),
    ] = None,
    json: Json = False,
) -> int:
    """Put one reader, whose consent you have, on a list.  3 when they left it or are suppressed.

    Examples:

      digest subscribers add ada@example.org --list morning --name "Ada Example" --set city=Riverton
    """
    from collections import Counter

    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.rules import roster

    slug, house = slug_of(list_), open_house()
    asked = {"email": address, "name": name, "language": language, "zone": zone}
    told = asked | _set(set_ or [], house.settings.attributes)
    columns = roster.columns(tuple(told), {word: word for word in told}, house.settings.attributes)
    row = roster.reader(1, tuple(told.values()), columns)
    if isinstance(row, roster.Refused):
        raise UsageError(f"{row.found!r}: {row.reason}")
    from digest.store import importing

    terms = importing.Terms(slug, "added by hand", house.address_key(), house.clock())
    (found,) = sum(importing.bring_in([row], terms), Counter[importing.Found]())
    if found in (importing.Found.LEFT, importing.Found.SUPPRESSED):
        raise GuardRefused(f"{row.normal}: {importing.FOUND_WORDS[found]}", guard="consent")
    if json:
        as_json({"address": row.address, "list": slug, "found": found})
    else:
        say(f"{row.normal} on {slug}: {found.value}")
    return 0


def _set(words: list[str], declared: Declared) -> dict[str, str]:
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in declared:
            known = ", ".join(declared) or "none is declared in digest.toml"
            raise UsageError(f"--set {word!r} is not NAME=VALUE; a name is: {known}")
        found[name] = value
    return found


@subscribers.command()
def suppress(
    address: Address,
    reason: Annotated[str, typer.Option(help="Why, for whoever looks later.")] = "by hand",
    lift: Annotated[bool, typer.Option("--lift", help="Take a suppression back.")] = False,
) -> int:
    """Never mail this address again, whatever the lists say.

    Examples:

      digest subscribers suppress ada@example.org --reason "asked on the telephone"

      digest subscribers suppress ada@example.org --lift
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    normal, house = _normal(address), open_house()
    from digest.store import person

    key, now = house.address_key(), house.clock()
    if lift:
        done = person.lift(normal, key, actor="command line", now=now)
        say(f"{normal} may be mailed again" if done else f"{normal} was not suppressed")
        return 0
    done = person.suppress(normal, key, source=reason, actor="command line", now=now)
    say(f"{normal} is never mailed" if done else f"{normal} was suppressed already")
    return 0


@subscribers.command()
def erase(
    address: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> int:
    """Erase a reader.  A keyed hash stays, so that no later file brings them back.

    Examples:

      digest subscribers erase ada@example.org --yes
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import note, say

    normal = _normal(address)
    if not yes and not sys.stdin.isatty():
        raise UsageError(f"it cannot be undone; run: digest subscribers erase {normal} --yes")
    if not yes and input(f"Erase all about {normal}? Type the address: ").strip() != address:
        note("nothing was erased")
        return 2
    from digest.erasing import erase as erase_reader

    done = erase_reader(open_house(), normal, actor="command line")
    say(f"{normal} is erased" if done else f"{normal} was no reader; the mark is kept all the same")
    return 0
