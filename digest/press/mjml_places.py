"""Where each MJML tag may stand: the library prints a mistyped or misplaced one without a word.

The table is MJML 4's own (https://documentation.mjml.io), without what the library cannot do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_CONTENT = ("mj-column", "mj-hero")
PLACES: Mapping[str, tuple[str, ...]] = {
    "mjml": (),
    "mj-head": ("mjml",),
    "mj-body": ("mjml",),
    "mj-attributes": ("mj-head",),
    "mj-breakpoint": ("mj-head",),
    "mj-font": ("mj-head",),
    "mj-preview": ("mj-head",),
    "mj-style": ("mj-head",),
    "mj-title": ("mj-head",),
    "mj-all": ("mj-attributes",),
    "mj-class": ("mj-attributes",),
    "mj-wrapper": ("mj-body",),
    "mj-section": ("mj-body", "mj-wrapper"),
    "mj-hero": ("mj-body", "mj-wrapper"),
    "mj-group": ("mj-section",),
    "mj-column": ("mj-section", "mj-group"),
    "mj-accordion": _CONTENT,
    "mj-accordion-element": ("mj-accordion",),
    "mj-accordion-title": ("mj-accordion-element",),
    "mj-accordion-text": ("mj-accordion-element",),
    "mj-button": _CONTENT,
    "mj-carousel": _CONTENT,
    "mj-carousel-image": ("mj-carousel",),
    "mj-divider": _CONTENT,
    "mj-image": _CONTENT,
    "mj-navbar": _CONTENT,
    "mj-navbar-link": ("mj-navbar",),
    "mj-raw": (
        *("mj-head", "mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column", "mj-hero"),
        *("mj-accordion", "mj-carousel", "mj-navbar", "mj-social"),
    ),
    "mj-social": _CONTENT,
    "mj-social-element": ("mj-social",),
    "mj-spacer": _CONTENT,
    "mj-table": _CONTENT,
    "mj-text": _CONTENT,
}
"""Every tag with the tags that it may stand in."""
_HOLD_HTML = frozenset(
    "mj-text mj-button mj-table mj-raw mj-style mj-title mj-preview mj-accordion-text"
    " mj-accordion-title mj-navbar-link mj-social-element".split()
)


def misplaced(name: str, above: Sequence[str]) -> str:
    """What is wrong with a tag inside those, outermost first; '' where it may stand there."""
    home = next((tag for tag in reversed(above) if _is_mjml(tag)), "")
    if not _is_mjml(name):
        return "" if not above or home in _HOLD_HTML else f"HTML {_stands(('mj-raw',), home)}"
    # An include that was not put in is the library's own complaint.
    if name == "mj-include" or (home == "mj-attributes" and name in PLACES):
        return ""
    if name not in PLACES:
        return "no such MJML tag"
    allowed = PLACES[name]
    return "" if home in allowed or home == "" else f"it {_stands(allowed, home)}"


def _is_mjml(name: str) -> bool:
    return name == "mjml" or name.startswith("mj-")


def _stands(allowed: Iterable[str], home: str) -> str:
    where = " or ".join(f"<{tag}>" for tag in allowed) or "front of all others"
    return f"stands in {where}, not in <{home}>"
