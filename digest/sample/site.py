"""From a path on loopback to the bytes that stand there: `/courier/feed.xml`, `/wire/articles/…`.

The first segment is the outlet's key, the rest is the path of its public address.  Does not know
HTTP beyond content types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from digest.sample import feeds, pages
from digest.sample.content import outlets, picture_bytes
from digest.sample.morning import Morning

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JPEG = "image/jpeg"
ROBOTS = "User-agent: *\nDisallow:\n"

RENDERERS: dict[str, tuple[str, Callable[[Morning], str]]] = {
    "front": (HTML, pages.front),
    "editorials": (HTML, pages.editorials),
    "about": (HTML, pages.about),
    "rss": (RSS, feeds.rss),
    "rss-brief": (RSS, feeds.rss_brief),
    "rss-editorials": (RSS, feeds.rss_editorials),
    "atom": (ATOM, feeds.atom),
    "news-sitemap": (XML, feeds.news_sitemap),
    "sitemap-index": (XML, feeds.sitemap_index),
    "robots": (TEXT, feeds.robots),
}


@dataclass(frozen=True, slots=True)
class Document:
    """What one path answers with.  `etag` is as it goes into the header, quotes included."""

    content_type: str
    body: bytes

    @property
    def etag(self) -> str:
        """Weak for text, which may come packed; strong for pictures."""
        mark = sha256(self.body).hexdigest()[:20]
        return f'"{mark}"' if self.content_type == JPEG else f'W/"{mark}"'


@dataclass(frozen=True, slots=True)
class Site:
    """All outlets at one full UTC hour."""

    hour: datetime

    def document(self, path: str) -> Document | None:
        """The document at a loopback path (without query), or None where there is none."""
        if path == "/robots.txt":  # of the loopback address itself, where polite readers ask
            return _text(TEXT, ROBOTS)
        key, _, rest = path.lstrip("/").partition("/")
        outlet = outlets().get(key)
        return self._find(Morning(outlet, self.hour), f"/{rest}") if outlet else None

    def _find(self, morning: Morning, path: str) -> Document | None:
        if path.startswith("/pictures/"):
            picture = picture_bytes(path.removeprefix("/pictures/"))
            return Document(JPEG, picture) if picture else None
        if path in morning.outlet.routes:
            content_type, render = RENDERERS[morning.outlet.routes[path]]
            return _text(content_type, render(morning))
        if path in morning.by_path:
            return _text(HTML, pages.article(morning, morning.by_path[path]))
        name = morning.outlet.sections.get(path.removeprefix("/sections/"))
        return _text(HTML, pages.section(morning, name)) if name else None

    def paths(self) -> list[str]:
        """Every path that has a document, pictures apart."""
        return [f"/{key}{path}" for key in outlets() for path in _paths(self, key)]


def _paths(site: Site, key: str) -> list[str]:
    outlet = outlets()[key]
    sections = [f"/sections/{slug}" for slug in outlet.sections]
    return [*outlet.routes, *sections, *Morning(outlet, site.hour).by_path]


def _text(content_type: str, text: str) -> Document:
    return Document(content_type, text.encode("utf-8"))
