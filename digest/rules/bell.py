"""Alarms in words: a mail and a webhook's body for people who are woken by them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

RUNBOOK = "docs/operations.md, Alarms"


class Told(Protocol):
    """An alarm as it is told; `cleared_at` None = it is still so."""

    @property
    def key(self) -> str:
        """Which one it is."""

    @property
    def words(self) -> str:
        """What is wrong, and what to do."""

    @property
    def raised_at(self) -> datetime:
        """Since when."""

    @property
    def cleared_at(self) -> datetime | None:
        """Until when."""


def mail_subject(told: Sequence[Told], newsroom: str) -> str:
    """`[digest] The Harbour Press: morning of … is late`, or how many there are."""
    wrong = [one for one in told if one.cleared_at is None]
    first = (wrong or list(told))[0]
    what = first.words.partition(";")[0] if wrong else f"over: {first.key}"
    more = f" and {len(told) - 1} more" if len(told) > 1 else ""
    return f"[digest] {newsroom}: {what}{more}"[:140]


def mail_text(told: Sequence[Told], site: str) -> str:
    """The letter's text: what is wrong, what is over, where to look."""
    lines = [line for one in told for line in _lines(one)]
    return "\n".join((*lines, f"Console: {site}/console/", f"What each means: {RUNBOOK}", ""))


def mail_html(told: Sequence[Told], site: str) -> str:
    """The same as a page."""
    items = "".join(
        f"<p>{'<br>'.join(html.escape(line) for line in _lines(one) if line)}</p>" for one in told
    )
    where = html.escape(f"{site}/console/", quote=True)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>digest</title></head>'
        f'<body>{items}<p><a href="{where}">Console</a></p></body></html>'
    )


def _lines(one: Told) -> tuple[str, ...]:
    since = f"since {one.raised_at:%Y-%m-%d %H:%M} UTC"
    if one.cleared_at is None:
        return (f"WRONG  {one.words}", f"       {since}", "")
    return (f"OVER   {one.words}", f"       {since}, over at {one.cleared_at:%H:%M} UTC", "")


def webhook_body(told: Sequence[Told], newsroom: str, now: datetime) -> dict[str, Any]:
    """`{text, newsroom, at, alarms[{key, state, words, since, until}]}`; `text` is what chats show."""
    return {
        "text": "\n".join(line for one in told for line in _lines(one) if line),
        "newsroom": newsroom,
        "at": now.isoformat(),
        "alarms": [
            {
                "key": one.key,
                "state": "wrong" if one.cleared_at is None else "over",
                "words": one.words,
                "since": one.raised_at.isoformat(),
                "until": one.cleared_at.isoformat() if one.cleared_at else None,
            }
            for one in told
        ],
    }
