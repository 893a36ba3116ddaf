"""Addresses inside documents: made absolute, only http and https, whitespace mended.

`without_tracking` is for comparing addresses; what a feed gives as its link stays as given,
because a publisher may need any parameter it set.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from digest.feeds.limits import MAX_LINK_CHARS

_READY = re.compile(
    r"https?://[^\s<>\"\\^`{|}/?#@\[\]]+(?:[/?#][^\s<>\"\\^`{|}]*)?\Z", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_BREAKS = re.compile(r"[\t\r\n\f\v\x00-\x1f]+")
_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|link\w*|ptr_name|format|bbc_team)|fbclid|gclid|dclid|gbraid|"
    r"wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|ml_subscriber\w*|_hsenc|_hsmi|vero_id|"
    r"wickedid|oly_(?:anon|enc)_id|rb_clickid|s_cid|icid|cmpid|ns_(?:campaign|mchannel|source)|"
    r"ref_?src|ftag|sr_share|xtor|mkt_tok|guccounter|guce_referrer\w*|trk_?\w*)\Z",
    re.IGNORECASE,
)


def absolute(link: str | None, base: str) -> str | None:
    """`link` against `base`, or `None` when it is empty or no http(s) address."""
    if not link:
        return None
    link = _BREAKS.sub("", link.strip()).replace("&amp;", "&")
    if _READY.match(link) and len(link) <= MAX_LINK_CHARS:
        return link
    return _joined(link, base)


def _joined(link: str, base: str) -> str | None:
    if not link or len(link) > MAX_LINK_CHARS:
        return None
    if link[:4].lower() == "www.":
        link = f"//{link}"
    if _SCHEME.match(link) and link[:4].lower() != "http":
        return None
    try:
        whole = urljoin(base, link.replace(" ", "%20"))
        parts = urlsplit(whole)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    except ValueError:
        return None
    return whole if usable else None


def is_address(text: str) -> bool:
    """Whether the text is a complete http(s) address, as ids often are."""
    return bool(_READY.match(text))


def without_tracking(url: str) -> str:
    """The address without campaign parameters; untouched when it has none."""
    parts = urlsplit(url)
    if not parts.query or not any(_TRACKING.match(p.split("=")[0]) for p in parts.query.split("&")):
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    return urlunsplit(parts._replace(query=urlencode(kept)))
