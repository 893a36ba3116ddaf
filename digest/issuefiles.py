"""An issue as files to look at: subject, HTML, text, the whole message, and the choice with reasons.

    <folder>/<variant>/{subject.txt, body.html, body.txt, message.eml, issue.json}

The gaps hold a reader who does not exist, so nobody's token lies about.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from digest.mail.proof import TOKEN, proof
from digest.model import edition as editions
from digest.model.audience import Recipient
from digest.model.edition import Edition
from digest.model.issue import Issue, LeftOut, Placement
from digest.model.plan import Digest
from digest.model.post import Sheet
from digest.model.story import number_of
from digest.rules.layout import salutation, section_in

NOBODY = Recipient(0, 0, "reader@example.org", "")


def write(folder: Path, issue: Issue, digest: Digest, sheets: Sequence[Sheet]) -> dict[str, Path]:
    """Write every variant; the folder of each by its key."""
    return {s.edition.variant.key: _write_one(folder, issue, digest, s) for s in sheets}


def _write_one(folder: Path, issue: Issue, digest: Digest, sheet: Sheet) -> Path:
    place = folder / _named(sheet.edition.variant.key)
    place.mkdir(parents=True, exist_ok=True)
    files = {
        "subject.txt": sheet.edition.subject + "\n",
        "body.html": filled(sheet.edition, sheet.edition.html, escape=True),
        "body.txt": filled(sheet.edition, sheet.edition.text, escape=False),
        "issue.json": json.dumps(
            edition_json(issue, digest, sheet.edition), ensure_ascii=False, indent=2
        )
        + "\n",
    }
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    (place / "message.eml").write_bytes(proof(sheet, NOBODY))
    return place


def _named(key: str) -> str:
    """The variant's own name; a very long one shortened, for file systems end at 255 bytes."""
    if len(key) <= 100:
        return key
    return f"{key[:80]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def filled(edition: Edition, text: str, *, escape: bool, reader: Recipient = NOBODY) -> str:
    """A body with its gaps filled for that reader."""
    name = salutation(reader.name, edition.variant.language)
    values = {editions.TOKEN: TOKEN, editions.NAME: html.escape(name) if escape else name}
    for gap, value in values.items():
        text = text.replace(edition.gap(gap), value)
    return text


def issue_json(issue: Issue) -> dict[str, Any]:
    """The choice with everything needed to argue with it."""
    return {
        "issue": issue.id,
        "digest": issue.digest,
        "day": issue.occurrence.day.isoformat(),
        "occurrence": issue.occurrence.slot,
        "subject": issue.subject,
        "note": issue.choice.note,
        "stories": [placement_json(placement) for placement in issue.choice.placements],
        "left_out": [left_out_json(out) for out in issue.choice.left_out],
    }


def edition_json(issue: Issue, digest: Digest, edition: Edition) -> dict[str, Any]:
    """The choice, and what one edition prints of it.

    `printed_in` of a story is the section where it stands in this edition; null where it does not.
    """
    variant = edition.variant
    told = issue_json(issue)
    for story, placement in zip(told["stories"], issue.choice.placements, strict=True):
        story["printed_in"] = section_in(placement, digest, variant)
    return told | {
        "edition": {
            "variant": variant.key,
            "language": variant.language,
            "direction": edition.direction,
            "sections": variant.sections,
            "subject": edition.subject,
            "preheader": edition.preheader,
            "dropped": edition.steps,
        }
    }


def choosing_json(digest: Digest) -> dict[str, Any]:
    """The numbers that a choice was made by: times in hours, and each section with its limits."""
    hour = timedelta(hours=1)
    choosing = digest.choosing
    return {
        "look_back": choosing.look_back / hour,
        "half_life": choosing.half_life / hour,
        "minimum": choosing.minimum,
        "minimum_new": choosing.minimum_new,
        "thin": choosing.thin.value,
        "after": list(choosing.after),
        "lead_words": choosing.lead_words,
        "links": choosing.links,
        "words": choosing.words,
        "owner_share": choosing.owner_share,
        "weights": asdict(choosing.weights),
        "boosts": dict(choosing.boosts),
        "sections": [
            {
                "section": section.slug,
                "kind": section.kind.value,
                "limit": section.limit,
                "per_source": section.per_source,
            }
            for section in digest.sections
        ],
    }


def left_out_json(out: LeftOut) -> dict[str, Any]:
    """One story that is not in, and why; `story` is its number, null where it is not stored."""
    return {
        "story": number_of(out.story_id),
        "title": out.title,
        "source": out.source,
        "reason": out.reason,
        "words": out.words,
    }


def placement_json(placement: Placement) -> dict[str, Any]:
    """One story at its place, with its why."""
    story = placement.story
    dated_by = story.dated_by
    return {
        "story": number_of(placement.story_id),
        "section": placement.section,
        "kind": placement.kind.value,
        "place": placement.place,
        "title": story.title,
        "url": story.url,
        "source": story.source,
        "teaser": story.teaser,
        "published": story.published.isoformat() if story.published else None,
        "published_source": dated_by.value if dated_by else None,
        "updated": story.marked_updated,
        "note": placement.note,
        "also": list(placement.also),
        "score": placement.score,
        "why": [
            {"term": reason.term, "points": reason.points, "words": reason.words}
            for reason in placement.why
        ],
    }
