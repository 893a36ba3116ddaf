"""`digest preview`: an issue as files, and what the lint says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.program import app


@app.command()
def preview(
    digest: Annotated[str, typer.Argument(help="The digest's name.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")],
    issue: Annotated[
        int | None,
        typer.Option("--issue", help="An issue that was made; default: what would go out now."),
    ] = None,
    date: Annotated[str, typer.Option(help="The issue's day, YYYY-MM-DD.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Write subject, HTML, text, .eml and the choice of an issue to look at; nothing is sent.

    Ends with 3 when the lint finds an error.

    Examples:

      digest preview morning --out page

      digest preview morning --issue 7 --out page-7
    """
    from digest.adhoc import Wish, imagine
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.send import day_of
    from digest.issuefiles import write
    from digest.jobs import proofs_of

    house = open_house()
    if issue is None:
        made = imagine(house, Wish(digest, day=day_of(date) if date else None))
        told, proofs = made.issue, made.proofs
    else:
        told, proofs = proofs_of(house, issue)
    places = write(out, told, [proof.sheet for proof in proofs])
    findings = {proof.sheet.edition.variant.key: proof.findings for proof in proofs}
    if json:
        as_json({"subject": told.subject, "variants": places, "findings": findings})
    else:
        say(f"subject  {told.subject}")
        for key, place in places.items():
            say(f"{key:<8} {place}")
            for finding in findings[key]:
                say(f"  {finding.severity}: {finding.id}: {finding.words} ({finding.where})")
            if not findings[key]:
                say("  lint: nothing to say")
    return 3 if any(proof.errors for proof in proofs) else 0
