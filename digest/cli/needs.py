"""What needs a person, from one look at the house: frozen, unsettled, late, held, missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.cli.status import Now
    from digest.store.figures import Line
    from digest.store.occurrences import Standing

LATE = 180.0
"""Seconds after which a ticker or worker that was alive is missed."""
_FORGOTTEN = timedelta(hours=3)


def needs(now: Now) -> list[dict[str, Any]]:
    """What only a person can settle: `{kind, issue?, digest?, words}`."""
    found: list[dict[str, Any]] = []
    for switch in now.frozen:
        what = switch.digest or "everything"
        why = f": {switch.reason}" if switch.reason else ""
        words = f"{what} is frozen since {moment_words(switch.at)} by {switch.actor}{why}; digest thaw lifts it"
        found.append({"kind": "frozen", "digest": switch.digest, "words": words})
    for line in now.unsettled:
        found += [_need(kind, line, words) for kind, words in _unsettled(line)]
    for line in now.unfinished:
        if line.issue in now.asked:
            found.append(_need("approval", line, _asked(line.issue, now.asked[line.issue])))
        elif now.at - line.due_at > _FORGOTTEN and line.state not in ("sending", "paused"):
            words = f"was due {moment_words(line.due_at)} and stopped on its way; digest send joins it, digest issue cancel {line.issue} ends it"
            found.append(_need("late", line, words))
    found += [_held(one) for one in now.held]
    return found + _service(now) + _given_up(now) + _missed(now)


def _asked(issue: int, because: str) -> str:
    why = f": {because}" if because else ""
    return (
        f"waits for somebody to approve it{why}; digest issue show {issue} tells its stories, "
        f"digest issue approve {issue} lets it go, digest issue cancel {issue} ends it"
    )


def _service(now: Now) -> list[dict[str, Any]]:
    """Service mails are asked about once; nobody but a person asks again."""
    told = (
        ("uncertain", "whose answer was lost; digest notice settle N --treat-as … settles one"),
        ("failed", "that could not go"),
    )
    flooded = {
        "kind": "flood",
        "words": f"{now.flood:,} sign-ups were turned away this hour: somebody floods the form",
    }
    return ([flooded] if now.flood else []) + [
        {
            "kind": f"service-{state}",
            "words": f"{now.service[state]:,} service mails {words}; "
            f"digest notice list --state {state} names them",
        }
        for state, words in told
        if now.service[state]
    ]


def _given_up(now: Now) -> list[dict[str, Any]]:
    """Listeners that took no event for more than a day; nobody but a person tells them again."""
    return [
        {
            "kind": "webhook",
            "words": f"{n:,} events were never taken by the webhook {hook}; digest webhooks test "
            f"{hook} tries it, digest webhooks again {hook} tells them once more",
        }
        for hook, n in now.given_up.items()
    ]


def _held(one: Standing) -> dict[str, Any]:
    said = f"{one.digest} {one.slot} is held: {one.reason}"
    advice = f"; digest schedule release {one.digest} {one.slot} sends it"
    return {"kind": "held", "digest": one.digest, "words": said + advice}


def _need(kind: str, line: Line, words: str) -> dict[str, Any]:
    named = f"issue {line.issue} of {line.digest} {words}"
    return {"kind": kind, "issue": line.issue, "digest": line.digest, "words": named}


def _unsettled(line: Line) -> list[tuple[str, str]]:
    found = []
    if line.balance.uncertain:
        found.append(
            (
                "uncertain",
                f"has {line.balance.uncertain:,} uncertain; digest issue recipients "
                f"{line.issue} --state uncertain names them",
            )
        )
    if line.balance.failed:
        found.append(
            (
                "failed",
                f"has {line.balance.failed:,} failed; digest issue recipients {line.issue} "
                "--state failed names them",
            )
        )
    if line.state == "paused":
        found.append(("paused", f"is paused; digest issue resume {line.issue} goes on"))
    return found


def _missed(now: Now) -> list[dict[str, Any]]:
    """Who was alive and is not: it matters as soon as something waits."""
    youngest: dict[str, float] = {}
    for beat in now.beats:
        part = beat.name.partition(":")[0]
        youngest[part] = min(beat.age, youngest.get(part, beat.age))
    return [
        {
            "kind": "missing",
            "words": f"no {part} was alive for {age_words(age)}; digest up starts one",
        }
        for part, age in sorted(youngest.items())
        if age > LATE and now.unfinished
    ]


def moment_words(moment: datetime) -> str:
    """`2026-11-25 06:00 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def age_words(seconds: float) -> str:
    """`12 s`, `3 min`, `5 h`, `2 d`."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
