"""Shapes of reports, of what is uncertain, and of how the house is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ninja import Schema
from pydantic import Field

from digest.web.api.shapes_common import Body, IssueLine, Said


class Returned(Schema):
    """What came back."""

    by_kind: dict[str, int]
    by_domain: list[dict[str, Any]]


class Clicked(Schema):
    """Clicks by people, and by what looks like a machine."""

    readers: int
    clicks: int
    machines: int


class StoryClicks(Clicked):
    """Those of one story."""

    link: int
    section: str
    title: str
    url: str


class Clicks(Clicked):
    """Those of an issue, and of each of its stories."""

    stories: list[StoryClicks]


class Opens(Clicked):
    """Opens: never reliable, some programs fetch every picture by themselves."""

    reliable: bool


class Measure(Schema):
    """A share beside the digest's last 30 days."""

    name: str
    value: float | None
    issues: int
    lower: float | None
    median: float | None
    upper: float | None
    standing: str | None


class Band(Schema):
    """The digest's last days."""

    days: int
    measures: list[Measure]


class Report(Schema):
    """An issue's report, as `digest issue report --json` has it."""

    issue: int
    digest: str
    day: date
    number: int
    subject: str
    state: str
    counted_at: datetime | None
    audience: int
    submitted: int
    delivered: int | None = Field(description="null: the post does not report")
    bounced: int
    failed: int
    uncertain: int
    pending: int
    cancelled: int
    excluded: dict[str, int]
    complaints: int
    unsubscribes: int
    returned: Returned
    clicks: Clicks | None
    opens: Opens | None
    band: Band
    specimens: dict[str, dict[str, int]]


class Reports(Schema):
    """A page of reports."""

    items: list[Report]
    next: int | None


class Reason(Schema):
    """A reason, and of how many."""

    reason: str
    readers: int


class Doubt(Schema):
    """A batch whose answer was lost."""

    batch: int
    issue: int
    digest: str
    readers: int = Field(description="how many are uncertain")
    reasons: list[Reason]
    at: datetime | None
    reported: int = Field(description="of so many of them the provider reported")
    reported_of_batch: int
    sign: str
    advice: str
    waits_until: datetime | None = Field(description="reports may settle it until then")


class Doubts(Schema):
    """Everything uncertain."""

    items: list[Doubt]


class Became(StrEnum):
    """What became of them."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"


class Verdict(Body):
    """A person's verdict, and how they know."""

    verdict: Became
    reason: Said


class Again(Body):
    """Once more to exactly so many."""

    readers: int = Field(ge=1, le=10**9)
    reason: Said


class Settled(Schema):
    """A decision was taken."""

    batch: int
    readers: int


class Needed(Schema):
    """An issue that waits for a person."""

    issue: int
    because: str


class Stopped(Schema):
    """What is frozen; `digest` null: everything."""

    digest: str | None
    at: datetime
    by: str
    reason: str


class Wrong(Schema):
    """An alarm that stands."""

    key: str
    words: str
    since: datetime


class Beat(Schema):
    """A part of the house."""

    name: str
    at: datetime
    age_seconds: float


class Status(Schema):
    """How the house is."""

    at: datetime
    now: list[IssueLine]
    unsettled: list[IssueLine]
    waiting: list[Needed]
    frozen: list[Stopped]
    alarms: list[Wrong]
    heartbeats: list[Beat]
