"""What may stop an issue before the post, each with an id, its words, and who may let it go.

Every refusal names its guard; `docs/sending.md` has the table, held to this one by a test.  A guard
that a person may pass makes the issue wait for one: `digest issue approve` with a reason, audited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MOST, LEAST = 1.5, 0.5
"""Times the usual audience from which, and under which, a person has to say yes."""
_EARLIER = 3
"""Earlier issues without which nothing is usual yet."""
_FEW = 20
"""So many readers more or less are nothing unusual, however small a list is."""
BOUNCES, COMPLAINTS = 0.05, 0.001
"""Shares of the accepted copies above which a send is stopped."""
_ENOUGH = 200
"""Accepted copies before which a share says nothing."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`stops`: what it refuses.  `passed_by`: how, and so by whom, it can be passed."""

    id: str
    stops: str
    passed_by: str


_APPROVES = "who may send: `digest issue approve ID --reason …`, or the desk"
_SENDS = "who sends by hand: "
GUARDS = (
    Guard("frozen", "the digest, or everything, is frozen", "who may send: `digest thaw`"),
    Guard("too_thin", "fewer stories than its minimum", _APPROVES + '; `thin = "hold"` asks'),
    Guard(
        "nothing_new", "fewer new stories than its minimum", _APPROVES + '; `thin = "hold"` asks'
    ),
    Guard("unknown_story", "no story is known at an address that was asked for", "nobody"),
    Guard("same", "the same contents as the issue before", _APPROVES + "; `--again`"),
    Guard("unusual", "an audience far off the usual one", _APPROVES + "; `--expect N`"),
    Guard("audience", "nobody would get it, or the readers asked for are not its own", "nobody"),
    Guard("expect", "another number of readers than expected", _SENDS + "another `--expect`"),
    Guard("cooldown", "an issue by hand soon after another", _SENDS + "`--again`"),
    Guard(
        "late", "a scheduled issue after its lateness", "who may send: `digest schedule release`"
    ),
    Guard(
        "lint",
        "an error of the lint: no footer, no unsubscribe link, a placeholder left over …",
        _SENDS + "`--override-lint ID REASON`",
    ),
    Guard("approval", "it waits for a person", _APPROVES),
    Guard(
        "canary", "bad signs of the readers who got it first", "who may send: `digest issue resume`"
    ),
    Guard(
        "signs",
        "bounces or complaints far above what is usual",
        "who may send: `digest issue resume`",
    ),
    Guard(
        "production",
        "outside production: a live key, or a reader who is not allowed",
        "nobody; `DIGEST_ENV`, `DIGEST_ALLOW_RECIPIENTS`",
    ),
)
IDS = frozenset(guard.id for guard in GUARDS)


def tells(before: Sequence[int]) -> bool:
    """Whether so many earlier issues say what is usual."""
    return len(before) >= _EARLIER


def unusual(readers: int, before: Sequence[int]) -> str:
    """Why this audience needs a person, beside those of earlier issues; empty where it does not."""
    if not tells(before):
        return ""
    usual = median(before)
    if LEAST * usual <= readers <= MOST * usual or abs(readers - usual) <= _FEW:
        return ""
    more = "more" if readers > usual else "fewer"
    return f"it would go to {readers:,} readers, far {more} than the usual {usual:,.0f}"


def same(content: str, last: str) -> str:
    """Why these contents need a person, beside those of the issue before."""
    return "its contents are those of the issue before" if content and content == last else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of copies so far."""

    submitted: int
    bounced: int = 0
    complained: int = 0
    failed: int = 0
    uncertain: int = 0
    heard: int | None = None
    """Copies that a report came about; None = none is expected."""


def bad_signs(seen: Seen) -> str:
    """Why a send should stop where it is; empty where nothing is wrong."""
    if seen.submitted < _ENOUGH:
        return ""
    return _bounces(seen) or (
        f"{seen.complained:,} of {seen.submitted:,} readers complained"
        if seen.complained > COMPLAINTS * seen.submitted
        else ""
    )


def bad_canary(seen: Seen) -> str:
    """The same of the few who got it first: any complaint, refusal or silence is enough."""
    if seen.complained:
        return f"{seen.complained:,} of the first readers complained"
    if seen.failed > BOUNCES * (seen.submitted + seen.failed):
        return f"the post refused {seen.failed:,} of the first readers"
    if seen.uncertain:
        return f"the fate of {seen.uncertain:,} of the first readers' copies is not known"
    if seen.heard == 0 and seen.submitted:
        return "the provider has reported of nobody yet: look at the webhook"
    return _bounces(seen)


def _bounces(seen: Seen) -> str:
    if seen.bounced <= BOUNCES * seen.submitted:
        return ""
    return f"{seen.bounced:,} of {seen.submitted:,} copies bounced"
