"""`digest doctor`: looks at everything an installation needs, and says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from digest.checking.finding import Finding, Verdict
from digest.cli.program import app


@app.command()
def doctor(
    fetch: Annotated[bool, typer.Option("--fetch", help="Ask every source now as well.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Check settings, database, broker, sources, post, sending domain, site, clock and templates.

    Changes nothing.  Ends with 4 when a setting is to blame, with 1 when something else is bad.

    Examples:

      digest doctor

      digest doctor --fetch

      digest doctor --json
    """
    from digest.checking.looking import findings
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
