"""A front page: its links in page order, which of them are stories, and its editorials.

    bytes | markup.read_tree | every <a> once, texts of one address together
          | storylink.read_signs -> score     or: configured selectors decide
          | editorials.find_editorials

Position is kept as the editors' own signal of importance.  Does not fetch, rank or date stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

from lxml import etree
from lxml.cssselect import CSSSelector

from digest.feeds.articlemeta import absolute, squeeze
from digest.feeds.editorials import find_editorials
from digest.feeds.markup import read_tree
from digest.feeds.page import FrontPage, PageLink
from digest.feeds.storylink import STORY_FROM, read_signs
from digest.model.errors import ConfigurationError

MAX_LINKS = 5_000
MAX_TEXT = 300
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|menu|navbar|footer|breadcrumbs?|masthead-links)(?:$|[\s_-])",
    re.I,
)
_READ_ON = re.compile(
    r"^(?:(?:continue|keep) reading|read (?:more|now|on|the|full)|\W*\d[\d.,]*\s*(?:comments?)?|comments?)\b",
    re.I,
)


@dataclass(slots=True)
class _Link:
    """One address while it is gathered: its texts, its place, whether a selector chose it."""

    url: str
    texts: list[str] = field(default_factory=list)
    place: set[str] = field(default_factory=set)
    chosen: bool = False


def read_frontpage(
    body: bytes, *, url: str, charset: str | None = None, selectors: Sequence[str] | None = None
) -> FrontPage:
    """The links and editorials of a page.  Raises NotAPage for what is no HTML page.

    With `selectors` (CSS, each matching links or elements round them) those links alone are
    stories, with score 1; a selector that cannot be read raises ConfigurationError.
    """
    root = read_tree(body, url=url, charset=charset)
    base = _base(root, url)
    chosen = _chosen(root, selectors) if selectors else None
    links = _gather(root.iter("a"), base, url, chosen)
    editorials = find_editorials(root, base)
    known = {editorial.url for editorial in editorials}
    for link in links:
        if link.url in known:
            link.place.add("in an editorial block")
    return FrontPage(url, _judge(links, url, by_selector=chosen is not None), editorials)


def read_links(pairs: Sequence[tuple[str, str]], *, url: str) -> FrontPage:
    """The same for an ordered list of (text, address) without markup; fragments stay apart."""
    links: dict[str, _Link] = {}
    shared: dict[str, list[str]] = {}
    for text, address in list(pairs)[:MAX_LINKS]:
        target = absolute(str(address), url)
        if target:
            link = links.setdefault(target, _Link(target))
            link.texts = shared.setdefault(urldefrag(target)[0], [])
            link.texts.append(squeeze(str(text)))
    return FrontPage(url, _judge(list(links.values()), url, by_selector=False))


def _base(root: etree._Element, url: str) -> str:
    element = root.find(".//base[@href]")
    return absolute(element.get("href") or "", url) or url if element is not None else url


def _chosen(root: etree._Element, selectors: Sequence[str]) -> set[etree._Element]:
    found: set[etree._Element] = set()
    for selector in selectors:
        try:
            matches = CSSSelector(selector, translator="html")(root)
        except Exception as error:  # cssselect has no common root for what a selector can get wrong
            raise ConfigurationError("not a CSS selector", selector=selector) from error
        for element in matches:
            found.update([element] if element.tag == "a" else element.iter("a"))
    return found


def _gather(
    anchors: Iterable[etree._Element], base: str, page: str, chosen: set[etree._Element] | None
) -> list[_Link]:
    links: dict[str, _Link] = {}
    for anchor in anchors:
        target = urldefrag(absolute(anchor.get("href") or "", base))[0]
        if not target or target == urldefrag(page)[0]:
            continue
        if target not in links and len(links) >= MAX_LINKS:
            break
        link = links.setdefault(target, _Link(target))
        link.texts.append(_text(anchor))
        link.place |= _place(anchor)
        link.chosen = link.chosen or bool(chosen and anchor in chosen)
    _mark_parents(links)
    return list(links.values())


def _text(anchor: etree._Element) -> str:
    """The headline inside a link; of a whole card its heading, of a bare picture its alt text."""
    heading = next(anchor.iter(*_HEADINGS), None)
    text = squeeze(" ".join((anchor if heading is None else heading).itertext()))
    if text:
        return text
    picture = next(anchor.iter("img"), None)
    return squeeze(
        anchor.get("aria-label")
        or anchor.get("title")
        or (picture.get("alt") if picture is not None else "")
        or ""
    )


def _place(anchor: etree._Element) -> set[str]:
    found = {"in a heading"} if next(anchor.iter(*_HEADINGS), None) is not None else set()
    for above in anchor.iterancestors():
        if above.tag in _HEADINGS:
            found.add("in a heading")
        elif above.tag in ("nav", "footer") or _NAVIGATION.search(above.get("class") or ""):
            found.add("in navigation")
    return found


def _mark_parents(links: dict[str, _Link]) -> None:
    """A page whose path is the beginning of three others is a section, not a story."""
    below: dict[str, int] = {}
    for url in links:
        parts = urlsplit(url)
        above = f"{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"
        below[above] = below.get(above, 0) + 1
    for url, link in links.items():
        parts = urlsplit(url)
        if parts.path.strip("/") and below.get(f"{parts.netloc}{parts.path.rstrip('/')}", 0) > 2:
            link.place.add("holds other links")


def _judge(links: list[_Link], page: str, *, by_selector: bool) -> tuple[PageLink, ...]:
    judged = []
    for position, link in enumerate(links):
        title = _title(link.texts)
        place = frozenset(
            link.place - {"in navigation"} if "in a heading" in link.place else link.place
        )
        score = (
            float(link.chosen) if by_selector else read_signs(title, link.url, page, place).score
        )
        judged.append(PageLink(link.url, title, position, score >= STORY_FROM, round(score, 4)))
    return tuple(judged)


def _title(texts: list[str]) -> str:
    """The headline among the texts of one address: the first with words enough, else the longest."""
    texts = [text[:MAX_TEXT] for text in texts if text]
    for text in texts:
        if len(text.split()) > 3 and not _READ_ON.match(text):
            return text
    return max(texts, key=len, default="")
