"""What the console says, in four languages: a phrase is a row with its English, German, French, Urdu.

    words/<screen>.py   PHRASES: id -> Four(en, de, fr, ur)   | table.py joins them
    saying.py           say(id, gaps) in the language of the request; numbers, plurals, days, times
    tags.py             the same in a template: {% say "today.title" %}

The language is Django's active one; `digest.web.console.access` sets it for a request: the
operator's own, else the browser's, else the house's.  What comes from elsewhere and speaks English
alone (an error of a verb without an id) is shown by `foreign`, marked as English.
"""

from digest.web.console.words.dates import day, moment
from digest.web.console.words.errors import guards, labelled, refused
from digest.web.console.words.saying import foreign, knows, listed, number, say, speech
from digest.web.console.words.spans import ahead, lasting, since

__all__ = [
    "ahead",
    "day",
    "foreign",
    "guards",
    "knows",
    "labelled",
    "lasting",
    "listed",
    "moment",
    "number",
    "refused",
    "say",
    "since",
    "speech",
]
