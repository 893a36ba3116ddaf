"""Links of an issue that are counted: `/c/{n}/{token}` in the mail, its target looked up by number.

    placements -> targets, numbered from 1 in printed order     the number stands in every edition
    layout | card by card -> the same page with counted links    before a page is set
    an edition's HTML or text -> the same with plain targets     for everybody who is not that reader

The address of a story stands nowhere in a counted link, so no edited link leads elsewhere.  Only
stories are counted: unsubscribe, preferences and web view are not among the cards of a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape

from digest.model.edition import CLICK, gap
from digest.model.issue import Issue
from digest.model.layout import Card, Layout
from digest.rules.layout_links import web_address

OPENED = 0
"""The number of the picture that tells of an opening."""
MOST = 9999
"""The highest number that a counted link can have."""


def targets(issue: Issue) -> tuple[str, ...]:
    """Where link 1, 2, … of the issue lead; '' for a story that has no page."""
    return targets_of(placement.story.url for placement in issue.choice.placements)


def targets_of(urls: Iterable[str]) -> tuple[str, ...]:
    """Stories' addresses, in printed order, as they are printed."""
    return tuple(web_address(url) for url in urls)


def numbers(found: Sequence[str]) -> dict[str, int]:
    """The number of each target; two stories at one address are one link."""
    return {url: n for n, url in reversed([*enumerate(found, 1)]) if url and n <= MOST}


def counted(layout: Layout, found: Sequence[str], *, site: str, nonce: str) -> Layout:
    """The page with its stories' links led through `/c/`; `found` = the targets of its issue."""
    known = numbers(found)

    def led(card: Card) -> Card:
        n = known.get(card.url)
        return replace(card, url=address(site, n, gap(nonce, CLICK))) if n else card

    blocks = tuple(replace(b, cards=tuple(led(card) for card in b.cards)) for b in layout.blocks)
    return replace(layout, lead=led(layout.lead) if layout.lead else None, blocks=blocks)


def address(site: str, number: int, token: str) -> str:
    """A counted link."""
    return f"{site.rstrip('/')}/c/{number}/{token}"


def with_pixel(html: str, *, site: str, nonce: str) -> str:
    """The page with the picture that tells of an opening, as its last element."""
    source = address(site, OPENED, gap(nonce, CLICK))
    picture = f'<img src="{source}" alt="" width="1" height="1" style="display:block;border:0">'
    before, end, after = html.rpartition("</body>")
    return f"{before}{picture}{end}{after}" if end else f"{html}{picture}"


def plain_html(html: str, *, nonce: str, found: Sequence[str]) -> str:
    """An edition's HTML with direct links and without the picture."""
    return _plain(_pixel(nonce).sub("", html), nonce, found, escape)


def plain_text(text: str, *, nonce: str, found: Sequence[str]) -> str:
    """An edition's text with direct links."""
    return _plain(text, nonce, found, str)


def _pixel(nonce: str) -> re.Pattern[str]:
    return re.compile(rf"<img\b[^<>]*/c/{OPENED}/{re.escape(gap(nonce, CLICK))}[^<>]*>")


def _plain(page: str, nonce: str, found: Sequence[str], spelt: Callable[[str], str]) -> str:
    link = re.compile(rf"https?://[^\s\"'<>]*?/c/([0-9]{{1,4}})/{re.escape(gap(nonce, CLICK))}")

    def target(one: re.Match[str]) -> str:
        n = int(one[1])
        return spelt(found[n - 1]) if 0 < n <= len(found) else ""

    return link.sub(target, page)
