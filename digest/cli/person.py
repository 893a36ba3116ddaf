"""`digest subscribers export|show|add|suppress|erase|consent`: readers out, and one by one."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Annotated

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
    from digest.store import exporting, lists

    if slug and slug not in lists.slugs():
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
    from digest.cli.person_told import say_person

    normal, house = _normal(address), open_house()
    from digest.store import person

    moved = _moved(normal, "")
    found = person.whole(moved or normal, house.address_key())
    if found is None:
        raise UsageError(f"nothing is kept about {normal}")
    as_json(found) if json else say_person(found)
    return 0


def _moved(normal: str, verb: str) -> str:
    """The address that a reader has now who had this one, "" without one; somebody is told so."""
    from digest.cli.answer import note
    from digest.store import former

    found = former.moved_to(normal)
    if found is None:
        return ""
    address, until = found
    more = f"; about them: digest {verb.format(address)}" if verb else ""
    note(f"{normal} is a former address: its reader moved to {address} on {until:%Y-%m-%d}{more}")
    return address


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
    from digest.cli.person_told import say_consents

    normal, house = _normal(address), open_house()
    from digest.store import person

    rows = person.said(normal, house.address_key())
    _moved(normal, "subscribers consent {}")
    if json:
        as_lines(rows)
        return 0
    say_consents(rows)
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
    json: Json = False,
) -> int:
    """Never mail this address again, whatever the lists say.

    Examples:

      digest subscribers suppress ada@example.org --reason "asked on the telephone"

      digest subscribers suppress ada@example.org --lift
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say

    normal, house = _normal(address), open_house()
    from digest.store import person

    key, now = house.address_key(), house.clock()
    _moved(normal, "" if lift else "subscribers suppress {}")
    if lift:
        done = person.lift(normal, key, actor="command line", now=now)
        words = "may be mailed again" if done else "was not suppressed"
    else:
        done = person.suppress(normal, key, source=reason, actor="command line", now=now)
        words = "is never mailed" if done else "was suppressed already"
    if json:
        as_json({"address": normal, "suppressed": not lift, "changed": done})
    else:
        say(f"{normal} {words}")
    return 0


@subscribers.command()
def erase(
    address: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> int:
    """Erase a reader.  A keyed hash stays, so that no later file brings them back.

    Examples:

      digest subscribers erase ada@example.org --yes
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, note, say

    normal, house = _normal(address), open_house()
    if _moved(normal, "subscribers erase {} --yes"):
        raise UsageError(
            f"nothing was erased: name the address that the reader of {normal} has now"
        )
    if not yes and not sys.stdin.isatty():
        raise UsageError(f"it cannot be undone; run: digest subscribers erase {normal} --yes")
    if not yes and input(f"Erase all about {normal}? Type the address: ").strip() != address:
        note("nothing was erased")
        return 2
    from digest.erasing import erase as erase_reader

    done = erase_reader(house, normal, actor="command line")
    if json:
        as_json({"address": normal, "erased": True, "known": done})
        return 0
    say(f"{normal} is erased" if done else f"{normal} was no reader; the mark is kept all the same")
    return 0
