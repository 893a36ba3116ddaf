"""What `digest subscribers show` and `consent` tell about one reader, in words."""

from __future__ import annotations

from typing import Any

from digest.cli.answer import clean, say


def say_person(found: dict[str, Any]) -> None:
    """Everything that is kept (`store.person.whole`), a line each."""
    say(clean(f"{found['address']}  {found['name']}".rstrip()))
    if not found["known"]:
        say("  not a reader: only the mark of the address is kept")
    if found["suppressed"]:
        kept = found["suppressed"]
        say(clean(f"  never mailed: {kept['reason']} since {kept['at']:%Y-%m-%d} {kept['source']}"))
    for row in found["lists"]:
        words = f"  {row['list__slug']}: {row['state']} since {row['changed_at']:%Y-%m-%d %H:%M}"
        say(clean(f"{words} UTC, {row['source']}"))
    for name, value in found["attributes"].items():
        say(clean(f"  {name}: {value}"))
    _say_preferences(found)
    say_consents(found["consents"])
    for issue in found["issues"]:
        say(f"  issue {issue['issue']} {issue['digest']} {issue['day']}: {issue['state']}")
    for event in found["events"]:
        say(clean(f"  issue {event['issue_id']}: {event['kind']} {event['reason']}".rstrip()))


def _say_preferences(found: dict[str, Any]) -> None:
    own = [found["language"], found["zone"]]
    own += [f"at {found['hour']}:00"] if found["hour"] is not None else []
    if any(own):
        say(clean(f"  wants: {', '.join(word for word in own if word)}"))
    for slug, choice in found["preferences"].items():
        say(clean(f"  {slug}: {_choice(choice)}"))
    for change in found["changes"]:
        about = f" of {change['digest']}" if change["digest"] else ""
        fields = ", ".join(f"{name} {old} → {new}" for name, (old, new) in change["what"].items())
        words = f"  {change['at']:%Y-%m-%d %H:%M} UTC  changed{about}: {fields}"
        say(clean(f"{words}, {change['source']}, by {change['actor']}"))


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _choice(chosen: dict[str, Any]) -> str:
    """How a reader wants a digest, in words."""
    sections, weekday, pause = chosen["sections"], chosen["weekday"], chosen["paused_until"]
    told = "all sections" if sections is None else f"sections {', '.join(sections) or 'none'}"
    often = {"every": "every issue", "weekdays": "Monday to Friday"}.get(chosen["frequency"])
    often = often or f"weekly, {_DAYS[weekday]}"
    return "; ".join([told, often, *([f"not before {pause}"] if pause else [])])


def say_consents(rows: list[dict[str, Any]]) -> None:
    """What was said, the oldest first."""
    for row in rows:
        by = f", by {row['actor']}" if row["actor"] else ""
        words = (
            f"  {row['at']:%Y-%m-%d %H:%M} UTC  {row['act']} {row['list_slug']}: {row['source']}"
        )
        say(clean(f"{words}{by}"))
