"""Shapes of stories: those that are brought, and those that are known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from digest.model.story import Form
from digest.web.api.shapes_common import Body, LeftOut, Line, Placed, Slug, Text, Web
from digest.web.api.shapes_readers import Tag

Guid = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Secure = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https://[^\x00-\x20\x7f]+$")]


class Picture(Body):
    """A story's picture."""

    url: Secure
    alt: Line = ""
    caption: Line = ""
    credit: Line = ""


class NewStory(Body):
    """A story as its newsroom tells it. All text is plain: what looks like markup stands as it is."""

    id: Guid | None = Field(None, description="your own, for ever the same; default: its url")
    url: Web
    title: Annotated[
        str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")
    ]
    teaser: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    body: Text = Field("", description="paragraphs joined by a blank line")
    authors: list[Line] = Field([], max_length=20)
    published: AwareDatetime | date | None = Field(
        None, description="with an offset, or the day where only that is known; never a guess"
    )
    updated: AwareDatetime | date | None = None
    section: Line = ""
    categories: list[Line] = Field([], max_length=30)
    language: Tag | None = Field(None, description="default: the source's")
    dateline: Line = ""
    image: Picture | None = None
    form: Form = Form.ARTICLE


class Brought(Schema):
    """What became of a story."""

    story: int = Field(description="its number here")
    source: str
    id: str
    found: str = Field(description="new, changed or unchanged")
    digests: list[str] = Field(description="the digests that read this source")
    notes: list[str] = Field(description="what was not believed, such as a date in the future")


class Known(Schema):
    """A story as it is known."""

    story: int
    source: str
    id: str
    url: str
    title: str
    teaser: str
    published: datetime | date | None
    section: str
    language: str
    first_seen: datetime
    changed_at: datetime
    withdrawn: str = Field(description="how we know that its publisher took it back")


class Considered(Schema):
    """Why a story would be in the next issue of a digest, or would not."""

    story: int
    digest: str
    standing: str = Field(description="in, out, or unknown: it is not looked at")
    placed: Placed | None
    left_out: LeftOut | None
    no_issue: str | None = Field(description="why there would be no issue")


class Pin(Body):
    """A story to a place of an issue that waits."""

    story: int = Field(ge=1, le=2**53 - 1)
    section: Slug
    place: int = Field(0, ge=0, le=100)
    reason: Line = ""
