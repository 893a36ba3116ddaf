"""`digest demo`: the main job once, end to end, on the bundled newsroom."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.program import app

if TYPE_CHECKING:
    from digest.bootstrap import House

LIST = "morning"
DIGEST = "morning"


@app.command()
def demo(
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """The whole job on the bundled sample newsroom: 500 invented readers, into the local outbox.

    Examples:

      digest demo

      digest demo --json | python3 -m json.tool
    """
    from digest.settings import assume, shipped

    started = time.monotonic()
    # The demo is the same everywhere: its own newsroom, and never a real post.
    assume(DIGEST_CONFIG=str(shipped("config")), DELIVERY_URL="outbox:", REDIS_URL="")
    from digest.adhoc import Wish, send
    from digest.bootstrap import open_house
    from digest.cli import words
    from digest.cli.answer import as_json, say
    from digest.cli.progress import Bar
    from digest.cli.sending import Files, exit_code, keep_files, result_json
    from digest.letters import export

    house = open_house()
    _bring_readers(house)
    with Bar(quiet=json) as bar:
        sent = send(house, Wish(DIGEST, cool=False, actor="demo"), bar.telling())
    kept = keep_files(house, sent)
    letters = house.outbox().folder / f"issue-{sent.issue.id}" / "letters"
    export(house.outbox(), letters, "eml", issue=sent.issue.id)
    look = _with_own_pictures(kept.html)
    files = Files(kept.html, kept.text, letters)
    result = result_json(sent, files, time.monotonic() - started)
    if json:
        as_json(result)
        return exit_code(sent)
    words.sent(sent, files, result)
    say("")
    say("Open next:")
    say(f"  {look}   the mail in a browser, with its pictures")
    say(f"  {letters}   every letter as .eml, for any mail program")
    say(f"  digest issue verify {sent.issue.id}       the ledger, recomputed from every row")
    say("  digest up                    the archive and the operators' pages")
    return exit_code(sent)


def _bring_readers(house: House) -> None:
    """The sample readers on the demo's list; a second demo finds them there."""
    from digest.model.audience import normal_address
    from digest.rules.roster import Reader
    from digest.sample.subscribers import subscribers
    from digest.store.importing import Terms, bring_in

    people = (
        Reader(n, one.email, normal_address(one.email), one.name, one.language, one.zone)
        for n, one in enumerate(subscribers(), start=1)
    )
    for _ in bring_in(people, Terms(LIST, "sample", house.address_key(), house.clock())):
        pass


def _with_own_pictures(html: Path) -> Path:
    """A copy of the page whose pictures come from this machine: the newsroom's are invented."""
    from digest.sample.content import picture_bytes

    folder = html.parent
    page = html.read_text(encoding="utf-8")

    def local(match: re.Match[str]) -> str:
        name = match.group(1)
        found = picture_bytes(name)
        if found is None:
            return match.group(0)
        (folder / name).write_bytes(found)
        return name

    page = re.sub(r"https://[a-z.]+\.example\.org/pictures/([\w.-]+)", local, page)
    look = folder / "look.html"
    look.write_text(page, encoding="utf-8")
    return look
