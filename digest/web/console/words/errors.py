"""What elsewhere has an id and English words, told in the language of the request.

A guard, a reason of the choice: the words of its id, and the English particulars behind them, marked
as English.  In English the particulars say it all.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from digest.model.errors import DigestError, GuardRefused
from digest.web.console.words.dates import language
from digest.web.console.words.saying import foreign, knows, listed, say


def labelled(phrase: str, particulars: str) -> SafeString:
    """`Verbreitung (told by 3 of 5 publishers)`; without words for the id the particulars alone."""
    told = foreign(particulars)
    if language() == "en" or not knows(phrase):
        return told
    return say("labelled", words=say(phrase), particulars=told) if particulars else say(phrase)


def guards(ids: tuple[str, ...], because: str) -> SafeString:
    """Why an issue waits for a person: the guards that stopped it, and what they said."""
    if language() == "en" or not ids:
        return foreign(because)
    known = [say(f"guard.{one}") for one in ids if knows(f"guard.{one}")]
    return say("labelled", words=listed(known), particulars=foreign(because))


def refused(error: DigestError) -> SafeString:
    """The error in words: our own as they are, a guard's by its id, any other in English."""
    if isinstance(error.message, SafeString):
        return error.message
    # Django says in the language of the request what is wrong with a password.
    if isinstance(error.__context__, ValidationError):
        return listed(error.__context__.messages)
    if isinstance(error, GuardRefused):
        return labelled(f"guard.{error.guard}", error.message)
    return foreign(error.message)
