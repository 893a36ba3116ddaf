"""What a web page holds for us, as frozen values: an article page, a front page, and why not.

Every text is plain: tags stripped, entities resolved once, blanks folded.  Every address is
absolute.  A field that the page does not state is empty or None: nothing here is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.errors import DigestError
from digest.model.story import Form, Moment, Provenance


class NotAPage(DigestError):
    """The bytes are not an HTML page that can be read; `url` names it.  Asking again is useless."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """The picture that the page itself shows as the story's."""

    url: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article page.  `*_source` says where a field was read; None where it was not found.

    `published` and `updated` are aware datetimes, or dates where only the day is stated.
    `body` is paragraphs joined by a blank line, headings among them; `words` counts it.
    """

    url: str
    canonical_url: str
    title: str = ""
    title_source: Provenance | None = None
    authors: tuple[str, ...] = ()
    authors_source: Provenance | None = None
    published: Moment | None = None
    published_source: Provenance | None = None
    updated: Moment | None = None
    section: str = ""
    section_source: Provenance | None = None
    language: str = ""
    image: PageImage | None = None
    dateline: str = ""
    teaser: str = ""
    body: str = ""
    words: int = 0
    form: Form = Form.ARTICLE


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a front page.  `position` counts from 0 in page order; `score` is 0 to 1."""

    url: str
    title: str
    position: int
    is_story: bool
    score: float


@dataclass(frozen=True, slots=True)
class PageEditorial:
    """An editorial in a block of a page.  `updated` is True where the paper printed the word."""

    title: str
    url: str = ""
    date: Moment | None = None
    updated: bool = False
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The links of a front page in page order, each address once, and its editorial blocks."""

    url: str
    links: tuple[PageLink, ...] = ()
    editorials: tuple[PageEditorial, ...] = ()
