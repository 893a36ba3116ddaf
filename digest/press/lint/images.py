"""Rules about pictures: a page must read without them, and keep its shape before they load."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.press.lint.message import Fault, Message, error, name_of, show

_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)", re.IGNORECASE)


def alt(message: Message) -> Iterator[Fault]:
    """Every picture has an alt."""
    for image in message.elements("img"):
        if image.get("alt") is None:
            yield "a picture without alt", show(image)


def width(message: Message) -> Iterator[Fault]:
    """Every picture has a width in whole pixels."""
    for image in message.elements("img"):
        if not re.fullmatch(r"[1-9][0-9]{0,3}", image.get("width", "")):
            yield "a picture without a width in whole pixels", show(image)


def https(message: Message) -> Iterator[Fault]:
    """Pictures come over https or with the mail."""
    for image in message.elements("img"):
        if not image.get("src", "").startswith(("https://", "cid:")):
            yield "a picture must come over https or with the mail", show(image)


def file_name(message: Message) -> Iterator[Fault]:
    """An alt is not a file name."""
    for image in message.elements("img"):
        if _FILE_NAME.fullmatch(image.get("alt", "").strip()):
            yield "its alt is a file name, which says nothing", show(image)


def linked(message: Message) -> Iterator[Fault]:
    """A linked picture has words."""
    for link, _ in message.links():
        if next(link.iter("img"), None) is not None and not name_of(link):
            yield "a linked picture without words", show(link)


RULES = (
    error("img-alt", alt),
    error("img-width", width),
    error("img-https", https),
    error("img-alt-name", file_name),
    error("img-link-alt", linked),
)
