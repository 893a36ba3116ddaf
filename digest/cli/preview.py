"""`digest preview`: an issue as files, and what the lint says of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.program import app

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.model.edition import Edition


@app.command()
def preview(
    digest: Annotated[str, typer.Argument(help="The digest's name.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")],
    issue: Annotated[
        int | None,
        typer.Option("--issue", help="An issue that was made; default: what would go out now."),
    ] = None,
    date: Annotated[str, typer.Option(help="The issue's day, YYYY-MM-DD.")] = "",
    png: Annotated[
        bool, typer.Option("--png", help="Pictures too, where a Chromium is installed.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Write subject, HTML, text, .eml and the choice of an issue to look at; nothing is sent.

    With --png also the page as a reader sees it: 600 and 375 pixels wide, light and dark, and with
    pictures blocked.  Ends with 3 when the lint finds an error.

    Examples:

      digest preview morning --out page

      digest preview morning --issue 7 --out page-7 --png
    """
    from digest.adhoc import Wish, imagine
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.send import day_of
    from digest.issuefiles import write
    from digest.jobs import proofs_of
    from digest.restraint import too_thin

    house = open_house()
    if issue is None:
        made = imagine(house, Wish(digest, day=day_of(date) if date else None))
        if made.thin is not None:
            raise too_thin(made.thin, made.reports)
        told, proofs = made.issue, made.proofs
    else:
        told, proofs = proofs_of(house, issue)
    plan = house.settings.digest(digest)
    places = write(out, told, plan, [proof.sheet for proof in proofs])
    pictures = _pictures(house, digest, places) if png else {}
    findings = {proof.sheet.edition.variant.key: proof.findings for proof in proofs}
    weights = {proof.sheet.edition.variant.key: _weight(proof.sheet.edition) for proof in proofs}
    if json:
        as_json(
            {
                "subject": told.subject,
                "variants": places,
                "findings": findings,
                "html_bytes": {key: size for key, (size, _) in weights.items()},
                "dropped": {key: dropped for key, (_, dropped) in weights.items()},
                "pictures": pictures,
            }
        )
    else:
        say(f"subject  {told.subject}")
        for key, place in places.items():
            say(f"{key:<8} {place}")
            say(f"  {_in_words(*weights[key])}")
            for picture in pictures.get(key, ()):
                say(f"  {picture.name}")
            for finding in findings[key]:
                say(f"  {finding.severity}: {finding.id}: {finding.words} ({finding.where})")
            if not findings[key]:
                say("  lint: nothing to say")
    return 3 if any(proof.errors for proof in proofs) else 0


def _weight(edition: Edition) -> tuple[int, tuple[str, ...]]:
    """Bytes of the HTML with the longest values in its gaps, and what was dropped for them."""
    from digest.press.page import filled_size

    return filled_size(edition.html, edition.nonce), edition.steps


def _in_words(size: int, dropped: tuple[str, ...]) -> str:
    from digest.cli.answer import number

    less = f"; left out for size: {', '.join(dropped)}" if dropped else ""
    return f"{number(size)} bytes of HTML{less}"


def _pictures(house: House, digest: str, places: Mapping[str, Path]) -> dict[str, list[Path]]:
    """Every variant as a reader sees it; nothing, and a word about it, without a browser."""
    from digest.cli.answer import note
    from digest.media.album import Album
    from digest.press.camera import open_camera, save
    from digest.press.chromium import NAMES, find_browser

    browser = find_browser()
    if browser is None:
        note(f"no pictures: none of {', '.join(NAMES)} is on the path")
        return {}
    sources = house.settings.digest(digest).sources
    album, ours = Album(house.settings.home), f"{house.settings.site.rstrip('/')}/media/"
    with house.newsstand(sources) as newsstand, open_camera(browser) as camera:

        @cache
        def picture_of(url: str) -> bytes | None:
            """An own copy from where it lies: the site it is printed for need not be up."""
            if url.startswith(ours):
                return album.picture(url.removeprefix(ours))
            return newsstand.picture(url)

        return {
            key: save(place, (place / "body.html").read_text("utf-8"), camera, picture_of)
            for key, place in places.items()
        }
