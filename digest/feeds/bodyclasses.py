"""What the names round a block speak of: element, class and id as bits.

Class names are the only thing that papers' page makers agree on across languages: a box of related
stories is called so in English nearly everywhere.  Parts of names are looked for, since every
house builds its own words of them; a hyphen in the table stands for the edge of a name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

PLACES = {
    "article": 1 << 0,
    "main": 1 << 1,
    "aside": 1 << 2,
    "header": 1 << 3,
    "footer": 1 << 4,
    "nav": 1 << 5,
    "form": 1 << 6,
    "figure": 1 << 7,
    "figcaption": 1 << 7,
    "ul": 1 << 8,
    "ol": 1 << 8,
    "dl": 1 << 8,
    "table": 1 << 9,
    "blockquote": 1 << 10,
}
"""Elements that say where a block stands."""

HIDDEN = 1 << 15

NAMES = {
    "text": """
        article-body articlebody article-text article-content article-detail story-body
        storybody story-text story-content entry-content post-content post-body body-text
        body-copy bodytext body-content content-body rich-text richtext fliesstext main-text
        maintext news-text news-body news-content single-content wysiwyg paragraph prose
    """,
    "lead": """
        standfirst -lead- lead-text -lede intro summary sub-title subtitle sub-head subhead
        subline -deck- -dek- excerpt description abstract vorspann sapo chapo ingress preamble
        bajada entradilla subtit sommario strapline synopsis
    """,
    "related": """
        relat recommend more-on more-stor more-from more-news more-articles read-more readmore
        read-next read-also also-read teaser promo outbrain taboola most-read mostread most-pop
        most-view trending popular latest next-up recirc suggest similar carousel ranking
        see-also lire-aussi mehr-zum weitere inline-link inline-article embed-article
        embed-link embed-teaser
    """,
    "share": """
        -shar social- follow whatsapp toolbar -tools -action- -actions- bookmark print listen
        google-news
    """,
    "comment": """
        comment disqus respond discussion kommentar reply
    """,
    "meta": """
        byline author -bio -meta dateline timestamp -date posted -tag- -tags- topic categor
        breadcrumb kicker overline credit copyright publish profile read-time keyword
    """,
    "caption": """
        caption figure image photo galler media video player slideshow legend lightbox picture
        bild
    """,
    "sell": """
        -ad- -ads- advert sponsor banner newsletter subscri sign-up signup paywall piano -offer
        cookie consent gdpr modal popup overlay login abo- register donat membership affiliate
        product shop -cta- call-to-action app-promo regwall premium-hint upsell
    """,
    "frame": """
        -nav menu sidebar side-bar footer masthead widget -rail -toc- paginat skip site-header
        notice disclaimer correction alert print-only screen-reader visually-hidden sr-only
    """,
    "quote": """
        pull-quote pullquote blockquote zitat -quote
    """,
    "box": """
        info-box infobox fact-box factbox factfile -box- -card accordion timeline glossar
        highlight key-point keypoint summary-list bullets at-a-glance
    """,
    "tweet": """
        tweet twitter- instagram -embed tiktok youtube facebook-post
    """,
    "live": """
        live-blog liveblog live-post live-entry live-update ticker
    """,
}
KINDS = {name: 1 << (16 + order) for order, name in enumerate(NAMES)}
"""What a class or id speaks of, as bits above those of PLACES."""

_PARTS = tuple((KINDS[name], tuple(parts.split())) for name, parts in NAMES.items())
_EDGES = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_-]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
MAX_NAME = 300


def bits_of(element: etree._Element) -> int:
    """The bits of one element; those of <body> are left out, since they stand round everything."""
    tag = str(element.tag)
    if tag == "body":
        return 0
    bits = PLACES.get(tag, 0)
    names, name = element.get("class"), element.get("id")
    if names or name:
        bits |= kinds_of(f"{names or ''} {name or ''}"[:MAX_NAME])
    style = element.get("style")
    if (style and _HIDDEN_STYLE.search(style)) or element.get("hidden") is not None:
        return bits | HIDDEN
    return bits | HIDDEN if element.get("aria-hidden") == "true" else bits


@lru_cache(maxsize=8192)
def kinds_of(names: str) -> int:
    """The bits of what a class attribute and id speak of."""
    edged = f"-{_EDGES.sub('-', names)}-".lower()
    return sum(bit for bit, parts in _PARTS if any(part in edged for part in parts))
