"""Who may lead an issue by ranking: sure of its date, news, with enough to show, and not again.

    ranked | dated | in the window | news | enough to show | no recent lead | may lead, and why

An editor's pin and a source that leads by configuration do not pass through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digest.model.issue import Printed, Reason
from digest.model.plan import Digest
from digest.model.story import Form, Provenance, Role, Story, instant_of
from digest.rules.freshness import CLOCK_SLACK
from digest.rules.ranking import Ranked, length, seen

SURE = frozenset(
    {
        Provenance.JSON_LD,
        Provenance.META,
        Provenance.MICRODATA,
        Provenance.FEED,
        Provenance.SITEMAP,
    }
)
"""Where a date must have been read to make a lead.  An address or running text is not enough."""

NEW_MEMBERS = 3
"""So many reports since make a story that led lately a lead again."""


def may_lead(
    ranked: Ranked, digest: Digest, now: datetime, recent_leads: Sequence[Printed]
) -> tuple[bool, tuple[Reason, ...]]:
    """Whether the representative may lead, with one reason for every gate.

    A failed gate's term is its id (`undated_lead`, `old_lead`, `form_lead`, `thin_lead`,
    `recent_lead`); a passed one's is `lead`.  `recent_leads` are the leads of the last two issues.
    """
    story = ranked.representative.story
    failed_or_passed = (
        _dated(story),
        _in_window(story, digest, now),
        _is_news(story),
        _enough(story, digest),
        _not_again(ranked, digest, recent_leads),
    )
    return all(reason.term == "lead" for reason in failed_or_passed), failed_or_passed


def _dated(story: Story) -> Reason:
    if story.published is None:
        return Reason("undated_lead", "may not lead: it states no date")
    if story.dated_by not in SURE:
        place = f"read from the {story.dated_by}" if story.dated_by else "of unknown origin"
        return Reason("undated_lead", f"may not lead: its date is {place}")
    return Reason("lead", f"dated by {story.dated_by}")


def _in_window(story: Story, digest: Digest, now: datetime) -> Reason:
    if story.published is None:
        return Reason("old_lead", "may not lead: without a date nobody knows that it is of today")
    at = instant_of(story.published, digest.tz)
    if now - digest.choosing.look_back <= at <= now + CLOCK_SLACK:
        return Reason("lead", "published inside the window")
    return Reason("old_lead", "may not lead: published outside the window")


def _is_news(story: Story) -> Reason:
    if story.role is not Role.NEWS or story.form is not Form.ARTICLE:
        kind = story.form if story.role is Role.NEWS else story.role
        return Reason("form_lead", f"may not lead: it is {kind}, not an article of news")
    return Reason("lead", "an article of news")


def _enough(story: Story, digest: Digest) -> Reason:
    needed, have = digest.choosing.lead_words, length(story)
    if have >= needed:
        return Reason("lead", f"enough to show: {have} words")
    if story.image is not None and story.teaser:
        return Reason("lead", "enough to show: a picture and a teaser")
    text = f"may not lead: {have} words of {needed}, and not both picture and teaser"
    return Reason("thin_lead", text)


def _not_again(ranked: Ranked, digest: Digest, recent_leads: Sequence[Printed]) -> Reason:
    ours = {(m.story.source, m.story.guid) for m in ranked.cluster.members}
    ours |= {(p.story.source, p.story.guid) for p in ranked.cluster.printed}
    led = [p for p in recent_leads if (p.story.source, p.story.guid) in ours]
    if not led:
        return Reason("lead", "did not lead one of the last two issues")
    since = max(printed.printed_at for printed in led)
    new = sum(1 for member in ranked.cluster.members if seen(member, digest) > since)
    if new >= NEW_MEMBERS:
        return Reason("lead", f"led lately, but {new} reports came since")
    return Reason("recent_lead", f"may not lead: it led lately, and {new} reports came since")
