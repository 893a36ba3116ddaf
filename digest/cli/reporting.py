"""`digest issue report`: what became of an issue, in words, as JSON, as CSV or as a page."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.issue import Json, Number, group

if TYPE_CHECKING:
    from digest.model.report import Report


@group.command()
def report(
    number: Number,
    json: Json = False,
    html: Annotated[
        bool, typer.Option("--html", help="A page with charts, whole in one file.")
    ] = False,
    language: Annotated[str, typer.Option(help="Of the page: en | de | fr | ur.")] = "en",
    csv_: Annotated[
        bool, typer.Option("--csv", help="The stories and their clicks, as CSV.")
    ] = False,
) -> int:
    """What became of an issue: deliveries, what came back, clicks, complaints, leavers.

    Its numbers stand against the digest's other issues of the 30 days before: the median, and the
    middle half of them as the usual range.

    Examples:

      digest issue report 7

      digest issue report 7 --html > issue-7.html

      digest issue report 7 --json
    """
    if json + html + csv_ > 1:
        raise typer.BadParameter("one of --json, --html and --csv")
    from digest.cli.issue import issue_of

    issue_of(number)
    from digest.bootstrap import open_house
    from digest.cli.answer import Stdout, as_json, cell, write
    from digest.reporting import STORY_HEAD, report_of, story_rows
    from digest.reporting import as_json as told

    made = report_of(open_house(), number, fresh=True)
    if json:
        as_json(told(made))
    elif html:
        from digest.reporting.page import document
        from digest.reporting.words import WORDS

        if language not in WORDS:
            raise typer.BadParameter(f"--language is one of {', '.join(WORDS)}")
        write(document(made, language), end="")
    elif csv_:
        rows = csv.writer(Stdout())
        rows.writerow(STORY_HEAD)
        rows.writerows([cell(one) for one in row] for row in story_rows(made))
    else:
        _say(made)
    return 0


def _say(made: Report) -> None:
    from digest.cli.answer import clean, say
    from digest.reporting.page import context_of
    from digest.reporting.words import ENGLISH

    context = context_of(made)
    told = context["told"]
    say(f"issue {made.issue} of {made.digest}, {made.day:%Y-%m-%d}: {made.state}")
    if not made.balance.audience:
        say(ENGLISH["not_out"])
        return
    for piece, words, share in context["fates"]:
        say(f"  {words:<28} {piece.n:>10,}  {share:>8}")
    say(f"  {'complaints':<28} {made.outcome.complaints:>10,}")
    say(f"  {'unsubscribes':<28} {made.outcome.unsubscribes:>10,}")
    if made.outcome.delivered is None:
        say(f"  {ENGLISH['unreported']}")
    for name, total, _ in context["domains"][:10]:
        say(f"  came back from {clean(name):<25} {total:>10,}")
    if made.clicks is None:
        say(f"  {told['stories_off']}")
    else:
        say(f"  {told['stories_sum']}")
        for bar in context["stories"]:
            say(f"  {bar.n:>8,}  {clean(bar.label)}")
    if not context["compared"]:
        say(f"  {ENGLISH['band.none']}")
    for row in context["band"] if context["compared"] else ():
        usual = f"usually {row['usual'] or row['median']}" if row["median"] else ENGLISH["unknown"]
        stands = f": {row['standing']}" if row["mark"] else ""
        say(f"  {row['name']:<28} {row['value']:>10}  {usual}{stands}")
