"""Who wrote it: names from JSON-LD, meta tags or marked elements, one by one and clean.

    JSON-LD author, creator | meta author, parsely-author, dc.creator… | rel=author, itemprop=author
    | split lists of names | drop addresses, roles, the paper itself when people are named

Does not read names out of running text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from digest.feeds import jsonld
from digest.feeds.articlemeta import PageMeta, names_site, squeeze
from digest.model.story import Provenance

_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "byl",
    "article:author_name",
    "cxenseparse:author",
    "og:author",
    "twitter:creator",
)
_PREFIX = re.compile(
    r"^(?:written by|story by|words by|reported by|text|by|von|par|por|di|af|av|door|texte?)\s*:?\s+(?=\S)",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:;|\||,|/|\s&\s|\s•\s|\s+(?:and|und|et|og|och|e|y|en)\s+)\s*", re.I)
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w+|^@\w+$")
_HOST = re.compile(r"\w\.(?:com|net|org|[a-z]{2})$", re.I)
_MARKUP = re.compile(r"<[^>]+>")
_ROLE = re.compile(
    r"^(?:(?:senior |chief |political |staff |deputy |foreign |special )*"
    r"(?:correspondent|reporter|editor|writer|staff|columnist|redakteur(?:in)?|journalist(?:in)?|author|admin))$",
    re.I,
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|authorname|author-?name|autor|autore|auteur|skribent|writer)"
    r"(?:[\s_-]*(?:name|link|info|vcard|\d))?(?:$|\s)",
    re.I,
)
_ELSEWHERE = re.compile(
    r"related|comment|teaser|sidebar|recommend|promo|card|popular|most-?read", re.I
)
_NOBODY = frozenset({"null", "none", "undefined", "n/a", "admin", "administrator", "web desk"})
MAX_NAMES = 20
MAX_NAME = 80
MAX_BYLINE = 100


@dataclass(frozen=True, slots=True)
class Byline:
    """The names in the page's order, and where they were read."""

    names: tuple[str, ...] = ()
    source: Provenance | None = None


def read_byline(page: PageMeta) -> Byline:
    """The authors; empty when the page names none."""
    paper = Byline()
    for source, read in _READERS:
        names = clean_names(read(page))
        people = tuple(name for name in names if not _is_paper(name, page))
        if people and (len(people) == len(names) or source is Provenance.JSON_LD):
            return Byline(people, source)
        if names and not paper.names:
            paper = Byline(names, source)
    return paper


def _from_graph(page: PageMeta) -> list[str]:
    for key in ("author", "creator"):
        found = _people(page, page.node.get(key))
        if found:
            return found
    return []


def _people(page: PageMeta, value: Any) -> list[str]:
    """The names of people and agencies, whether given as text, object, reference or list."""
    found: list[str] = []
    for entry in (value if isinstance(value, list) else [value])[:MAX_NAMES]:
        node = page.graph.resolve(entry)
        found += jsonld.texts(node.get("name")) if isinstance(node, dict) else jsonld.texts(node)
    return found


def _from_metas(page: PageMeta) -> list[str]:
    for name in _META:
        found = [value for value in page.meta.get(name, ()) if not _ADDRESS.search(value)]
        if found:
            return found
    return []


def _from_itemprops(page: PageMeta) -> list[str]:
    """The first marked author of the page and those beside it, not those of other stories."""
    found: list[str] = []
    home: etree._Element | None = None
    for element in page.root.iter("a", "span", "div", "p", "address"):
        if element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split():
            if home is None:
                home = _above(element, 2)
            if home in (element, *element.iterancestors()):
                found.append(squeeze(" ".join(_named(element).itertext())))
    return found[:MAX_NAMES]


def _above(element: etree._Element, steps: int) -> etree._Element:
    for parent in element.iterancestors():
        if steps == 0 or parent.tag in ("article", "main", "body"):
            break
        element, steps = parent, steps - 1
    return element


def _from_classes(page: PageMeta) -> list[str]:
    """The first short element that its class calls the byline, outside lists of other stories."""
    for element in page.root.iter("a", "span", "div", "p", "address", "li"):
        if _BYLINE_CLASS.search(element.get("class") or "") and not _is_aside(element):
            text = squeeze(" ".join(element.itertext()))
            if 3 < len(text) <= MAX_BYLINE and _is_name(_PREFIX.sub("", _SPLIT.split(text)[0])):
                return [text]
    return []


def _is_aside(element: etree._Element) -> bool:
    return any(
        above.tag in ("aside", "nav", "footer") or _ELSEWHERE.search(above.get("class") or "")
        for above in (element, *element.iterancestors())
    )


def _named(element: etree._Element) -> etree._Element:
    for inner in element.iter():
        if "name" in (inner.get("itemprop") or "").split():
            return inner
    return element


def clean_names(values: list[str]) -> tuple[str, ...]:
    """Names split, stripped and each once, in order."""
    names: dict[str, str] = {}
    for value in values:
        text = squeeze(_MARKUP.sub(" ", html.unescape(html.unescape(value))))
        if _ADDRESS.search(text):
            continue
        parts = _SPLIT.split(_PREFIX.sub("", text))
        for part in parts:
            name = _PREFIX.sub("", part).strip(" .,;:|-–—\"'")
            if _is_name(name):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MAX_NAMES]


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= MAX_NAME or _ROLE.match(text):
        return False
    if len(text.split()) > 6 or re.search(r"\d[.:]\d|\d{4}", text):
        return False
    return any(sign.isalpha() for sign in text) and text.lower() not in _NOBODY


def _is_paper(name: str, page: PageMeta) -> bool:
    """A name that is the paper's own, or a host: nobody in particular."""
    return names_site(name, page.sites) or bool(_HOST.search(name))


_READERS = (
    (Provenance.JSON_LD, _from_graph),
    (Provenance.META, _from_metas),
    (Provenance.MICRODATA, _from_itemprops),
    (Provenance.TEXT, _from_classes),
)
"""In the order of trust; the first that names a person wins, else the first that names the paper."""
