"""What happened, in words for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digest.adhoc import Rehearsal, Sent
from digest.cli.answer import clean, counted, number, say
from digest.cli.progress import source_line
from digest.model.audience import EXCLUSION_WORDS, Exclusion
from digest.model.delivery import Balance
from digest.model.issue import Placement
from digest.model.story import number_of
from digest.rules import why


def sent(done: Sent, files: Any, result: Mapping[str, Any]) -> None:
    """The result of a send: what it was, who got it, that it balances, where to look."""
    issue = done.issue
    say(f"issue {issue.id} of {issue.digest}, {issue.occurrence.slot}: {issue.state.value}")
    say(f"  subject     {clean(issue.subject)}")
    say(
        f"  contents    {counted(result['stories'], 'story', 'stories')} and "
        f"{counted(result['editorials'], 'editorial')}"
    )
    balance(done.balance)
    if done.waits:
        say(f"  waits       for {done.waits}")
    say(f"  html        {files.html}")
    say(f"  text        {files.text}")
    say(f"  outbox      {files.outbox}")
    say(f"  took        {result['seconds']:.1f} s")


def balance(told: Balance) -> None:
    """The six numbers that add up."""
    say(f"  audience    {number(told.audience)}")
    say(f"    accepted  {number(told.submitted)}")
    for reason, count in sorted(told.excluded.items()):
        say(f"    left out  {number(count)}  {reason}: {EXCLUSION_WORDS[Exclusion(reason)]}")
    rest = {
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
        "cancelled": told.cancelled,
    }
    for name, count in rest.items():
        say(f"    {name:<9} {number(count)}")
    say(f"  ledger      {'balances' if told.holds else 'DOES NOT BALANCE'}")


def rehearsal(told: Rehearsal) -> None:
    """What would go out, to whom, and why."""
    issue, count = told.issue, told.count
    say(
        f"{issue.digest} for {issue.occurrence.day}: a rehearsal, nothing is kept and nothing leaves"
    )
    if told.thin is not None:
        what = "WOULD WAIT for a person" if told.held else "NO ISSUE"
        say(f"  {what}: {clean(told.thin.words)}")
    say(f"  subject     {clean(issue.subject)}")
    of = f" of segment {told.audience.segment.slug}" if told.audience.segment else ""
    say(f"  audience    {number(count.audience)}{of}, of them {number(count.readers)} would get it")
    for reason, n in sorted(count.excluded.items()):
        say(f"    left out  {number(n)}  {reason}: {EXCLUSION_WORDS[Exclusion(reason)]}")
    for proof in told.proofs:
        _edition(proof, count.variants)
    if count.shared:
        say(f"    {number(count.shared)} chose sections too rare for an edition: {SHARED}")
    say("  sources")
    for report in told.reports:
        say(f"    {source_line(report)}")
    stories(issue.choice.placements)
    say(
        f"  left out    {counted(len(issue.choice.left_out), 'story', 'stories')}; "
        f"digest explain {issue.digest} --now says why"
    )


SHARED = "they get the smallest one that holds all they chose (chosen_editions)"


def _edition(proof: Any, variants: Mapping[str, int]) -> None:
    edition = proof.sheet.edition
    html, text = len(edition.html.encode()), len(edition.text.encode())
    readers = variants.get(edition.variant.key, 0)
    say(
        f"  edition {edition.variant.key}  HTML {html / 1000:.1f} kB, text {text / 1000:.1f} kB, "
        f"for {counted(readers, 'reader')}, {len(proof.findings)} lint findings"
    )
    for finding in proof.findings:
        say(f"    {finding.severity}: {finding.id}: {finding.words} ({finding.where})")


def stories(placements: Sequence[Placement], *, reasons: bool = True) -> None:
    """Every story at its place, with its reasons."""
    section = ""
    for placement in placements:
        if placement.section != section:
            section = placement.section
            say(f"  {section}")
        story(placement, reasons=reasons)


def story(placement: Placement, *, reasons: bool) -> None:
    """One story and why it is there; points as they were counted, so that they add up."""
    score = "" if placement.score is None else f"{why.number(placement.score):>5}  "
    asked_by = number_of(placement.story_id)
    where = placement.story.source or "own link"
    where += f", story {asked_by}" if asked_by else ""
    say(f"    {placement.place + 1}. {score}{clean(placement.story.title)}  [{where}]")
    for reason in placement.why if reasons else ():
        points = "" if reason.points is None else f"{reason.points:+g} "
        say(f"         {points}{reason.term}: {clean(reason.words)}")
