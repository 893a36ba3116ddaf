"""What a report says, by id, in English.  `{gaps}` are filled where a sentence is made.

The other languages stand beside it, a file each; a test compares ids and gaps.
"""

from __future__ import annotations

from collections.abc import Mapping

from digest.reporting.words_de import GERMAN
from digest.reporting.words_fr import FRENCH
from digest.reporting.words_ur import URDU

ENGLISH: Mapping[str, str] = {
    "report": "Report",
    "counted": "Counted at {at} UTC.",
    "not_out": "The audience is not frozen yet: nothing has left, and there is nothing to report.",
    "fates": "What became of it",
    "fates.about": "Of {audience} readers: {parts}.",
    "readers": "readers",
    "share": "share",
    "outcome": "what",
    "delivered": "delivered",
    "submitted": "submitted",
    "unheard": "submitted, not heard of yet",
    "bounced": "came back",
    "failed": "refused by the post",
    "uncertain": "uncertain",
    "pending": "pending",
    "cancelled": "cancelled",
    "excluded": "excluded",
    "complaints": "complaints",
    "unsubscribes": "unsubscribes",
    "clicks": "readers who followed a link",
    "audience": "readers",
    "unreported": "Nobody reports deliveries here, so a letter is submitted, or it came back. SendGrid's event webhook reports them.",
    "returns": "What came back",
    "returns.none": "Nothing came back.",
    "returns.about": "Letters that came back, by domain: {parts}.",
    "domain": "domain",
    "domain.erased": "(erased readers)",
    "total": "all",
    "hard": "no such mailbox",
    "soft": "mailbox takes nothing now",
    "blocked": "letter not wanted",
    "dropped": "dropped by the provider",
    "refused": "refused at the door",
    "more_domains": "The {n} with most of them; digest issue report {issue} --json names all.",
    "stories": "Which stories were followed",
    "stories.off": "Clicks are not counted in this issue. With clicks = true under [tracking] in digests/{digest}.toml they are, from the next issue on.",
    "stories.none": "Nobody has followed a link yet. Clicks are counted five minutes after they were made.",
    "stories.about": "Readers by story: {parts}.",
    "stories.sum": "{readers} readers followed {clicks} links to stories.",
    "stories.machines": "Besides, {machines} requests bore signs of mail scanners; they count as nobody's.",
    "story": "story",
    "section": "section",
    "times": "clicks",
    "machines": "likely scanners",
    "opens": "Openings",
    "opens.about": "The picture at the mail's end was loaded for {readers} readers, {clicks} times. That is an unreliable sign: some mail programs load it unread, others never do. Nothing is decided by it.",
    "band": "Against the last 30 days",
    "band.none": "There is no other finished issue of this digest in the 30 days before it, so there is nothing to compare with.",
    "band.few": "With fewer than 4 other issues there is a middle, and no usual range.",
    "band.about": "{name}: {value}; usually {usual}.",
    "band.legend": "The bar is the usual range, the middle half of the other issues; the line in it is their median, the red mark is this issue.",
    "measure": "measure",
    "this": "this issue",
    "median": "median",
    "usual": "usual range",
    "issues": "issues",
    "standing": "standing",
    "above": "above",
    "within": "within",
    "below": "below",
    "unknown": "not known",
    "specimens": "Test copies and seeds, counted apart: {parts}.",
    "test": "test copies",
    "seed": "seeds",
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "ur": URDU,
}
"""The phrases of a report by language."""
