"""Issue -> Layout: which blocks a page has, in which order, and every word on it.

    placements of this variant
    | grouped by section, in printed order
    | the first lead section's story leads
    | each story becomes a card: kicker, title, summary, byline, date, marks, picture
    | masthead, greeting, the editor's note, preheader, footer in the page's own language

Knows no HTML, no template and no clock: what counts as today is the issue's own day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from digest.model.edition import Variant
from digest.model.issue import Issue, Placement
from digest.model.layout import Block, Footer, Layout, Masthead, Picture, Text, Words
from digest.model.plan import Digest, SectionKind, SectionPlan
from digest.rules.given import with_papers_of
from digest.rules.layout_cards import Speech, Voices, card_of
from digest.rules.layout_links import shown_size, web_address
from digest.rules.layout_text import (
    clean,
    cut,
    direction_of,
    direction_of_language,
    disarm_text,
    enclose,
    printed,
)

SUBJECT_LIMIT = 150
SUBJECT_COMFORT = 70
PREHEADER_LIMIT = 110
PREHEADER_LEAST = 40
LOGO_ROOM = (280, 64)
_EMPTY_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_PERSO_ARABIC = ("ar", "ckb", "fa", "ks", "ps", "sd", "ug", "ur")


def lay_out(
    issue: Issue, digest: Digest, variant: Variant, *, words: Words, voices: Voices | None = None
) -> Layout:
    """The page of an issue for one variant.  `words` are the page's own words in its language.

    `voices` gives the words of other languages: for the small print of a story that runs the
    other way than its page.
    """
    day = issue.occurrence.day
    digest = with_papers_of(digest, (placement.story for placement in issue.choice.placements))
    groups = _groups(issue.choice.placements, digest, variant)
    lead_group = next((g for g in groups if g[0].kind is SectionKind.LEAD), None)
    speech = Speech(words, voices, named=len({source.label for source in digest.sources}) != 1)
    lead = None
    if lead_group is not None:
        lead = card_of(lead_group[0], digest, speech, day, number=1, leads=True)
    blocks = _blocks(groups, lead_group, digest, speech, day)
    return Layout(
        digest=digest.slug,
        day=day,
        number=issue.number,
        variant=variant,
        language=variant.language,
        direction=direction_of_language(variant.language),
        subject=_subject(issue, digest, variant, groups),
        preheader=_preheader(issue, digest, variant, groups),
        masthead=masthead_of(digest, variant, words, day),
        greeting=words.text(words.say(f"greeting.{_part_of_day(issue, digest)}")),
        greeting_end=words.say("greeting.end"),
        summary=words.text(_summary(groups, words)),
        lead=lead,
        blocks=blocks,
        footer=_footer(digest, variant, words),
        words=words,
        note=_note(issue, variant),
    )


def _note(issue: Issue, variant: Variant) -> tuple[Text, ...]:
    """The editor's own word; an empty line begins a paragraph, each in the direction of its words."""
    paragraphs = _EMPTY_LINE.split(issue.choice.note)
    texts = (printed(paragraph, "", variant.language) for paragraph in paragraphs)
    return tuple(text for text in texts if text)


def _blocks(
    groups: list[tuple[Placement, ...]],
    lead_group: tuple[Placement, ...] | None,
    digest: Digest,
    speech: Speech,
    day: date,
) -> tuple[Block, ...]:
    """A block per section, its stories numbered on from the lead's 1."""
    number = 1 if lead_group else 0
    blocks: list[Block] = []
    for group in groups:
        rest = group[1:] if group is lead_group else group
        if not rest:
            continue
        heading = _heading(rest[0], digest, speech.words)
        cards = tuple(
            card_of(p, digest, speech, day, number=number + at, under=heading.words)
            for at, p in enumerate(rest, 1)
        )
        number += len(cards)
        blocks.append(Block(rest[0].section, rest[0].kind, heading, cards))
    return tuple(blocks)


def salutation(name: str, language: str) -> str:
    """What fills the gap NAME: ", Ada" with its comma, isolated; '' where no name is known.

    The greeting reads `Good morning` + this + `.`; plain text, to be escaped where HTML is meant.
    """
    known = cut(clean(name), 64)
    comma = "، " if language.split("-")[0] in _PERSO_ARABIC else ", "
    return comma + enclose(disarm_text(known)) if known else ""


def _groups(
    placements: tuple[Placement, ...], digest: Digest, variant: Variant
) -> list[tuple[Placement, ...]]:
    """Placements of this variant by section, sections in the order of their first story."""
    plans = {plan.slug: plan for plan in digest.sections}
    groups: dict[str, list[Placement]] = {}
    for placement in placements:
        home = _home(placement, plans, variant)
        if home == placement.section:
            groups.setdefault(home, []).append(placement)
        elif home is not None:
            moved = replace(placement, section=home, kind=plans[home].kind)
            groups.setdefault(home, []).append(moved)
    return [tuple(group) for group in groups.values()]


def section_in(placement: Placement, digest: Digest, variant: Variant) -> str | None:
    """The section in which that variant prints a placement; None where it does not."""
    return _home(placement, {plan.slug: plan for plan in digest.sections}, variant)


def _home(placement: Placement, plans: Mapping[str, SectionPlan], variant: Variant) -> str | None:
    """The section it stands in: its own, else another that the reader chose and that takes it."""
    plan = plans.get(placement.section)
    if plan is None:
        return placement.section
    if plan.languages and variant.language not in plan.languages:
        return None
    if variant.sections is None or not plan.choosable:
        return placement.section
    fitting = (placement.section, *(slug for slug in placement.fits if slug in plans))
    return next((slug for slug in fitting if slug in variant.sections), None)


def _heading(placement: Placement, digest: Digest, words: Words) -> Text:
    plan = next((plan for plan in digest.sections if plan.slug == placement.section), None)
    titles = plan.title if plan else {}
    for language in (words.language, digest.language):
        title = printed(titles.get(language, ""), language, words.language)
        if title:
            return title
    return words.text(words.say(f"section.{placement.kind.value}"))


def _summary(groups: list[tuple[Placement, ...]], words: Words) -> str:
    opinion = (SectionKind.EDITORIALS, SectionKind.OPINION)
    placements = [placement for group in groups for placement in group]
    editorials = sum(placement.kind in opinion for placement in placements)
    news = len(placements) - editorials
    stories = words.count("stories", news)
    if not editorials:
        return words.say("summary.stories", stories=stories)
    views = words.count("editorials", editorials)
    if not news:
        return words.say("summary.stories", stories=views)
    return words.say("summary.both", stories=stories, editorials=views)


def _part_of_day(issue: Issue, digest: Digest) -> str:
    hour = issue.occurrence.due_at.astimezone(digest.tz).hour
    return "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"


def _titles(groups: list[tuple[Placement, ...]]) -> list[str]:
    return [clean(placement.story.title) for group in groups for placement in group]


def _subject(
    issue: Issue, digest: Digest, variant: Variant, groups: list[tuple[Placement, ...]]
) -> Text:
    """The issue's subject in the digest's own language; elsewhere that variant's first headline."""
    words = cut(clean(issue.subject), SUBJECT_LIMIT)
    if not words or (variant.language != digest.language and groups):
        first = _titles(groups)[:1]
        words = cut(": ".join([clean(digest.title_in(variant.language)), *first]), SUBJECT_COMFORT)
    return printed(words, "", variant.language) or Text(digest.slug)


def _preheader(
    issue: Issue, digest: Digest, variant: Variant, groups: list[tuple[Placement, ...]]
) -> Text:
    """40 to 110 characters: the issue's own, filled up with headlines that the subject has not."""
    own = variant.language == digest.language
    words = clean(issue.preheader) if own else ""
    for title in _titles(groups)[1:] + _titles(groups)[:1]:
        if len(words) >= PREHEADER_LEAST:
            break
        words = f"{words} · {title}" if words else title
    title = digest.title_in(variant.language)
    words = words or clean(title)
    return printed(words, "", variant.language, limit=PREHEADER_LIMIT) or Text(title)


def masthead_of(digest: Digest, variant: Variant, words: Words, day: date | None) -> Masthead:
    """Name or logo, tagline, and the date where there is one."""
    name = digest.title_in(variant.language)
    title = printed(name, "", variant.language) or Text(digest.slug)
    taglines = digest.look.tagline
    tagline = taglines.get(variant.language) or taglines.get(digest.language) or ""
    return Masthead(
        title=title,
        date=words.text(words.day(day) if day else ""),
        tagline=printed(tagline, "", variant.language, limit=160),
        logo=_logo(digest, title),
    )


def _logo(digest: Digest, title: Text) -> Picture | None:
    look = digest.look
    url = web_address(look.logo)
    if not url:
        return None
    width, height = shown_size(look.logo_width, look.logo_height, LOGO_ROOM)
    return Picture(url, title, width, height if look.logo_height else LOGO_ROOM[1])


def _footer(digest: Digest, variant: Variant, words: Words) -> Footer:
    title = clean(digest.title_in(variant.language))
    own = digest.look.footer.get(variant.language) or digest.look.footer.get(digest.language) or ""
    if direction_of(title, words.direction) != words.direction:
        title = enclose(title)
    return Footer(
        why=words.text(words.say("why", title=title)),
        own=printed(own, "", variant.language),
        postal=printed(digest.sender.postal_address, "", variant.language),
    )
