"""Shapes of readers, their consent, lists and segments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from digest.web.api.shapes_common import Address, Body, Line, Said, Slug

Tag = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", max_length=35)
]
Attribute = str | int | float | bool


class Consent(Body):
    """What you hold of a reader's yes: it stands in their history."""

    source: Said = Field(description="where they said yes, such as `account page`")
    wording: Line = Field("", description="which version of the words stood there")


class NewReader(Body):
    """Somebody for a list: with the consent that you hold, or asked by mail (double opt-in)."""

    address: Address
    list: Slug
    name: Line = ""
    language: Tag | None = None
    zone: Line = Field("", examples=["Europe/London"])
    attributes: dict[Slug, Attribute] = Field(
        default_factory=dict, max_length=50, description="declared in digest.toml"
    )
    consent: Consent | None = Field(None, description="null: they are asked by mail, and pending")


class Joined(Schema):
    """What came of it."""

    address: str
    list: str
    found: str = Field(description="new, joined, changed, unchanged, or asked by mail")


class Leaving(Body):
    """A reader leaves lists."""

    lists: list[Slug] = Field([], max_length=100, description="empty: all that they are on")
    reason: Said


class Left(Schema):
    """The lists that changed."""

    address: str
    lists: list[str]


class Suppressed(Schema):
    """Whether an address may be mailed."""

    address: str
    suppressed: bool
    changed: bool


class Erased(Schema):
    """A reader is gone; a keyed hash stays, so that no file brings them back."""

    address: str
    erased: bool
    known: bool = Field(description="whether there was such a reader")


class Standing(Schema):
    """How a reader stands on a list."""

    list: str
    state: str
    source: str
    since: datetime


class Suppression(Schema):
    """Why an address is never mailed."""

    reason: str
    source: str
    at: datetime


class Word(Schema):
    """A line of the consent log; rows are only ever added."""

    at: datetime
    list: str
    act: str
    source: str
    wording: str
    actor: str


class Reader(Schema):
    """Everything that is kept about a reader."""

    address: str
    known: bool
    name: str
    language: str
    zone: str
    hour: int | None
    attributes: dict[str, Any]
    since: datetime | None
    lists: list[Standing]
    suppressed: Suppression | None
    consents: list[Word]
    former_addresses: list[dict[str, Any]]
    preferences: dict[str, dict[str, Any]]
    changes: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    events: list[dict[str, Any]]
    clicks: list[dict[str, Any]]
    service_mails: list[dict[str, Any]]


class MailingList(Schema):
    """A list with its readers by standing."""

    list: str
    title: str
    about: str
    created_at: datetime
    readers: dict[str, int]


class MailingLists(Schema):
    """All lists by name."""

    items: list[MailingList]


class NewList(Body):
    """A list's words."""

    title: Line = ""
    about: Line = ""


class Segment(Schema):
    """A segment as it was written."""

    segment: str
    filter: str
    by: str
    at: datetime


class Segments(Schema):
    """All segments by name."""

    items: list[Segment]


class Filter(Body):
    """A filter, as `digest segment` has it."""

    filter: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Counted(Schema):
    """How many readers a filter holds for, whatever lists they are on."""

    filter: str
    readers: int
    missing_lists: list[str] = Field(description="lists that it names and that are not there")


class Gone(Schema):
    """What is no more."""

    gone: str
