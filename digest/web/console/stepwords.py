"""A step of the editor's hand in the language of the request; the audit keeps its English words."""

from __future__ import annotations

from digest.model import hand
from digest.model.hand import Step
from digest.web.console.words import listed, say


def told(step: Step) -> str:
    """What was done, as a part of a sentence."""
    match step:
        case hand.Pin():
            return say("step.pin", story=step.story_id, place=step.place + 1, section=step.section)
        case hand.Ban():
            return say("step.ban", story=step.story_id)
        case hand.Hold():
            return say("step.hold", story=step.story_id)
        case hand.Release():
            return say("step.release", story=step.story_id)
        case hand.Order():
            stories = listed([str(one) for one in step.story_ids])
            return say("step.order", section=step.section, stories=stories)
        case _:
            return _of_words(step)


def _of_words(step: hand.Reword | hand.OwnLink | hand.Outside | hand.Note) -> str:
    match step:
        case hand.Reword():
            given = {"title": step.title, "teaser": step.teaser, "picture": step.image}
            changed = [say(f"step.{name}") for name, value in given.items() if value is not None]
            return say("step.reword", story=step.story_id, what=listed(changed))
        case hand.OwnLink():
            return say("step.link", title=step.title, section=step.section)
        case hand.Outside():
            return say("step.outside", title=step.known.story.title, section=step.section)
        case hand.Note():
            return say("step.note" if step.text else "step.no_note")
