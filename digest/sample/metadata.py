"""How an article page states its facts in its head: JSON-LD and meta, in the papers' habits.

Does not decide what the facts are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any

from digest.sample.morning import DatedStory

SCHEMA = "https://schema.org"
Node = dict[str, Any]


def head(dated: DatedStory) -> str:
    """The head's metadata: OpenGraph, article meta, JSON-LD."""
    script = HABITS[dated.story.habit](dated)
    return "\n".join([*_metas(dated), *([_ld(script)] if script is not None else [])])


def _ld(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1).replace("</", "<\\/")
    return f'<script type="application/ld+json">\n{text}\n</script>'


def _metas(dated: DatedStory) -> list[str]:
    story, outlet = dated.story, dated.outlet
    pairs = [
        ("name", "description", story.standfirst),
        ("name", "author", ", ".join(story.authors)),
        ("property", "og:type", "article"),
        ("property", "og:site_name", outlet.name),
        ("property", "og:title", story.headline),
        ("property", "og:description", story.standfirst),
        ("property", "og:url", dated.url),
        ("property", "og:locale", outlet.language.replace("-", "_")),
        ("property", "og:image", dated.picture_url or ""),
        ("property", "og:image:alt", story.picture.caption if story.picture else ""),
        ("property", "article:published_time", _stamp(dated, dated.published)),
        ("property", "article:modified_time", _stamp(dated, dated.modified)),
        ("property", "article:section", story.section),
        ("name", "twitter:card", "summary_large_image" if story.picture else "summary"),
    ]
    return [f'<meta {kind}="{key}" content="{escape(text)}">' for kind, key, text in pairs if text]


def _stamp(dated: DatedStory, moment: datetime | None) -> str:
    if moment is None:
        return ""
    zoneless = dated.story.habit == "zoneless"
    return (moment.replace(tzinfo=None) if zoneless else moment).isoformat()


def _article(dated: DatedStory) -> Node:
    story, outlet = dated.story, dated.outlet
    node: Node = {
        "@type": "OpinionNewsArticle" if story.is_editorial else "NewsArticle",
        "@id": f"{dated.url}#article",
        "mainEntityOfPage": dated.url,
        "url": dated.url,
        "headline": story.headline,
        "description": story.standfirst,
        "articleSection": story.section,
        "inLanguage": outlet.language,
        "datePublished": _stamp(dated, dated.published),
        "dateModified": _stamp(dated, dated.modified or dated.published),
        "author": _authors(dated),
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": outlet.name,
            "url": outlet.url("/"),
        },
        "wordCount": sum(len(part.split()) for part in story.body),
        "isAccessibleForFree": True,
    }
    return node | _image(dated)


def _authors(dated: DatedStory) -> Node | list[Node]:
    people: list[Node] = [{"@type": "Person", "name": name} for name in dated.story.authors]
    paper: Node = {"@type": "Organization", "name": dated.outlet.name}
    return people[0] if len(people) == 1 else people or paper


def _image(dated: DatedStory) -> Node:
    picture = dated.story.picture
    if picture is None:
        return {}
    facts = {"url": dated.picture_url, "width": 960, "height": 540}
    words = {"caption": picture.caption, "creditText": picture.credit}
    return {"image": {"@type": "ImageObject", **facts, **words}}


def _plain(dated: DatedStory) -> Node:
    return {"@context": SCHEMA, **_article(dated)}


def _graph(dated: DatedStory) -> Node:
    """Site, trail and article as one graph, as the larger content systems write it."""
    outlet = dated.outlet
    site = {"@type": "WebSite", "@id": outlet.url("/#site"), "name": outlet.name}
    page = {"@type": "WebPage", "@id": dated.url, "isPartOf": {"@id": site["@id"]}}
    steps = [(outlet.name, outlet.url("/")), (dated.story.section, dated.url)]
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }
    return {"@context": SCHEMA, "@graph": [site, page, trail, _article(dated)]}


def _listed(dated: DatedStory) -> list[Node]:
    """A list of nodes, the organisation first."""
    outlet = dated.outlet
    paper = {"@context": SCHEMA, "@type": "Organization", "name": outlet.name}
    return [{**paper, "url": outlet.url("/")}, _plain(dated)]


def _terse(dated: DatedStory) -> Node:
    """Author and image as bare strings, the type in a list."""
    node = _plain(dated) | {"@type": ["NewsArticle"]}
    names = list(dated.story.authors)
    node["author"] = names[0] if len(names) == 1 else names
    if dated.picture_url:
        node["image"] = dated.picture_url
    return node


def _none(_: DatedStory) -> None:
    """Meta tags alone."""


HABITS: dict[str, Callable[[DatedStory], object]] = {
    "plain": _plain,
    "graph": _graph,
    "listed": _listed,
    "terse": _terse,
    "zoneless": _plain,
    "meta": _none,
}
