"""Spans of time in words: how long something takes, is ahead, or was ago."""

from __future__ import annotations

from datetime import timedelta

from digest.web.console.words.saying import say


def lasting(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h`, `2 days`: how long something takes."""
    if seconds < 90:
        return say("span.seconds", n=round(seconds))
    if seconds < 5400:
        return say("span.minutes", n=round(seconds / 60))
    if seconds < 129_600:
        return say("span.hours", n=round(seconds / 3600))
    return say("span.days", n=round(seconds / 86400))


def since(seconds: float) -> str:
    """`12 min ago`."""
    return say("span.ago", span=lasting(seconds))


def ahead(length: timedelta) -> str:
    """`25 min`, `3 h`, `2 days 4 h`: what is left, in two parts at most."""
    minutes = round(length.total_seconds() / 60)
    days, hours = divmod(minutes // 60, 24)
    parts = {"days": days, "hours": hours, "minutes": 0 if days else minutes % 60}
    told = [say(f"span.{unit}", n=n) for unit, n in parts.items() if n]
    return " ".join(told) or say("span.minutes", n=0)
