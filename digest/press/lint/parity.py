"""Rules about the text part: the same news, for who reads or hears it without the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.press.lint.message import Fault, Message, error, show, squeeze, warning, words_of

ENOUGH = 0.95
SHORTEST = 200
LONGEST_LINE = 998
_MARKDOWN = re.compile(r"\]\(https?:|^#{1,6} |\*\*[^*\n]+\*\*|^```|!\[[^\]]*\]\(", re.MULTILINE)
_WORD = re.compile(r"\w+")


def addresses(message: Message) -> Iterator[Fault]:
    """Every https link of the page stands in the text part."""
    written = set(re.findall(r"https://[^\s<>]+", message.text))
    for link, href in message.links():
        if href.startswith("https://") and href not in written:
            yield "a link of the page that the text part has not", show(link)


def headlines(message: Message) -> Iterator[Fault]:
    """At least 95 % of the headline words stand in the text part."""
    written = set(_WORD.findall(squeeze(message.text).lower()))
    wanted = [
        word
        for heading in message.elements("h1", "h2", "h3")
        for word in _WORD.findall(words_of(heading).lower())
    ]
    missing = [word for word in wanted if word not in written]
    if wanted and len(missing) > (1 - ENOUGH) * len(wanted):
        yield (
            f"{len(missing)} of {len(wanted)} headline words are not in the text part",
            f"text: {' '.join(missing[:6])}",
        )


def short(message: Message) -> Iterator[Fault]:
    """The text part has at least 200 characters."""
    length = len(squeeze(message.text))
    if length < SHORTEST:
        yield f"{length} characters; {SHORTEST} at least", "text"


def long_lines(message: Message) -> Iterator[Fault]:
    """No line of the text part is longer than 998 characters."""
    for number, line in enumerate(message.text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            yield f"a line of {len(line)} characters", f"text line {number}"


def markdown(message: Message) -> Iterator[Fault]:
    """The text part holds no marks of a markup language."""
    found = _MARKDOWN.search(message.text)
    if found:
        yield "marks of a markup language, which are heard as noise", f"text: {found[0][:40]}"


RULES = (
    error("parity-url", addresses),
    error("parity-head", headlines),
    error("text-short", short),
    warning("text-line", long_lines),
    warning("text-md", markdown),
)
