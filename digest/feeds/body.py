"""The text of an article page: paragraphs and headings in order, nothing of what stands round it."""

from __future__ import annotations

from lxml import etree
from trafilatura import bare_extraction


def read_body(root: etree._Element) -> str:
    """Paragraphs joined by a blank line; empty when the page has no running text."""
    found = bare_extraction(root, fast=True, include_comments=False)
    text = found.text if found else ""
    return "\n\n".join(line.strip() for line in (text or "").splitlines() if line.strip())
