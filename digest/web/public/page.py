"""The frame of a public page: words, direction, the newsletter's colours, headers.

Rendered without the request, so nothing can start a session: a public page never sets a cookie.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from digest import settings
from digest.model.plan import Digest, Look
from digest.press.look import contrast, inks
from digest.web.middleware import PUBLIC_POLICY
from digest.web.words import Words

GROUNDS = ("#ffffff", "#1a1e21")
"""The sheet in light and in dark, as `templates/static/digest.css` has it."""
_READABLE = 4.5
NOTHING: Mapping[str, object] = MappingProxyType({})


def page(
    template: str,
    words: Words,
    context: dict[str, Any] | None = None,
    *,
    digest: Digest | None = None,
    told: Mapping[str, object] = NOTHING,
    status: int = 200,
) -> HttpResponse:
    """A public page.

    In the template: `say` (every phrase by its id with `_` for `.`, gaps filled from `told`),
    `words`, `digest`, its `name` in the page's language, `newsroom`, `contact` and the context.
    """
    known = settings.current()
    style = colours(digest.look) if digest else ""
    values = {"newsroom": known.newsroom, "contact": known.contact} | dict(told)
    frame = {
        "words": words,
        "say": words.filled(values),
        "digest": digest,
        "name": digest.title_in(words.language) if digest else "",
        "newsroom": known.newsroom,
        "contact": known.contact,
        "style": style,
    }
    response = HttpResponse(render_to_string(template, frame | (context or {})), status=status)
    if style:
        response.headers["Content-Security-Policy"] = _policy(style)
    return response


def colours(look: Look) -> str:
    """The newsletter's accent as CSS, for text and for buttons, in light and in dark.

    An accent that could not be read on the sheet stays on buttons and gives way in text.
    """
    chosen = inks(look)
    light = _rule(chosen.accent, chosen.key, GROUNDS[0])
    dark = _rule(chosen.accent_dark, chosen.key_dark, GROUNDS[1])
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _rule(accent: str, key: str, ground: str) -> str:
    text = accent if contrast(accent, ground) >= _READABLE else "var(--ink)"
    return f"--accent:{accent};--accent-text:{text};--key:{key}"


@lru_cache(maxsize=64)
def _policy(style: str) -> str:
    """The public policy, with this one block of style allowed by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return PUBLIC_POLICY.replace("style-src 'self'", f"style-src 'self' 'sha256-{digest}'")
