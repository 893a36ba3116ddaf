"""Placement -> Card: what a reader sees of one story.

Every text keeps the story's language; byline, date and marks are in the page's language with the
names isolated.  An unknown date is not shown, a story without an address is printed as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from digest.model.issue import Placement
from digest.model.layout import Card, Picture, Text, Words
from digest.model.plan import Digest, Pictures, SectionKind
from digest.model.story import Story, day_of
from digest.rules.layout_links import is_file_name, lead_picture, thumbnail, web_address
from digest.rules.layout_text import clean, cut, direction_of, enclose, isolate, printed

TITLE_LIMIT = 240
KICKER_LIMIT, NAME_LIMIT = 40, 60
SUMMARY_LIMIT, LEAD_SUMMARY_LIMIT = 220, 400
FULL_TEXT_WORDS = 900
"""A lead that stands nowhere on the web is printed itself, whole paragraphs up to so many words."""
WORDS_A_MINUTE = 230

_BARE = frozenset({SectionKind.ALSO})
_OF_YESTERDAY = frozenset({"yesterday", "from_yesterday"})
_CLOSING = ("", *".!?…:;。।۔؟")
_LABELLED = re.compile(r"©|\(c\)|[^:：\s][^:：]{1,30}[:：] ?\S", re.IGNORECASE)
_VIEWS = frozenset({SectionKind.EDITORIALS, SectionKind.OPINION})


Voices = Callable[[str], Words]
"""The page's words in any language."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The words a page speaks in, and whether its stories say which paper they are from."""

    words: Words
    voices: Voices | None = None
    named: bool = True

    def for_text(self, text: Text) -> Words:
        """The page's own words, or those of a text that runs the other way.

        A byline in Urdu under an English story stands on the wrong side of its own line.
        """
        if self.voices is None or text.direction == self.words.direction:
            return self.words
        other = self.voices(text.language)
        return other if other.direction == text.direction else self.words


def card_of(
    placement: Placement,
    digest: Digest,
    speech: Speech,
    day: date,
    *,
    number: int,
    leads: bool = False,
    under: str = "",
) -> Card:
    """The card of a placement; `leads` = set as the page's lead.

    `under` is the section's heading, which no kicker need repeat.
    """
    story, page = placement.story, speech.words.language
    bare = placement.kind in _BARE
    title = printed(story.title, story.language, page, limit=TITLE_LIMIT) or speech.words.text("…")
    words = speech.for_text(title)
    url = web_address(story.url)
    policy = digest.look.pictures
    shown = not bare and (policy is Pictures.ALL or (policy is Pictures.LEAD and leads))
    paragraphs = () if url or not leads else _paragraphs(story, page)
    return Card(
        number=number,
        title=title,
        url=url,
        kicker=None if bare else _kicker(story, title, page, under),
        summary=None if bare else _summary(story, page, leads, bool(paragraphs)),
        paragraphs=paragraphs,
        meta=_meta(placement, digest, words, day, speech.named),
        note=_note(placement, words),
        also=_also(placement, words),
        picture=_picture(placement, title, page, words, leads) if shown else None,
    )


def _kicker(story: Story, title: Text, page: str, under: str) -> Text | None:
    label = story.section or next(iter(story.categories), "")
    if clean(label).casefold() == clean(under).casefold():
        return None
    return printed(label, title.language, page, limit=KICKER_LIMIT)


def _summary(story: Story, page: str, leads: bool, in_full: bool) -> Text | None:
    first = "" if in_full else story.body.split("\n\n", 1)[0]
    text = clean(story.teaser) or clean(first)
    if text == clean(story.title):
        return None
    return printed(text, story.language, page, limit=LEAD_SUMMARY_LIMIT if leads else SUMMARY_LIMIT)


def _paragraphs(story: Story, page: str) -> tuple[Text, ...]:
    room = FULL_TEXT_WORDS
    kept: list[Text] = []
    for number, paragraph in enumerate(story.body.split("\n\n")):
        opening = f"{story.dateline}: " if number == 0 and story.dateline else ""
        text = printed(opening + paragraph, story.language, page)
        if text is None:
            continue
        room -= len(text.words.split())
        if room < 0 and kept:
            break
        kept.append(text)
    return tuple(kept)


def _meta(
    placement: Placement, digest: Digest, words: Words, day: date, named: bool
) -> Text | None:
    story = placement.story
    source = digest.source(story.source)
    name = _name(source.label, words) if source and named else ""
    bare = placement.kind in _BARE
    facts = [name] if bare else [_byline(story, words), name]
    facts.append(_date(placement, digest, words, day))
    facts.append("" if bare else _minutes(story, words))
    line = words.say("dot").join(fact for fact in facts if fact)
    return words.text(line) if line else None


def _byline(story: Story, words: Words) -> str:
    names = [name for name in (_name(a, words) for a in story.authors[:3]) if name]
    if not names:
        return ""
    several = words.say("and").join([words.say("comma").join(names[:-1]), names[-1]])
    return words.say("by", names=several if len(names) > 1 else names[0])


def _name(name: str, words: Words) -> str:
    """A proper name inside a line of the page's language."""
    return _inside(cut(clean(name), NAME_LIMIT), words)


def _inside(known: str, words: Words) -> str:
    same = direction_of(known, words.direction) == words.direction
    return isolate(known, words.direction) if same else enclose(known)


def _date(placement: Placement, digest: Digest, words: Words, day: date) -> str:
    """Yesterday by name, else the day; on the issue's own day the time of a piece of news."""
    published = placement.story.published
    if published is None:
        return ""
    printed_on = day_of(published, digest.tz)
    if printed_on == day - timedelta(days=1):
        return "" if _id(placement.note) in _OF_YESTERDAY else words.say("yesterday")
    if printed_on != day:
        return (
            words.short_day(printed_on)
            if printed_on.year == day.year
            else words.long_day(printed_on)
        )
    if placement.kind in _VIEWS:
        return words.short_day(printed_on)
    return f"{published.astimezone(digest.tz):%H:%M}" if isinstance(published, datetime) else ""


def _minutes(story: Story, words: Words) -> str:
    """From two minutes on: that a short piece is short says nothing."""
    minutes = round(story.words / WORDS_A_MINUTE)
    return words.say("minutes", number=minutes) if minutes >= 2 else ""


def _note(placement: Placement, words: Words) -> Text | None:
    """The mark of the choice, and the paper's own "updated"; an unknown mark as it stands."""
    own = "updated" if placement.story.marked_updated else ""
    marks = [mark for mark in dict.fromkeys([placement.note, own]) if mark]
    said = [_mark(mark, words) for mark in marks]
    shown = [text for text in said if text]
    if len(shown) == 1:
        return shown[0]
    line = words.say("dot").join(text.words for text in shown)
    return words.text(line) if line else None


def _mark(mark: str, words: Words) -> Text | None:
    phrase = f"note.{_id(mark)}"
    if phrase in words.phrases:
        return words.text(words.say(phrase))
    return printed(mark, "", words.language, limit=80)


def _id(mark: str) -> str:
    return mark.replace(" ", "_").replace("-", "_").lower()


def _also(placement: Placement, words: Words) -> Text | None:
    names = [_name(name, words) for name in placement.also[:4]]
    return words.text(words.say("also", papers=words.say("comma").join(names))) if names else None


def _picture(
    placement: Placement, title: Text, page: str, words: Words, leads: bool
) -> Picture | None:
    story = placement.story
    image = story.image
    if image is None or placement.kind in _VIEWS:
        return None
    spoken = next((t for t in (image.alt, image.caption) if clean(t) and not is_file_name(t)), "")
    alt = printed(spoken, story.language, page, limit=160) or title
    if not leads:
        return thumbnail(image, alt)
    shown = lead_picture(image, alt)
    credit = _credit(image.credit, words)
    caption = printed(image.caption, story.language, page, limit=300)
    return shown and replace(shown, caption=_closed(caption) if credit else caption, credit=credit)


def _credit(credit: str, words: Words) -> Text | None:
    """`Photo: Lena Fofana`; a credit that says itself what it is stands as it is."""
    known = cut(clean(credit), 120)
    if not known:
        return None
    name = _inside(known, words)
    return words.text(name if _LABELLED.match(known) else words.say("photo", credit=name))


def _closed(caption: Text | None) -> Text | None:
    """A caption as a sentence, so that the credit can follow it."""
    if caption is None or caption.words.rstrip("\u2069\"'”’»)")[-1:] in _CLOSING:
        return caption
    return replace(caption, words=caption.words + ("۔" if caption.language == "ur" else "."))
