"""Which stories a section of a digest takes: by source, category, address, language and words.

Does not count, rank or place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digest.model.plan import SectionKind, SectionPlan
from digest.model.story import Story
from digest.rules.conference import Conference
from digest.rules.terms import words


def takes(section: SectionPlan, story: Story, conference: Conference) -> bool:
    """Whether the story passes every filter that the section sets; an empty one takes all."""
    return (
        (not section.sources or story.source in section.sources)
        and _in_category(section, story)
        and (not section.url_pattern or bool(_pattern(section.url_pattern).search(story.url)))
        and (not section.stories_in or language(story, conference) in _codes(section.stories_in))
        and asked_for(section.keywords, story)
    )


def also_take(section: SectionPlan, story: Story, conference: Conference) -> tuple[str, ...]:
    """The other sections that readers may choose and that take it too, in printed order.

    Of a story in everybody's mail none: nobody can miss it there.
    """
    if not section.choosable:
        return ()
    return tuple(
        other.slug
        for other in conference.digest.sections
        if other.kind is SectionKind.NEWS and other.choosable and other.slug != section.slug
        if takes(other, story, conference)
    )


def language(story: Story, conference: Conference) -> str:
    """The main language code: the story's, else its source's, else the digest's own."""
    source = conference.sources.get(story.source)
    said = story.language or (source.language if source else "") or conference.digest.language
    return _code(said)


def asked_for(keywords: tuple[str, ...], story: Story) -> bool:
    """Whether the story answers the query of a section.

    Each entry is a wish, one of them is enough: all its words in headline, teaser or categories,
    or, in double quotes, these words in this order.  An entry with a minus in front must not hit.
    """
    if not keywords:
        return True
    text = list(words("\n".join((story.title, story.teaser, story.section, *story.categories))))
    unwanted = [entry[1:] for entry in keywords if entry.startswith("-")]
    wanted = [entry for entry in keywords if not entry.startswith("-")]
    if any(_hits(entry, text) for entry in unwanted):
        return False
    return not wanted or any(_hits(entry, text) for entry in wanted)


def _hits(entry: str, text: list[str]) -> bool:
    asked = list(words(entry))
    if not asked:
        return False
    if entry.strip().startswith('"'):
        return any(text[at : at + len(asked)] == asked for at in range(len(text)))
    return set(asked) <= set(text)


def _in_category(section: SectionPlan, story: Story) -> bool:
    if not section.categories:
        return True
    wanted = {" ".join(words(name)) for name in section.categories}
    return any(" ".join(words(name)) in wanted for name in (story.section, *story.categories))


def _codes(languages: tuple[str, ...]) -> set[str]:
    return {_code(language) for language in languages}


def _code(language: str) -> str:
    return language.replace("_", "-").split("-")[0].casefold()


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
