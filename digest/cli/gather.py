"""`digest gather`: fetch a digest's sources now."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.program import app


@app.command()
def gather(
    digest: Annotated[str, typer.Argument(help="The digest's name.")],
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a source.")] = False,
) -> int:
    """Fetch the sources of a digest now and keep what is new.

    Ends with 6 when a source failed, 1 when all did.

    Examples:

      digest gather morning

      digest gather morning --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, counted, say
    from digest.cli.progress import reading, source_line
    from digest.jobs import gather_all

    house = open_house()
    plan = house.settings.digest(digest)
    with reading(len(plan.sources), quiet=json) as tell:
        reports = gather_all(house, plan, tell=tell)
    if json:
        as_lines(reports)
    else:
        for report in reports:
            say(source_line(report))
            for remark in report.notes:
                say(f"  {remark}")
        new = sum(report.new for report in reports)
        say(f"{counted(len(reports), 'source')}, {counted(new, 'new story', 'new stories')}")
    failed = [report for report in reports if report.status == "failed"]
    return (1 if len(failed) == len(reports) else 6) if failed else 0
