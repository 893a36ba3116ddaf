"""The paper's own leading articles on a page: title, link, date, "Updated" mark and teaser.

    headings that say "Editorial" -> the block below each | or a whole page of editorials
    | links that are titles | per title its card: date line, mark, teaser

Editorials come in page order, each once.  Columns with an author are opinion, not the paper's
voice: a block that says only "Opinion" gives what its addresses call editorials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urldefrag, urlsplit

from lxml import etree

from digest.feeds.articlemeta import absolute, squeeze
from digest.feeds.dates import read_date
from digest.feeds.datewords import UPDATED
from digest.feeds.page import PageEditorial
from digest.model.story import Moment

MAX_EDITORIALS = 60
MAX_BLOCKS = 30
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADING_CLASS = re.compile(r"head(?:ing|er)?(?:$|[\s_-])|title|label|kicker|section", re.I)
_EDITORIAL = re.compile(
    r"^(?:today['’]s |the |latest |more )?(?:editorials?|leaders?|leading articles?|our view|éditoriaux|éditorial|"
    r"leitartikel|editorial(?:es|i)|editoriais|hoofdartikel|lederartikel|ledare|leder|اداریہ|اداریے|संपादकीय|社説|사설)"
    r"(?: board| page)?$",
    re.I,
)
_OPINION = re.compile(
    r"^(?:opinions?|comment(?:ary)?|views?|meinung|kommentare?|opini[oó]n|رائے)$", re.I
)
_IN_PATH = re.compile(r"/(?:editorials?|leaders?|leitartikel|editoriales|editoriaux)(?:/|$)", re.I)
_READ_ON = re.compile(
    r"^(?:read|more|continue|view|see|all|full|go to)\b|^\W*$|^(?:editorials?|opinion)$", re.I
)
_UPDATED = re.compile(
    rf"^\s*{UPDATED}[\s:–-]*(?:(?:at|on|am|le|el|il|op)\b)?\s*",
    re.I,
)
_DATE_LINE = re.compile(
    r"^\D{0,24}\d{1,4}\D{1,12}\d{1,2}|^\D{0,24}\d{1,2}\D{1,14}\d{4}|^\w+ \d{1,2},? \d{4}", re.I
)
_BLOCKS = (
    "p",
    "div",
    "span",
    "time",
    "small",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
    "td",
)


def find_editorials(root: etree._Element, base: str) -> tuple[PageEditorial, ...]:
    """The editorials of a page in its order; empty where it has no such block."""
    found: dict[str, PageEditorial] = {}
    for block, heading, only_marked in _blocks(root, base):
        for entry in _entries(block, heading, base):
            if only_marked and not _IN_PATH.search(urlsplit(entry.url).path):
                continue
            _keep(found, entry)
    return tuple(found.values())[:MAX_EDITORIALS]


def _keep(found: dict[str, PageEditorial], entry: PageEditorial) -> None:
    """Each editorial once; of two sights of it the one that tells more."""
    known = found.get(entry.url)
    if known is None or (known.date is None and entry.date is not None):
        found[entry.url] = entry


def _blocks(
    root: etree._Element, base: str
) -> Iterator[tuple[etree._Element, etree._Element | None, bool]]:
    """(block, its heading, take only addresses that say editorial)."""
    any_heading = False
    for heading, is_editorial in islice(_headings(root), MAX_BLOCKS):
        block = _block_of(heading, base)
        if block is not None:
            any_heading = any_heading or is_editorial
            yield block, heading, not is_editorial
    if not any_heading and _IN_PATH.search(urlsplit(base).path + "/"):
        body = root.find(".//main")
        yield (root if body is None else body), None, False


def _headings(root: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Headings that name the block, and whether they say editorial rather than opinion."""
    for element in root.iter(*_HEADING_TAGS, "div", "span", "a", "p"):
        if len(element) > 3 or not _is_short(element):
            continue
        if element.tag in _HEADING_TAGS or _HEADING_CLASS.search(element.get("class") or ""):
            text = squeeze(" ".join(element.itertext()))
            says = bool(_EDITORIAL.match(text))
            if (says or _OPINION.match(text)) and not _in_navigation(element):
                yield element, says


def _in_navigation(element: etree._Element) -> bool:
    return any(above.tag in ("nav", "footer") for above in element.iterancestors())


def _is_short(element: etree._Element) -> bool:
    own = len(element.text or "") + sum(len(child.tail or "") for child in element)
    return own < 60


def _block_of(heading: etree._Element, base: str) -> etree._Element | None:
    """The smallest element round a heading that holds at least one title link after it."""
    for above in heading.iterancestors():
        if above.tag == "html":
            break
        if _title_links(above, heading, base, most=1):
            return above
        if above.tag in ("body", "main"):
            break
    return None


def _title_links(
    block: etree._Element, heading: etree._Element | None, base: str, most: int = MAX_EDITORIALS
) -> list[tuple[etree._Element, str]]:
    """Links with a title in a block after its heading, up to the next heading of the same rank."""
    found: list[tuple[etree._Element, str]] = []
    for element in block.iter() if heading is None else _following(heading, block):
        if len(found) >= most or (heading is not None and _ends_block(element, heading)):
            break
        if element.tag == "a" and (target := _target(element, base)):
            found.append((element, target))
    return found


def _following(heading: etree._Element, block: etree._Element) -> Iterator[etree._Element]:
    """The elements of a block after its heading, in document order."""
    node: etree._Element | None = heading
    while node is not None and node is not block:
        for sibling in node.itersiblings():
            yield from sibling.iter()
        node = node.getparent()


def _ends_block(element: etree._Element, heading: etree._Element) -> bool:
    """The next section's heading: same rank or higher, and not itself a title that is linked."""
    if element.tag not in _HEADING_TAGS or heading.tag not in _HEADING_TAGS:
        return False
    linked = next(element.iter("a"), None) is not None or any(
        a.tag == "a" for a in element.iterancestors()
    )
    return str(element.tag) <= str(heading.tag) and not linked


def _target(anchor: etree._Element, base: str) -> str:
    """The address of a title link; empty for pictures, "read more" and section names."""
    text = squeeze(" ".join(anchor.itertext()))
    if len(text) < 3 or _READ_ON.match(text):
        return ""
    target = urldefrag(absolute(anchor.get("href") or "", base))[0]
    path = urlsplit(target).path.strip("/")
    return (
        target
        if path
        and not re.search(
            r"(?:^|/)(?:authors?|tags?|writers?|columnists?|category|newspaper)(?:/|$)", path
        )
        else ""
    )


def _entries(
    block: etree._Element, heading: etree._Element | None, base: str
) -> Iterator[PageEditorial]:
    links = _title_links(block, heading, base)
    targets = {target for _, target in links}
    seen: set[str] = set()
    for anchor, target in links:
        if target not in seen:
            seen.add(target)
            yield _entry(anchor, target, targets, block, base)


def _entry(
    anchor: etree._Element, target: str, targets: set[str], block: etree._Element, base: str
) -> PageEditorial:
    inner = next(anchor.iter(*_HEADING_TAGS), None)
    title = squeeze(" ".join((anchor if inner is None else inner).itertext()))
    card = _card(anchor, target, targets, block, base)
    moment, updated = _dated(card)
    return PageEditorial(title, target, moment, updated, _teaser(card, title))


def _card(
    anchor: etree._Element, target: str, targets: set[str], block: etree._Element, base: str
) -> list[etree._Element]:
    """The elements that belong to one title: the largest round it without another title, or,
    where titles, dates and teasers stand side by side, it and what follows up to the next title.
    """
    card = anchor
    for above in anchor.iterancestors():
        if above is block or _other_target(above, target, targets, base):
            break
        card = above
    found = [card]
    for sibling in card.itersiblings():
        if _other_target(sibling, target, targets, base) or sibling.tag in _HEADING_TAGS:
            break
        found.append(sibling)
    return found


def _other_target(element: etree._Element, target: str, targets: set[str], base: str) -> bool:
    return any(
        (other := _target(a, base)) and other != target and other in targets
        for a in element.iter("a")
    )


def _lines(card: list[etree._Element]) -> Iterator[str]:
    """The texts of the innermost blocks of a card in order."""
    for part in card:
        for element in part.iter(*_BLOCKS):
            if not any(child.tag in _BLOCKS and _has_text(child) for child in element):
                text = squeeze(" ".join(element.itertext()))
                if text:
                    yield text


def _has_text(element: etree._Element) -> bool:
    return any(text.strip() for text in element.itertext())


def _dated(card: list[etree._Element]) -> tuple[Moment | None, bool]:
    """The date printed with a title, and whether the paper marked it as updated."""
    stamps = [e for part in card for e in part.iter("time")]
    lines = list(_lines(card))
    updated = any(len(text) < 60 and _UPDATED.match(text) for text in lines)
    updated = updated or any(_UPDATED.match(_text_round(stamp)) for stamp in stamps)
    for stated in [*(e.get("datetime") or "" for e in stamps), *lines]:
        text = _UPDATED.sub("", stated)
        if len(text) < 60 and _DATE_LINE.match(text):
            moment = read_date(re.sub(r"^(?:published|posted)\s+", "", text, flags=re.I))
            if moment is not None:
                return moment, updated
    return None, updated


def _text_round(stamp: etree._Element) -> str:
    """The line in which a <time> stands."""
    line = stamp.getparent()
    return squeeze(" ".join((stamp if line is None else line).itertext()))


def _teaser(card: list[etree._Element], title: str) -> str:
    """The longest text of a card that is neither its title nor its date; the paper's ellipsis kept."""
    rest = [
        text
        for text in _lines(card)
        if text != title
        and not (len(text) < 60 and (_UPDATED.match(text) or _DATE_LINE.match(text)))
    ]
    longest = max(rest, key=len, default="")
    return longest if len(longest.split()) > 3 else ""
