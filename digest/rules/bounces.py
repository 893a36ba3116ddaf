"""What a bounce says of a mailbox: it is gone, it takes nothing for now, or the letter was not wanted.

    status (RFC 3463) + the server's words -> BOUNCED | SOFT | BLOCKED | DEFERRED | None

Only words about the address itself end the mail to it: a wrong "gone" loses a reader for ever, a
wrong "not wanted" costs a letter.  So where words and status disagree, the milder one counts.
"""

from __future__ import annotations

import re

from digest.model.delivery import DeliveryEvent

_E = DeliveryEvent
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-#:;,)]|$)(?! ?(?:bytes|kb|mb))", re.IGNORECASE)
_NOT_WANTED = re.compile(
    r"\bspam|unsolicited|black ?list|block ?list|\bblocked\b|\brbl\b|dnsbl|spamhaus|barracuda"
    r"|reputation|\bpolicy|\bdmarc\b|\bspf\b|\bdkim\b|\bvirus|malware|phish|content reject"
    r"|rate limit|too many|relay(?:ing)? (?:access )?(?:denied|not|prohibited)|unable to relay|not authori[sz]ed|authentication|sender (?:address )?(?:verify|reject)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"mailbox (?:is )?full|over ?quota|quota exceeded|exceed\w* (?:\w+ ){0,3}quota|storage (?:is )?full"
    r"|insufficient (?:system )?storage|out of storage|not enough space|no space",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:no such|unknown|invalid|non-?existent|not a valid|bad destination|unrouteable|unrouted)"
    r" (?:\w+ ){0,2}?(?:user|recipient|mailbox|address|account|person|local part|alias)"
    r"|(?:user|recipient|mailbox|account|address|alias)s?(?: \S+)? (?:was |is |are )?"
    r"(?:unknown|not found|not exist|invalid|disabled|inactive|unavailable permanently)"
    r"|(?:does ?n[o']t|do not|did not) (?:exist|have an? (?:\S+ )?account)|no mailbox here"
    r"|account (?:that you tried to reach )?(?:has been |is )?(?:disabled|closed|deleted|terminated)"
    r"|no longer (?:valid|available|with|works|exists)|user doesn't|not listed in",
    re.IGNORECASE,
)
_LOOKS_GONE = frozenset({0, 1, 2, 3, 6, 10})
"""Details of x.1.x that speak of the address; 7 and 8 speak of the sender's."""


def kind(status: str, words: str) -> DeliveryEvent | None:
    """What a final failure means; None for a success.

    `status` = the field of that name, "" without one; `words` = what the server said.
    """
    told = _told(status, words)
    if told is None:
        return _by_words(words)
    group, subject, detail = told
    if group == 2:
        return None
    return _by_status(group, subject, detail, words)


def mailbox_full(status: str, words: str) -> bool:
    """Whether it is the mailbox that takes nothing for now, and not the letter that is not wanted."""
    told = _told(status, words)
    speaks_of_it = told is not None and told[1] == 2 and told[2] != 3
    return bool(_FULL.search(words) or speaks_of_it) and not _NOT_WANTED.search(words)


def plain(words: str) -> DeliveryEvent:
    """The same for a bounce that is text alone: gone only where status or reply and words say so."""
    told = _told("", words)
    permanent = told[0] == 5 if told else "5" in {code[1] for code in _REPLY.finditer(words)}
    found = kind("", words) or _E.BLOCKED
    if found is _E.BOUNCED and not (permanent and _GONE.search(words)):
        return _E.SOFT
    return found


def no_mailbox(code: int, words: str) -> bool:
    """Whether a server's reply to RCPT says for good that there is no such mailbox.

    RFC 2034: a status stands first in the reply; without one, number and words must both say so.
    """
    status = _STATUS.match(words)
    found = kind(status[0], words) if status else plain(f"{code} {words}")
    return code >= 500 and found is _E.BOUNCED


_FEW_GONE, _SHARE_GONE = 3, 0.2


def believed(gone: int, asked: int) -> bool:
    """Whether so many mailboxes can be gone of those that were asked at once.

    A server that has lost its directory calls everybody unknown, and that is its own trouble.
    """
    return gone <= max(_FEW_GONE, _SHARE_GONE * asked)


def _told(status: str, words: str) -> tuple[int, int, int] | None:
    """The most telling status: a field of x.0.0 says less than what stands in the words."""
    own, inner = _STATUS.search(status), _STATUS.search(words)
    chosen = inner if own is None or (own[2] == "0" and inner is not None) else own
    return None if chosen is None else (int(chosen[1]), int(chosen[2]), int(chosen[3]))


def _by_status(group: int, subject: int, detail: int, words: str) -> DeliveryEvent:
    if subject in (5, 6, 7) or _NOT_WANTED.search(words):
        return _E.BLOCKED
    if _FULL.search(words) or group == 4:
        return _E.SOFT
    if subject == 1:
        return _E.BOUNCED if detail in _LOOKS_GONE else _E.BLOCKED
    if subject == 2 and detail == 1 and _GONE.search(words):
        return _E.BOUNCED
    if subject == 0:
        return _by_words(words)
    # A letter that is too large or of a form that is not taken says nothing of the mailbox.
    return _E.BLOCKED if (subject, detail) in ((2, 3), (3, 3), (3, 4)) else _E.SOFT


def _by_words(words: str) -> DeliveryEvent:
    if _NOT_WANTED.search(words):
        return _E.BLOCKED
    if _FULL.search(words):
        return _E.SOFT
    if _GONE.search(words):
        return _E.BOUNCED
    return (
        _E.SOFT
        if re.search(r"timed out|expired|refused|unreachable|no route|unavailable", words, re.I)
        else _E.BLOCKED
    )


MILDEST = (None, _E.DEFERRED, _E.BLOCKED, _E.SOFT, _E.BOUNCED)
"""From "it arrived" to "there is nobody": of several answers about one letter the first counts."""


def mildest(told: list[DeliveryEvent | None]) -> DeliveryEvent | None:
    """Of a letter that went on to several mailboxes: one that took it is enough."""
    return min(told, key=MILDEST.index, default=None)
