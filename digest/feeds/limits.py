"""How much one foreign document may cost.  Sizes in bytes unless the name says otherwise."""

from __future__ import annotations

MAX_BODY = 64 * 1024 * 1024
"""A larger feed is refused before a parser sees it."""

MAX_UNPACKED = 64 * 1024 * 1024
"""What a gzipped document may become."""

MAX_ENTRIES = 30_000
"""Entries kept of one feed; the rest are counted in `ParsedFeed.dropped`."""

MAX_SITEMAP_ENTRIES = 50_000
"""The sitemap protocol's own limit for one file."""

MAX_MARKUP_CHARS = 1_000_000
"""Of one description or content; longer ones are cut before they are read."""

TEASER_MARKUP_CHARS = 3_000
"""A longer description is a whole article, not a teaser…"""

ARTICLE_START_CHARS = 1_000
"""…and this much of its markup is read for one."""

MAX_TITLE_CHARS = 2_000

MAX_LINK_CHARS = 8_192

MAX_DATE_CHARS = 160

FALLBACK_TITLE_CHARS = 100
"""How much of the text stands in for a missing title."""

MAX_DEPTH = 120
"""Nesting kept of a document that is nested beyond what an XML parser takes."""
