"""What the head of an article page and its marked elements say, gathered once for all readers.

    tree | metas, JSON-LD graph, canonical address, headings | the node that is this article

Does not decide between sources: `headline`, `byline` and `pagedate` do, each with its own order.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from digest.feeds import jsonld, links

ARTICLE_TYPES = frozenset(
    {
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "askpublicnewsarticle",
        "satiricalarticle",
        "advertisercontentarticle",
        "liveblogposting",
        "blogposting",
        "socialmediaposting",
        "report",
        "scholarlyarticle",
        "techarticle",
        "podcastepisode",
    }
)
_SIGNS = re.compile(r"[\W_]+")
PAGE_TYPES = frozenset(
    {"webpage", "itempage", "imagegallery", "mediagallery", "videoobject", "recipe"}
)


@dataclass(frozen=True, slots=True)
class PageMeta:
    """The stated facts of a page.  `meta` maps lower-case names to their values in page order."""

    url: str
    root: etree._Element
    meta: dict[str, list[str]] = field(default_factory=dict)
    graph: jsonld.Graph = jsonld.Graph()
    node: jsonld.Node = field(default_factory=dict)
    canonical: str = ""
    window_title: str = ""
    headings: tuple[etree._Element, ...] = ()
    sites: frozenset[str] = frozenset()

    def first(self, *names: str) -> str:
        """The first value that is not empty, in the order of the names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def ld(self, key: str) -> str:
        """A text field of the article's JSON-LD node."""
        return jsonld.text(self.node.get(key))


def read_meta(root: etree._Element, url: str) -> PageMeta:
    """Everything stated outside the running text."""
    meta = _metas(root)
    graph = jsonld.read_graph(jsonld.scripts_of(root))
    canonical = _canonical(root, meta, url)
    title = root.find(".//title")
    node = choose_node(graph, {url, canonical}, (meta.get("og:title") or [""])[0])
    return PageMeta(
        url=url,
        root=root,
        meta=meta,
        graph=graph,
        node=node,
        canonical=canonical,
        window_title=squeeze("".join(title.itertext())) if title is not None else "",
        headings=tuple(root.iter("h1")),
        sites=_site_names(url, meta, graph.resolve(node.get("publisher"))),
    )


def squeeze(text: str) -> str:
    """Blanks folded, soft hyphens and zero-width marks out."""
    return " ".join(text.replace("\xad", "").replace("\u200b", "").replace("\ufeff", "").split())


def fold(text: str) -> str:
    """Letters and digits only, lower case: two spellings of one headline or name become equal."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _site_names(url: str, meta: dict[str, list[str]], publisher: object) -> frozenset[str]:
    """The paper's names, folded: as it calls itself, its publisher, its host and the host's parts."""
    names = [jsonld.text(publisher)]
    for key in ("og:site_name", "application-name", "twitter:site", "apple-mobile-web-app-title"):
        names += meta.get(key, ())
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names += [host, *(label for label in host.split(".")[:-1] if len(label) > 2)]
    return frozenset(fold(name) for name in names) - {""}


def names_site(text: str, sites: frozenset[str]) -> bool:
    """Is the text the paper's name, or a longer or shorter form of it?"""
    name = fold(text)
    return name in sites or any(
        min(len(name), len(site)) > 3
        and (name in site or site in name)
        and len(name) < 3 * len(site)
        for site in sites
    )


def _metas(root: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = squeeze(element.get("content") or "")
        names = {element.get(key) for key in ("property", "name", "itemprop", "http-equiv")}
        for name in names:
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _canonical(root: etree._Element, meta: dict[str, list[str]], url: str) -> str:
    """The address that the page calls its own; one on the root of a site is a common mistake."""
    stated = [
        link.get("href") or ""
        for link in root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for candidate in [*stated, *meta.get("og:url", ())]:
        address = absolute(candidate, url)
        if address and (urlsplit(address).path.strip("/") or not urlsplit(url).path.strip("/")):
            return address
    return url


def absolute(address: str, base: str) -> str:
    """An absolute http(s) address, or an empty string."""
    return links.absolute(address, base) or ""


def choose_node(graph: jsonld.Graph, addresses: set[str], og_title: str) -> jsonld.Node:
    """The JSON-LD node of this page's article: by type, then by address, headline, fullness."""
    best: jsonld.Node = {}
    best_score = 0
    pages = {_bare(address) for address in addresses}
    for node in graph.nodes:
        score = _node_score(node, pages, og_title)
        if score > best_score:
            best, best_score = node, score
    return best


def _node_score(node: jsonld.Node, pages: set[str], og_title: str) -> int:
    types = jsonld.types_of(node)
    if types & ARTICLE_TYPES:
        score = 100
    elif types & PAGE_TYPES:
        score = 10
    else:
        return 0
    score += 40 * bool(_addresses(node) & pages)
    headline = jsonld.text(node.get("headline"))
    score += 20 * bool(headline)
    score += 20 * bool(headline and og_title and (headline in og_title or og_title in headline))
    return score + 4 * sum(
        bool(node.get(key)) for key in ("datePublished", "author", "articleBody")
    )


def _addresses(node: jsonld.Node) -> set[str]:
    found = set()
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            found.add(_bare(value))
    return found


def _bare(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"
