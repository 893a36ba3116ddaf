"""What the newsroom holds before it is dated: outlets and stories, read from `data/*.toml`.

Does not know what time it is and renders nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("digest.sample") / "data"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture and what the paper says of it; `name` is the file below `data/pictures`."""

    name: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article.  News has `hours` (before the full hour), an editorial has `day` (0 is today).

    `updated` is the age of the last change in hours, for an editorial any value but None.
    `habit` names how this page states its metadata (see `metadata.HABITS`).
    """

    slug: str
    headline: str
    standfirst: str
    section: str
    body: tuple[str, ...]
    hours: float | None = None
    day: int | None = None
    updated: float | None = None
    authors: tuple[str, ...] = ()
    dateline: str = ""
    picture: Picture | None = None
    habit: str = "plain"
    teaser: str = ""

    @property
    def is_editorial(self) -> bool:
        """The paper speaks, without a byline."""
        return self.day is not None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One paper or agency: `key` is its first path segment on loopback, `host` its public name."""

    key: str
    name: str
    host: str
    language: str
    direction: str
    zone: str
    place: str
    tagline: str
    about: str
    sections: dict[str, str]
    routes: dict[str, str]
    words: dict[str, Any]
    stories: tuple[Story, ...]

    @property
    def news(self) -> tuple[Story, ...]:
        """Everything but the editorials, in front-page order."""
        return tuple(story for story in self.stories if not story.is_editorial)

    @property
    def editorials(self) -> tuple[Story, ...]:
        """In page order: today's, then yesterday's."""
        return tuple(story for story in self.stories if story.is_editorial)

    def url(self, path: str) -> str:
        """The public address of a path of this outlet."""
        return f"https://{self.host}{path}"


@cache
def outlets() -> dict[str, Outlet]:
    """All outlets by key, in the order of `newsroom.toml`."""
    newsroom = _toml("newsroom.toml")
    words = newsroom["words"]
    return {row["key"]: _outlet(row, words) for row in newsroom["outlet"]}


@cache
def picture_bytes(name: str) -> bytes | None:
    """The JPEG of that name, or None."""
    known = {path.name for path in (DATA / "pictures").iterdir()}
    return (DATA / "pictures" / name).read_bytes() if name in known else None


@cache
def page_template(name: str) -> str:
    """The text of a frame, to be filled by `string.Template`."""
    return (DATA / "pages" / name).read_text(encoding="utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _outlet(row: dict[str, Any], words: dict[str, dict[str, Any]]) -> Outlet:
    rest = {key: value for key, value in row.items() if key != "files"}
    rows = [story for name in row["files"] for story in _toml(name)["story"]]
    language = str(row["language"]).partition("-")[0]
    return Outlet(**rest, words=words[language], stories=tuple(_story(row) for row in rows))


def _story(row: dict[str, Any]) -> Story:
    picture = row.get("picture")
    changed = {
        "body": tuple(part.strip() for part in row["body"].strip().split("\n\n")),
        "authors": tuple(row.get("authors", ())),
        "picture": Picture(**picture) if picture else None,
    }
    return Story(**{**row, **changed})
