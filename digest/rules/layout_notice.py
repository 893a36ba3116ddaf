"""Notice -> NoticeLayout: every word of a service mail.

Names, addresses and titles are filled in isolated where they run the other way.  Knows no HTML,
no template and no clock.
"""

from __future__ import annotations

from digest.model.edition import Variant
from digest.model.layout import Footer, Text, Words
from digest.model.plan import Digest
from digest.model.service import Fact, Notice, NoticeLayout, Way
from digest.rules.layout import PREHEADER_LIMIT, SUBJECT_LIMIT, masthead_of, salutation
from digest.rules.layout_links import web_address
from digest.rules.layout_text import clean, cut, direction_of, enclose, printed

VALUE_LIMIT = 160


def lay_out_notice(notice: Notice, digest: Digest, *, words: Words) -> NoticeLayout:
    """The page of a service mail.  `words` are the page's own words in the reader's language."""
    say = _Filled(notice, digest, words)
    body = say.text("body")
    return NoticeLayout(
        language=words.language,
        direction=words.direction,
        subject=words.text(cut(say("subject"), SUBJECT_LIMIT)),
        preheader=words.text(cut(body.words, PREHEADER_LIMIT)),
        masthead=masthead_of(digest, Variant(words.language), words, None),
        heading=say.text("heading"),
        greeting=words.text(words.say("service.greeting")),
        greeting_end=words.say("greeting.end"),
        salutation=salutation(notice.name, words.language),
        paragraphs=(body,),
        facts=_facts(notice, words),
        button=Way(say.text("button"), web_address(notice.action)),
        after=(say.text("after"),),
        ways=_ways(notice, words),
        footer=_footer(digest, words),
        words=words,
    )


class _Filled:
    """The phrases of a notice's kind with its values in their gaps."""

    def __init__(self, notice: Notice, digest: Digest, words: Words) -> None:
        self._kind, self._words = notice.kind, words
        self._values = {
            "title": _inside(digest.title_in(words.language), words),
            "address": enclose(cut(clean(notice.address), VALUE_LIMIT)),
            "hours": words.count("hours", notice.hours),
        }

    def __call__(self, part: str) -> str:
        return self._words.say(f"{self._kind}.{part}", **self._values)

    def text(self, part: str) -> Text:
        return self._words.text(self(part))


def _inside(title: str, words: Words) -> str:
    known = clean(title)
    return known if direction_of(known, words.direction) == words.direction else enclose(known)


def _facts(notice: Notice, words: Words) -> tuple[Fact, ...]:
    pairs = (
        (_printed(label, words), _printed(value, words) or words.text("–"))
        for label, value in notice.facts
    )
    return tuple(Fact(label, value) for label, value in pairs if label)


def _printed(text: str, words: Words) -> Text | None:
    return printed(text, words.language, words.language, limit=VALUE_LIMIT)


def _ways(notice: Notice, words: Words) -> tuple[Way, ...]:
    """The further links, those that the notice has, in this order."""
    known = (
        ("service.refuse", notice.refuse),
        ("service.archive", notice.archive),
        ("unsubscribe", notice.unsubscribe),
    )
    return tuple(
        Way(words.text(words.say(phrase)), address)
        for phrase, url in known
        if (address := web_address(url))
    )


def _footer(digest: Digest, words: Words) -> Footer:
    why = words.text(
        words.say("service.why", title=_inside(digest.title_in(words.language), words))
    )
    own = digest.look.footer.get(words.language) or digest.look.footer.get(digest.language) or ""
    return Footer(
        why=why,
        own=printed(own, "", words.language),
        postal=printed(digest.sender.postal_address, "", words.language),
    )
