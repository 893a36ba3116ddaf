"""Rules about links: where they go, what they are called, and the way out of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest.press.lint.message import Fault, Message, error, name_of, show, warning

VAGUE = frozenset(
    {"here", "click here", "read more", "more", "link", "this", "hier", "mehr", "weiterlesen"}
    | {"ici", "cliquez ici", "lire la suite", "یہاں", "مزید", "مزید پڑھیے"}
)
SCHEMES = ("https://", "mailto:", "tel:", "#")


def scheme(message: Message) -> Iterator[Fault]:
    """Links are https, mailto, tel or a place in the page."""
    for link, href in message.links():
        if not href.strip().lower().startswith(SCHEMES):
            yield "a link must be https, mailto, tel or a place in the page", show(link)


def named(message: Message) -> Iterator[Fault]:
    """Every link has words."""
    for link, _ in message.links():
        if not name_of(link):
            yield "a link without words", show(link)


def vague(message: Message) -> Iterator[Fault]:
    """The words of a link say where it goes."""
    for link, _ in message.links():
        if name_of(link).strip(" .…»>").lower() in VAGUE:
            yield f"“{name_of(link)}” says nothing to who hears links alone", show(link)


def characters(message: Message) -> Iterator[Fault]:
    """Addresses are ASCII without blanks."""
    for link, href in message.links():
        if not re.fullmatch(r"[\x21-\x7e]*", href):
            yield "an address with blanks or characters beyond ASCII", show(link)


def _stems(message: Message) -> list[str]:
    """The pages of the one-click addresses, without what a provider may add behind them."""
    uris = re.findall(r"<(https?://[^>]*)>", message.one("list-unsubscribe"))
    return [urlsplit(uri)._replace(query="", fragment="").geturl() for uri in uris]


def visible_way_out(message: Message) -> Iterator[Fault]:
    """The page shows the link to unsubscribe of the header."""
    stems = _stems(message)
    hrefs = [href for _, href in message.links()]
    if not any(href.startswith(stem) for stem in stems for href in hrefs):
        yield "no visible link to unsubscribe, the one of the header", "html"


def written_way_out(message: Message) -> Iterator[Fault]:
    """The text shows the link to unsubscribe of the header."""
    if not any(stem in message.text for stem in _stems(message)):
        yield "no address to unsubscribe, the one of the header", "text"


RULES = (
    error("link-scheme", scheme),
    error("link-name", named),
    warning("link-vague", vague),
    error("link-chars", characters),
    error("unsub-visible", visible_way_out),
    error("unsub-text", written_way_out),
)
