"""The headline of an article page, chosen among what the page states.

    og:title | twitter:title | JSON-LD headline | h1s | <title>    site names stripped
    | og:title, unless the visible headline and JSON-LD agree on quite another one

A paper writes og:title as the headline to be passed on; JSON-LD and <title> are often written
for search engines.  But where h1 and JSON-LD agree and og:title shares hardly a word with them,
it is a teaser for social media and not the headline.  Does not invent: no text from the body.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lxml import etree

from digest.feeds.articlemeta import PageMeta, fold, names_site, squeeze
from digest.model.story import Provenance

_SEPARATOR = re.compile(
    r"\s+(?:[|·•»›–—‐-]|::|--|//)\s+|\s*[｜|]\s*|(?<=\w)[：](?=[^：]{2,14}$)|\s+-\s*(?=[A-Z]\S*$)"
)
_CUT = ("…", "...")
LONGEST = 1_000
"""Signs of a line that is taken for a headline at all."""
MAX_CUTS = 12
SIMILAR = 0.35
"""Share of words in common below which two lines are not the same headline in other words."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The chosen title and where it was read."""

    text: str = ""
    source: Provenance | None = None


def read_headline(page: PageMeta) -> Headline:
    """The headline; empty only when a page states none at all."""
    sites = page.sites
    given = (page.first("og:title"), page.first("twitter:title"), page.ld("headline"))
    stated = [text[:LONGEST] for text in given]
    shown = _headings(page)
    known = {fold(text) for text in [*stated, *shown] if text}
    og, twitter, ld = (strip_site(text, sites, known) for text in stated)
    window = strip_site(page.window_title[:LONGEST], sites, known)
    heading = _best_heading(shown, [og, ld, twitter, window])
    return _choose(og or twitter, ld, heading, window)


def _choose(og: str, ld: str, heading: str, window: str) -> Headline:
    if og and not _is_social_teaser(og, ld, heading):
        return Headline(_completed(og, [heading, ld, window]), Provenance.META)
    if heading and (not ld or fold(ld) != fold(heading)):
        return Headline(heading, Provenance.TEXT)
    if ld:
        return Headline(ld, Provenance.JSON_LD)
    name = heading or window
    return Headline(name, (Provenance.TEXT if heading else Provenance.META) if name else None)


def _is_social_teaser(og: str, ld: str, heading: str) -> bool:
    agreed = bool(ld) and fold(ld) == fold(heading)
    return agreed and likeness(og, ld) < SIMILAR


def _completed(text: str, others: list[str]) -> str:
    """A title cut by an ellipsis or by a quote inside its attribute, completed where we can."""
    stem = text
    for mark in _CUT:
        stem = stem.removesuffix(mark).rstrip()
    for other in others:
        rest = other[len(stem) :] if other.startswith(stem) else ""
        if rest and (stem != text or rest.lstrip()[:1] == '"'):
            return other
    return text


def likeness(one: str, other: str) -> float:
    """Words in common over the words of the shorter line; single signs where no blanks are set."""
    left, right = _words(one), _words(other)
    return len(left & right) / (min(len(left), len(right)) or 1)


def _words(text: str) -> set[str]:
    words = set(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
    return words if len(words) > 3 else words | set(text)


def strip_site(text: str, sites: frozenset[str], known: set[str]) -> str:
    """The line without the paper's name round it.

    A part goes when it names the site, or when what is left is stated elsewhere as the headline;
    an unknown last part only after a bar, and only when the left side is longer.
    """
    cuts = list(_SEPARATOR.finditer(text))
    cuts = cuts if len(cuts) <= MAX_CUTS else [*cuts[: MAX_CUTS // 2], *cuts[-MAX_CUTS // 2 :]]
    for cut in cuts:
        left, right = text[: cut.start()].strip(), text[cut.end() :].strip()
        if (
            left
            and (names_site(right, sites) or fold(left) in known)
            and len(left) > len(right) / 2
        ):
            return left
        if right and names_site(left, sites):
            return strip_site(right, sites, known)
    if cuts and cuts[-1][0].strip() in ("|", "｜"):
        left, right = text[: cuts[-1].start()].strip(), text[cuts[-1].end() :].strip()
        if len(left) > len(right) and len(right.split()) <= 4:
            return left
    return text


def _headings(page: PageMeta) -> list[str]:
    texts = [squeeze(" ".join(heading.itertext())) for heading in page.headings[:8]]
    marked = [squeeze(" ".join(e.itertext())) for e in _marked_headlines(page.root)]
    return [text[:LONGEST] for text in [*texts, *marked] if text]


def _marked_headlines(root: etree._Element) -> list[etree._Element]:
    return [e for e in root.iter("h1", "h2") if "headline" in (e.get("itemprop") or "").split()][:2]


def _best_heading(shown: list[str], stated: list[str]) -> str:
    """The heading that is most like something stated; its kicker goes when that is stated bare."""
    best, best_score = "", 0.0
    for order, text in enumerate(shown):
        score = max((_match(text, other) for other in stated if other), default=0.0) - order * 0.01
        if score > best_score:
            best, best_score = text, score
    if best_score < 0.5:
        best = max(shown, key=len, default="") if not any(stated) else ""
    for other in stated:
        if other and fold(best).endswith(fold(other)) and len(fold(other)) * 2 > len(fold(best)):
            return other
    return best


def _match(text: str, other: str) -> float:
    if fold(text) == fold(other):
        return 2.0
    return likeness(text, other) if len(text) > 8 else 0.0
