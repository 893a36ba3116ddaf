"""An issue and its audience -> how it is shared out, and which variants have to be printed.

    contents of the issue, what else went out this week | Going          the rule, fed
    what readers chose, counted | wanting.printed                        bounded, the most wanted first

Reads and decides; prints nothing and freezes nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from digest.model.audience import Audience
from digest.model.edition import Variant
from digest.model.issue import Issue
from digest.model.plan import Digest
from digest.rules import wanting
from digest.rules.wanting import Going
from digest.store import sharing


def going(digest: Digest, audience: Audience, issue: Issue) -> Going:
    """How this issue is shared out; nothing is printed yet."""
    placed = issue.choice.placements
    fits = [(one.section, other) for one in placed for other in one.fits]
    filled = [one.section for one in placed]
    today = wanting.contents(digest, issue.occurrence.day, filled, fits)
    return _going(digest, audience, today, but=issue.id)


def going_on(digest: Digest, audience: Audience, day: date) -> Going:
    """The same before the issue is composed: as if every section had a story."""
    return _going(digest, audience, wanting.everything(digest, day), but=0)


def _going(digest: Digest, audience: Audience, today: wanting.Contents, *, but: int) -> Going:
    others = sharing.around(digest.slug, today.day, audience, but=but)
    return Going(
        digest=digest.slug,
        default=digest.language,
        languages=digest.languages,
        today=today,
        went=tuple(
            wanting.contents(digest, other.day, other.filled, other.fits) for other in others
        ),
    )


def wanted(plan: Going, audience: Audience) -> Mapping[Variant, int]:
    """How many confirmed readers want which variant with chosen sections."""
    found: Counter[Variant] = Counter()
    for wish in sharing.asked(audience, plan.digest, plan.today.day):
        variant = plan.wanted(wish.language, wish.preference)
        if isinstance(variant, Variant):
            found[variant] += wish.readers
    return found


def to_print(digest: Digest, plan: Going, audience: Audience) -> Going:
    """The same plan with the variants that are to be printed."""
    whole = wanting.whole_editions(digest, plan.today)
    asked = wanted(plan, audience)
    return replace(plan, editions=wanting.printed(asked, whole, digest.chosen_editions))
