"""What `send`, `demo` and `preview` share: the wish carried out, told in words or as JSON."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.adhoc import Rehearsal, Sent, Wish, rehearse, send
from digest.bootstrap import House, open_house
from digest.cli import words
from digest.cli.answer import as_json, note, say
from digest.cli.progress import Bar
from digest.issuefiles import choosing_json, issue_json, left_out_json, placement_json, write
from digest.model.audience import Audience
from digest.model.plan import Digest, SectionKind

_EDITORIAL = (SectionKind.EDITORIALS, SectionKind.OPINION)


@dataclass(frozen=True, slots=True)
class Files:
    """Where an issue can be looked at."""

    html: Path
    text: Path
    outbox: Path


def send_it(wish: Wish, *, dry_run: bool, yes: bool, json: bool) -> int:
    """Carry out a wish and tell what came of it; the exit code."""
    started = time.monotonic()
    house = open_house()
    if dry_run:
        return _rehearse(house, wish, json)
    if not (yes or json or wish.hold) and not _agreed(house, wish):
        note("nothing was sent")
        return 2
    with Bar(quiet=json) as bar:
        sent = send(house, wish, bar.telling())
    if wish.hold:
        return _held(sent, json)
    files = keep_files(house, sent)
    result = result_json(sent, files, time.monotonic() - started)
    as_json(result) if json else words.sent(sent, files, result)
    return exit_code(sent)


def _held(sent: Sent, json: bool) -> int:
    """An issue that waits: what is in it, and what an editor may do with it."""
    number = sent.issue.id
    if json:
        as_json(issue_json(sent.issue) | {"state": sent.issue.state, "joined": sent.joined})
        return 0
    say(f"issue {number} of {sent.issue.digest}, {sent.issue.occurrence.slot}, waits for approval")
    words.stories(sent.issue.choice.placements, reasons=False)
    say(f"  digest issue show {number}           with the reasons")
    say(f"  digest issue edit {number} …         pins, bans, orders, rewords")
    say(f"  digest preview {sent.issue.digest} --issue {number} --out page   shows the page")
    say(f"  digest issue approve {number}        lets it go")
    return 0


def exit_code(sent: Sent) -> int:
    """The contract's code for what a send came to."""
    from digest.cli import outcome

    return outcome.exit_code(sent.issue, sent.balance, sent.waits)


def _rehearse(house: House, wish: Wish, json: bool) -> int:
    rehearsal = rehearse(house, wish)
    plan = house.settings.digest(wish.digest)
    as_json(rehearsal_json(rehearsal, plan)) if json else words.rehearsal(rehearsal)
    passed = wish.override[0] if wish.override else ""
    wrong = any(found.id != passed for proof in rehearsal.proofs for found in proof.errors)
    stopped = rehearsal.thin is not None or wrong
    return 3 if stopped else 0


def _agreed(house: House, wish: Wish) -> bool:
    """On a terminal a person says yes to a number; a script has said so by calling."""
    if not sys.stdin.isatty() or wish.expect is not None:
        return True
    from digest.adhoc import reach

    count = reach(house, wish)
    typed = input(f"{wish.digest} would go to {count.readers:,} readers. Type the number to send: ")
    return typed.replace(",", "").strip() == str(count.readers)


def keep_files(house: House, sent: Sent) -> Files:
    """The issue's pages as files, for whoever wants to look."""
    from digest.store import editions

    folder = house.settings.home / "issues" / str(sent.issue.id)
    plan = house.settings.digest(sent.issue.digest)
    places = write(folder, sent.issue, plan, editions.sheets(sent.issue.id))
    first = next(iter(places.values()), folder)
    outbox = house.outbox().folder
    return Files(first / "body.html", first / "body.txt", outbox)


def result_json(sent: Sent, files: Files, seconds: float) -> dict[str, Any]:
    """The contract's keys of `demo --json`, and those that `send --json` adds."""
    placements = sent.issue.choice.placements
    editorials = sum(1 for p in placements if p.kind in _EDITORIAL)
    balance = sent.balance
    return {
        "issue": sent.issue.id,
        "digest": sent.issue.digest,
        "stories": len(placements) - editorials,
        "editorials": editorials,
        "recipients": balance.audience,
        "accepted": balance.submitted,
        "failed": balance.failed,
        "uncertain": balance.uncertain,
        "html": str(files.html),
        "text": str(files.text),
        "outbox": str(files.outbox),
        "seconds": round(seconds, 2),
        **_of(sent.audience),
        "excluded": dict(balance.excluded),
        "pending": balance.pending,
        "cancelled": balance.cancelled,
        "state": sent.issue.state.value,
        "subject": sent.issue.subject,
        "joined": sent.joined,
        "waits": sent.waits or None,
        "sources": list(sent.reports),
        "why": [placement_json(placement) for placement in placements],
    }


def _of(audience: Audience) -> dict[str, Any]:
    segment = audience.segment
    return {"lists": list(audience.lists), "segment": segment.slug if segment else None}


def rehearsal_json(rehearsal: Rehearsal, plan: Digest) -> dict[str, Any]:
    """Everything needed to argue with a choice before it goes out."""
    placements = rehearsal.issue.choice.placements
    editorials = sum(1 for p in placements if p.kind in _EDITORIAL)
    return {
        "dry_run": True,
        "issue": None,
        "digest": rehearsal.issue.digest,
        "day": rehearsal.issue.occurrence.day,
        "subject": rehearsal.issue.subject,
        "no_issue": _no_issue(rehearsal),
        "stories": len(placements) - editorials,
        "editorials": editorials,
        **_of(rehearsal.audience),
        "recipients": rehearsal.count.audience,
        "readers": rehearsal.count.readers,
        "excluded": dict(rehearsal.count.excluded),
        "languages": dict(rehearsal.count.languages),
        "variants": dict(rehearsal.count.variants),
        "shared": rehearsal.count.shared,
        "editions": [
            {
                "variant": proof.sheet.edition.variant.key,
                "readers": rehearsal.count.variants.get(proof.sheet.edition.variant.key, 0),
                "subject": proof.sheet.edition.subject,
                "preheader": proof.sheet.edition.preheader,
                "html_bytes": len(proof.sheet.edition.html.encode()),
                "text_bytes": len(proof.sheet.edition.text.encode()),
                "dropped": list(proof.sheet.edition.steps),
                "findings": list(proof.findings),
            }
            for proof in rehearsal.proofs
        ],
        "sources": list(rehearsal.reports),
        "why": [placement_json(placement) for placement in placements],
        "left_out": [left_out_json(out) for out in rehearsal.issue.choice.left_out],
        "note": rehearsal.issue.choice.note,
        "choosing": choosing_json(plan),
    }


def _no_issue(rehearsal: Rehearsal) -> dict[str, Any] | None:
    """Why there would be none; `held`: instead of none one that waits for a person."""
    thin = rehearsal.thin
    if thin is None:
        return None
    return {"reason": thin.reason, "words": thin.words, "held": rehearsal.held}
