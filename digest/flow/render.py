"""A closed issue -> its editions: whole in every language, and those that readers chose.

    audience | sharing.to_print                                    which variants, bounded
    issue | layout.lay_out(variant) | own copies of its pictures, where the digest has them
          | press.set_page | proofreader.read                      lint on the final bytes
          | editions.save                                          all at once, and only the first

Does not choose or order stories, does not know who reads.  An edition with an error of the lint is
never saved, so nothing unlinted can leave.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.flow import sharing
from digest.flow.copying import with_own_copies
from digest.flow.dispatch import audience_of
from digest.flow.ports import Clock, Darkroom, Press, Proofreader
from digest.model.audience import Audience
from digest.model.edition import Edition, Variant
from digest.model.errors import GuardRefused
from digest.model.finding import Finding, Severity
from digest.model.issue import Issue
from digest.model.layout import Layout
from digest.model.plan import Digest
from digest.model.post import Letterhead, Sheet
from digest.rules import clicklinks
from digest.rules.layout import lay_out
from digest.rules.owncopies import OWN_COPY
from digest.store import counters, editions, house


@dataclass(frozen=True, slots=True)
class Proof:
    """One variant as it would leave: the sheet and what the lint says of it."""

    sheet: Sheet
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop a send."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)


def proofs(
    issue: Issue,
    digest: Digest,
    *,
    variants: Sequence[Variant],
    site: str,
    press: Press,
    proofreader: Proofreader,
    now: datetime,
    darkroom: Darkroom | None = None,
) -> tuple[Proof, ...]:
    """These variants of the issue as they would leave now; writes nothing but a darkroom's copies."""
    layouts = _layouts(issue, digest, press, variants)
    copying: tuple[Finding, ...] = ()
    if digest.look.copies:
        printed, copying = with_own_copies(issue, digest, layouts, darkroom=darkroom, site=site)
        layouts = _layouts(printed, digest, press, variants)
    head = letterhead(issue, digest, site, now)
    pages = [_set(one, issue, digest, press=press, site=site) for one in layouts]
    sheets = [Sheet(0, page, head) for page in pages]
    return tuple(Proof(sheet, (*proofreader.read(sheet), *copying)) for sheet in sheets)


def _set(layout: Layout, issue: Issue, digest: Digest, *, press: Press, site: str) -> Edition:
    """The page as it leaves: its links and openings counted where the digest asks for it."""
    # Fresh for every build: text from a feed can never spell a gap it cannot know.
    nonce, counts = secrets.token_hex(4), digest.tracking
    if counts.clicks:
        layout = clicklinks.counted(layout, clicklinks.targets(issue), site=site, nonce=nonce)
    page = press.set_page(layout, digest, nonce=nonce)
    if not counts.opens:
        return page
    return replace(page, html=clicklinks.with_pixel(page.html, site=site, nonce=nonce))


def _layouts(
    issue: Issue, digest: Digest, press: Press, variants: Sequence[Variant]
) -> list[Layout]:
    return [
        lay_out(issue, digest, one, words=press.words(one.language), voices=press.words)
        for one in variants
    ]


def letterhead(issue: Issue, digest: Digest, site: str, now: datetime) -> Letterhead:
    """What all letters of the issue have in common; the date is fixed here, once."""
    return Letterhead(
        issue=issue.id,
        issue_key=f"{digest.slug}.{issue.id}",
        digest=digest.slug,
        digest_title=digest.title,
        list_id=digest.list_id,
        sender=digest.sender,
        site=site,
        date=now.replace(microsecond=0),
    )


def render(
    issue: Issue,
    digest: Digest,
    *,
    site: str,
    press: Press,
    proofreader: Proofreader,
    clock: Clock,
    darkroom: Darkroom | None = None,
    overridden: frozenset[str] = frozenset(),
) -> bool:
    """Save the editions of a closed issue; False when somebody else had done so.

    Raises GuardRefused (`lint`) with the findings where an error is not overridden by its id.
    """
    now = clock()
    made = proofs(
        issue,
        digest,
        variants=variants_of(issue, digest, audience_of(issue.id)),
        site=site,
        press=press,
        proofreader=proofreader,
        now=now,
        darkroom=darkroom,
    )
    refuse_errors(made, overridden)
    pages = [(p.sheet.edition, p.sheet.head) for p in made]
    saved = editions.save(issue.id, pages, now, read_at=issue.closed_at)
    if saved:
        _remember(issue.id, made[0].findings, now)
    return saved


def variants_of(issue: Issue, digest: Digest, audience: Audience) -> tuple[Variant, ...]:
    """What has to be printed for that audience as it chose up to now."""
    return sharing.to_print(digest, sharing.going(digest, audience, issue), audience).editions or ()


def complete(
    issue: Issue,
    digest: Digest,
    *,
    site: str,
    press: Press,
    proofreader: Proofreader,
    clock: Clock,
    darkroom: Darkroom | None = None,
    overridden: frozenset[str] = frozenset(),
) -> int:
    """Print what readers chose since the pages were set; how many editions came to them.

    Between the two an issue may have waited for a person.  The bound holds for both together.
    """
    there = editions.sheets(issue.id)
    missing = _missing(issue, digest, [sheet.edition.variant for sheet in there])
    if not missing:
        return 0
    head = there[0].head
    made = proofs(
        issue,
        digest,
        variants=missing,
        site=site,
        press=press,
        proofreader=proofreader,
        now=head.date,
        darkroom=darkroom,
    )
    refuse_errors(made, overridden)
    pages = [p.sheet.edition for p in made]
    return editions.add(issue.id, pages, head, clock(), read_at=issue.closed_at)


def _missing(issue: Issue, digest: Digest, there: Sequence[Variant]) -> list[Variant]:
    asked = variants_of(issue, digest, audience_of(issue.id))
    room = digest.chosen_editions - sum(not variant.whole for variant in there)
    return [one for one in asked if one not in there and not one.whole][: max(0, room)]


def _remember(issue: int, findings: Sequence[Finding], now: datetime) -> None:
    """Which pictures were printed otherwise than the newsroom wants them: once, beside the issue."""
    missing = {f.where: f.words for f in findings if f.id == OWN_COPY and f.where}
    if missing:
        house.audit("press", "print without own copies", f"issue {issue}", now, after=missing)


def refuse_errors(made: Sequence[Proof], overridden: frozenset[str]) -> None:
    """The guard before the post: no letter with an error of the lint leaves."""
    wrong = [f for proof in made for f in proof.errors if f.id not in overridden]
    if wrong:
        counters.trip("lint")
        shown = "; ".join(f"{f.id}: {f.words} ({f.where})" for f in wrong[:5])
        raise GuardRefused(f"the letter has {len(wrong)} errors: {shown}", guard="lint")
