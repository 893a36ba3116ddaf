"""`digest doctor`: looks at everything an installation needs, and says what to do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from digest.cli.finding import Finding, Verdict, bad, ok
from digest.cli.program import app


@app.command()
def doctor(
    fetch: Annotated[bool, typer.Option("--fetch", help="Ask every source now as well.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Check settings, database, broker, sources, post, site, clock and templates.

    Changes nothing.  Ends with 4 when a setting is to blame, with 1 when something else is bad.

    Examples:

      digest doctor

      digest doctor --fetch

      digest doctor --json
    """
    from digest.cli.answer import as_json

    found: list[Finding] = []
    for finding in findings(fetch=fetch):
        found.append(finding)
        if not json:
            _tell(finding)
    code = exit_code(found)
    if json:
        as_json({"healthy": code == 0, "findings": found})
    else:
        _sum_up(found)
    return code


def exit_code(found: Iterable[Finding]) -> int:
    """4 when a bad line is about configuration, 1 when any is bad."""
    wrong = [finding for finding in found if finding.verdict is Verdict.BAD]
    return (4 if any(finding.configuration for finding in wrong) else 1) if wrong else 0


def findings(*, fetch: bool) -> Iterator[Finding]:
    """Everything that can be looked at; without valid settings, only why they are not."""
    from digest.bootstrap import House, ready
    from digest.cli import checks_back, checks_here, checks_there
    from digest.model.errors import ConfigurationError

    began = (time.time(), time.monotonic())
    try:
        settings = ready()
    except ConfigurationError as error:
        yield bad("settings", str(error), "correct it, then look again", configuration=True)
        return
    house = House(settings)
    yield ok("settings", f"{settings.config / 'digest.toml'}, DIGEST_ENV={settings.environment}")
    yield from checks_here.user()
    yield from checks_here.home(settings)
    yield from checks_here.database(settings)
    yield from checks_here.broker_answers(settings)
    yield from checks_there.digests(settings)
    yield from checks_there.sources(settings)
    if fetch:
        yield from checks_there.fetched(house)
    yield from checks_there.delivery(house)
    yield from checks_back.bounces(house)
    yield from checks_there.site(settings)
    yield from checks_there.alarms(settings)
    yield from checks_here.packages()
    yield from checks_here.templates(settings)
    yield from checks_here.clock(settings, began)


def _tell(finding: Finding) -> None:
    from digest.cli.answer import say

    say(f"{finding.verdict.value:<5} {finding.check:<20} {finding.words}")
    if finding.advice:
        say(f"{'':<26} -> {finding.advice}")


def _sum_up(found: list[Finding]) -> None:
    from digest.cli.answer import say

    count = {verdict: sum(f.verdict is verdict for f in found) for verdict in Verdict}
    say("")
    say(f"{count[Verdict.BAD]} bad, {count[Verdict.WARN]} to look at, {count[Verdict.OK]} fine")
