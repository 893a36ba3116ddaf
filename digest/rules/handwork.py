"""The editor's hand on the filled sections: order, pins, own links, own words.

    filled sections | own links | ordered | pins at their places | numbered | reworded

Bans, holds and stories from outside have done their work before: see `conference`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.model.hand import OwnLink, Reword
from digest.model.issue import Placement, Reason
from digest.model.plan import SectionPlan
from digest.model.story import Story
from digest.rules.conference import Conference


def in_printed_order(
    conference: Conference,
    placed: Mapping[str, Sequence[Placement]],
    pins: Sequence[Placement],
) -> list[Placement]:
    """All placements, section by section as configured, with places counted from 0."""
    printed: list[Placement] = []
    for section in conference.digest.sections:
        links = [link for link in conference.hand.links if link.section == section.slug]
        rows = [*placed.get(section.slug, ()), *(_own(link, section) for link in links)]
        rows = _ordered(conference, section, rows)
        rows = _with_pins(conference, rows, [p for p in pins if p.section == section.slug])
        printed += [replace(row, place=place) for place, row in enumerate(rows)]
    return [_reworded(conference, placement) for placement in printed]


def _ordered(
    conference: Conference, section: SectionPlan, rows: Sequence[Placement]
) -> list[Placement]:
    """Those the editor named first, in that order; the others follow as they stood."""
    wanted = conference.hand.orders.get(section.slug, ())
    rank = {story_id: at for at, story_id in enumerate(wanted)}
    return sorted(rows, key=lambda row: rank.get(row.story_id, len(rank)))


def _with_pins(
    conference: Conference, rows: list[Placement], pins: Sequence[Placement]
) -> list[Placement]:
    """Pins at their places; of two for one place the later has it."""
    for pin in sorted(pins, key=lambda pin: conference.pins[pin.story_id].place):
        rows.insert(min(conference.pins[pin.story_id].place, len(rows)), pin)
    return rows


def _own(link: OwnLink, section: SectionPlan) -> Placement:
    return Placement(
        story_id=-link.number,
        story=Story(source="", guid=f"own-link-{link.number}", title=link.title, url=link.url),
        section=section.slug,
        kind=section.kind,
        place=0,
        why=(Reason("own_link", f"a link of {link.by or 'the editor'}"),),
    )


def _reworded(conference: Conference, placement: Placement) -> Placement:
    """Headline, teaser and picture as the editor wants them in this mail; the story keeps its own."""
    steps = conference.hand.reworded(placement.story_id)
    if not steps:
        return placement
    story = placement.story
    for step in steps:
        story = _with(story, step)
    why = Reason("reworded", f"in the words of {steps[-1].by or 'the editor'}, for this mail only")
    return replace(
        placement,
        story=story,
        why=(*placement.why, why),
        gathered=placement.story,
    )


def _with(story: Story, step: Reword) -> Story:
    return replace(
        story,
        title=story.title if step.title is None else step.title,
        teaser=story.teaser if step.teaser is None else step.teaser,
        image=story.image if step.image is None else step.image if step.image.url else None,
    )
