"""What to do about a source: from the words of its failure, or from what was found in it."""

from __future__ import annotations

_BY_WORDS = (
    ("(404)", "look for its new address on the paper's site"),
    ("(410)", "remove the source, or change its url"),
    ("(401)", "ask the paper for an open address"),
    ("(403)", "ask the paper to let digest read it, or use another of its feeds"),
    ("robots.txt asks", "ask the paper, or use its feed"),
    ("is a web page, not a feed", "look for the feed's own address in that page"),
    ("set the source's kind to sitemap", 'write kind = "sitemap"'),
    ("DIGEST_ALLOW_PRIVATE", "open it there if it is meant, else change the url"),
    ("certificate", "the paper must mend its certificate"),
    ("larger than", "ask the paper for a smaller feed"),
    ("redirects from https to http", "use the address that it leads to, if you trust it"),
    ("cannot be resolved", "look at the spelling of the host"),
    ("asked to wait", "wait"),
    ("waits until", "wait, or mend it and: digest source forget NAME"),
)


def for_failure(reason: str, *, permanent: bool) -> str:
    """One line of advice about a failure, in the words of a newsroom."""
    for words, advice in _BY_WORDS:
        if words in reason:
            return advice
    return "change the source" if permanent else "nothing yet: it may pass; look again if it lasts"


def for_reading(found: int, dated: int, moved_to: str) -> str:
    """What could be better about a source that answered; empty where nothing could."""
    if not found:
        return "no story in it: is it the right address, and the right kind?"
    if moved_to:
        return f"write the new address into the configuration: {moved_to}"
    if not dated:
        return "no story states a date, and undated ones never lead: try articles = true"
    return ""
