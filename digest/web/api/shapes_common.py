"""What comes in and goes out, typed: the OpenAPI is made from these.

A body with a member that nobody declared is refused.  Text is one line or several, without what
no reader would ever see.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Number = Annotated[int, Field(ge=1, le=2**53 - 1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Line = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Said = Annotated[
    str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Text = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
Address = Annotated[
    str, StringConstraints(min_length=3, max_length=254, pattern=r"^[^\x00-\x20\x7f]+$")
]
Web = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\x00-\x20\x7f]+$")]
Limit = Annotated[int, Field(ge=1, le=100)]
Few = Annotated[int, Field(ge=1, le=30)]


class Body(Schema):
    """What comes in: nothing undeclared."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str = Field(examples=["urn:digest:problem:frozen"])
    title: str
    status: int
    detail: str
    instance: str
    guard: str | None = Field(None, description="which guard said no")
    power: str | None = Field(None, description="what the route asks for")
    errors: list[dict[str, Any]] | None = Field(None, description="which values, and why")


class Figures(Schema):
    """The six that add up: audience = submitted + excluded + failed + uncertain + pending + cancelled."""

    audience: int
    submitted: int
    excluded: int
    excluded_by: dict[str, int] = Field(description="the excluded by reason")
    failed: int
    uncertain: int
    pending: int
    cancelled: int
    balances: bool


class IssueLine(Schema):
    """An issue in a list."""

    issue: int
    digest: str
    day: date
    number: int = Field(description="which one of its day")
    kind: str
    state: str
    subject: str
    due_at: datetime
    finished_at: datetime | None
    figures: Figures


class Issues(Schema):
    """A page of issues, the newest first."""

    items: list[IssueLine]
    next: int | None = Field(description="`after` of the next page")


class Why(Schema):
    """One reason of a placement; the points of all add up to its score."""

    term: str
    points: float | None = Field(description="null: a reason that counts no points")
    words: str


class Placed(Schema):
    """A story at its place."""

    story: int | None = Field(description="its number; null where it is not stored")
    section: str
    kind: str
    place: int
    title: str
    url: str
    source: str
    teaser: str
    published: str | None
    published_source: str | None
    updated: bool
    note: str
    also: list[str]
    score: float | None = Field(description="null: a person put it there")
    why: list[Why]


class LeftOut(Schema):
    """A story that is not in, and why."""

    story: int | None
    title: str
    source: str
    reason: str
    words: str


class Waiting(Schema):
    """An issue's wait for a person."""

    asked_by: str
    because: str
    approved_by: str
    first_by: str = Field(description="who agreed already where two have to")
    goes_at: datetime | None = Field(description="null: nobody approved it yet")


class IssueWhole(IssueLine):
    """An issue with its stories and their reasons."""

    note: str
    stories: list[Placed]
    left_out: list[LeftOut]
    waits: Waiting | None
    waits_for: str | None = Field(description="what the rest of it waits for, in words")
    editions: dict[str, int] = Field(description="readers by variant")


class Asked(Body):
    """An ad-hoc digest as `digest send` has it."""

    lists: list[Slug] = Field([], max_length=50, description="of the digest's own; empty: all")
    segment: Slug | None = Field(None, description="only readers of this segment")
    to: list[Address] = Field([], max_length=200, description="only these readers of the lists")
    stories: list[Web] = Field(
        [], max_length=50, description="compose from these addresses, in this order"
    )
    subject: Line = ""
    day: date | None = Field(None, description="default: today in the digest's zone")
    only_new: bool = False
    expect: int | None = Field(
        None, ge=1, le=10**9, description="refuse unless it reaches exactly so many readers"
    )
    again: bool = Field(False, description="another issue although one just went out")
    hold: bool = Field(False, description="make it and let it wait for a person")
    reason: Line = Field("", description="for the audit")


class Accepted(Schema):
    """A trigger was written down.  The same key and body get the same answer."""

    trigger: int
    digest: str
    accepted_at: datetime
    url: str = Field(description="ask there what became of it")


class Refusal(Schema):
    """Why a trigger came to nothing."""

    guard: str
    detail: str


class TriggerNow(Schema):
    """How far a trigger is."""

    trigger: int
    digest: str
    state: str = Field(description="accepted, working, made or refused")
    accepted_at: datetime
    by: str
    issue: int | None
    joined: bool = Field(description="the issue was there before, and unfinished")
    issue_state: str | None
    waits: Waiting | None
    refused: Refusal | None


class Reaches(Schema):
    """Whom a digest would reach now."""

    digest: str
    readers: int
    audience: int
    excluded_by: dict[str, int]
    languages: dict[str, int]
    usual: int | None = Field(description="the median of the last seven issues")


class DigestLine(Schema):
    """A digest as configured."""

    digest: str
    title: str
    languages: list[str]
    lists: list[str]
    sources: list[str]
    schedule: str = Field(description="its rule, in the configuration's words")
    next_at: datetime | None
    frozen: str | None = Field(description="why nothing of it leaves")


class Digests(Schema):
    """All digests by name."""

    items: list[DigestLine]


class Approval(Body):
    """A yes to an issue."""

    readers: int = Field(ge=0, le=10**9, description="how many it reaches: GET …/reach")
    reason: Line = Field("", description="needed where the send is unusual")


class Approved(Schema):
    """What a yes came to."""

    issue: int
    goes_at: datetime | None = Field(description="null: somebody else has to agree, too")
    unusual: str | None = Field(description="why somebody else has to agree")


class Because(Body):
    """Why, for whoever finds it."""

    reason: Said


class Frozen(Schema):
    """The kill switch as it stands; `digest` null: of everything."""

    digest: str | None
    frozen: str | None
    changed: bool


class DayOff(Schema):
    """A day of a schedule."""

    digest: str
    day: date
    off: bool
    changed: bool
