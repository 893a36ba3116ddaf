"""Addresses and picture sizes fit for print.

A feed may say anything in a link; what is printed is ASCII, absolute and http(s), or nothing.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import quote, urlsplit, urlunsplit

from digest.model.layout import Picture, Text
from digest.model.story import Image

_SAFE = "/:@!$&'()*+,;=~-._?"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)

LEAD_WIDTH, LEAD_HEIGHT = 600, 420
THUMB_WIDTH, THUMB_HEIGHT = 140, 140
SMALLEST_LEAD, SMALLEST_THUMB = 300, 80
"""Pixels of the original below which a picture would look worse than none."""


def web_address(url: str) -> str:
    """The address as printed: ASCII, absolute, http or https, without user names; else ''.

    A public host without a port is asked over https, as browsers do by themselves.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        ascii_host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _is_host(ascii_host):
        return ""
    scheme = "https" if port is None and _is_public(ascii_host) else parts.scheme
    netloc = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    netloc += f":{port}" if port is not None else ""
    path, query, fragment = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((scheme, netloc, path, query, fragment))


def _is_host(host: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+", host))


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return host != "localhost" and "." in host and not host.endswith(".localhost")


def _quoted(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_SAFE + "%")


def lead_picture(image: Image | None, alt: Text) -> Picture | None:
    """The lead's picture across the page, or None where it is missing or too small."""
    return _picture(image, alt, (LEAD_WIDTH, LEAD_HEIGHT), SMALLEST_LEAD)


def thumbnail(image: Image | None, alt: Text) -> Picture | None:
    """A row's small picture, or None."""
    return _picture(image, alt, (THUMB_WIDTH, THUMB_HEIGHT), SMALLEST_THUMB)


def _picture(
    image: Image | None, alt: Text, room: tuple[int, int], smallest: int
) -> Picture | None:
    url = web_address(image.url) if image else ""
    if image is None or not url or (image.width is not None and image.width < smallest):
        return None
    width, height = shown_size(image.width, image.height, room)
    return Picture(url, alt, width, height)


def shown_size(width: int | None, height: int | None, room: tuple[int, int]) -> tuple[int, int]:
    """Whole pixels inside `room`, in the picture's own proportions.

    Of unknown size: 16:9 in full width; the page's style lets the height follow the file.
    """
    if not width or not height or width < 0 or height < 0:
        return room[0], round(room[0] * 9 / 16)
    scale = min(room[0] / width, room[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def is_file_name(alt: str) -> bool:
    """True for `IMG_2231.JPG` and the like, which say nothing to who listens."""
    return bool(_FILE_NAME.match(alt.strip()))
