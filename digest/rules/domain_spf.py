"""Whether a domain's SPF (RFC 7208) says what it should: one record, not for all, ten lookups at most.

Which addresses it lets send is not judged: the servers behind a relay are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.model.domain import Remark, Texts, Told, Zone, silent
from digest.model.finding import Severity
from digest.rules.speaking import counted

SPF = "SPF"
MOST_LOOKUPS = 10
"""Section 4.6.4: whoever checks a letter gives up beyond."""

PROVIDER = "sendgrid.net"

_TERM = re.compile(r"[+\-~?]?(all|include|a|mx|ptr|ip4|ip6|exists)(?:[:/].*)?", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_INCLUDE = re.compile(r"(?:[+\-~?]?include:|redirect=)(.+)", re.IGNORECASE)
_LOOKS_UP = ("include", "a", "mx", "ptr", "exists")


def records(texts: Texts) -> tuple[str, ...]:
    """Those of a name's texts that are SPF."""
    return tuple(text for text in texts.texts if text.lower().split(" ")[0] == "v=spf1")


def leads_to(texts: Texts) -> tuple[str, ...]:
    """The names whose SPF counts as well: `include:` and `redirect=`; none that has a macro."""
    found = [_INCLUDE.fullmatch(term) for record in records(texts)[:1] for term in _terms(record)]
    names = [match[1].lower().rstrip(".") for match in found if match]
    return tuple(name for name in names if "%" not in name)


def judged(domain: str, zone: Zone) -> tuple[Remark, ...]:
    """What is wrong with the SPF of `domain`, or that all is well.  `zone` has what it leads to."""
    found = zone.get(domain, Texts(domain, Told.SILENT))
    own = records(found)
    if found.told is Told.SILENT:
        return (silent(SPF, domain),)
    if not own:
        advice = f'publish a TXT record at {domain}: "v=spf1 include:… -all", with your mail server'
        return (_wrong(f"{domain} has no SPF record", advice),)
    if len(own) > 1:
        words = f"{domain} has {len(own)} SPF records: that is an error, and none of them counts"
        return (_wrong(words, "make one of them"),)
    return tuple(_faults(domain, own[0], zone)) or (_good(domain, zone),)


def of_provider(domain: str, zone: Zone, *, authenticated: bool) -> tuple[Remark, ...]:
    """With SendGrid's CNAMEs the return path, and its SPF with it, is a name below that is its own.

    Without them the record of the domain has to name the provider.
    """
    found = zone.get(domain, Texts(domain, Told.SILENT))
    if authenticated:
        words = f"letters come back to SendGrid's name below {domain} (em…): its SPF counts"
        faults = judged(domain, zone) if records(found) else ()
        wrong = tuple(one for one in faults if one.severity is Severity.ERROR)
        return (Remark(SPF, Severity.NOTE, words), *wrong)
    if found.told is not Told.SILENT and PROVIDER not in _reached(domain, zone):
        words = f"{domain} does not let SendGrid send in its name"
        advice = f"authenticate the domain at SendGrid, or add include:{PROVIDER} to its SPF"
        return (Remark(SPF, Severity.WARNING, words, advice),)
    return judged(domain, zone)


def _faults(domain: str, record: str, zone: Zone) -> Iterator[Remark]:
    terms = _terms(record)
    if any(term.lower() in ("all", "+all") for term in terms):
        words = f"{domain}: +all lets everybody send in its name"
        yield _wrong(words, 'end the record with "-all" or "~all"')
    for term in record.split()[1:]:
        if not (_TERM.fullmatch(term) or _MODIFIER.fullmatch(term)):
            words = f"{domain}: {term!r} is no term of SPF: the whole record counts as an error"
            yield _wrong(words, "correct it, or take it out")
    yield from _of_others(domain, zone)
    count = lookups(domain, zone)
    if count > MOST_LOOKUPS:
        words = f"{domain}: the record takes {count} lookups, and {MOST_LOOKUPS} are allowed"
        yield _wrong(words, "take out what no longer sends, or name addresses (ip4:, ip6:)")


def _of_others(domain: str, zone: Zone) -> Iterator[Remark]:
    """What is wrong with a name that the record leads to, however far off."""
    for name in _reached(domain, zone):
        found = zone.get(name)
        if name in _reached(name, zone):
            words = f"{domain}: the record goes in a circle, by {name}"
            yield _wrong(words, f"take out the include that leads back to {name}")
        elif found and found.told is not Told.SILENT and len(records(found)) != 1:
            number = len(records(found)) or "no"
            words = f"{domain}: includes {name}, which has {number} SPF records where one must be"
            yield _wrong(words, "take it out, or correct its spelling")


def _reached(domain: str, zone: Zone) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    waiting = [domain]
    while waiting:
        for name in leads_to(zone.get(waiting.pop(), Texts("", Told.SILENT))):
            if name not in seen:
                seen[name] = None
                waiting.append(name)
    return tuple(seen)


def lookups(domain: str, zone: Zone) -> int:
    """How many lookups the record takes at most, those of its includes too; at least, where one is silent."""
    known: dict[str, int] = {}

    def of(name: str, above: frozenset[str]) -> int:
        if name in above or name not in zone:
            return 0
        if name not in known:
            found = zone[name]
            own = sum(_looks_up(term) for record in records(found)[:1] for term in _terms(record))
            known[name] = own + sum(of(one, above | {name}) for one in leads_to(found))
        return known[name]

    return of(domain, frozenset())


def _looks_up(term: str) -> bool:
    match = _TERM.fullmatch(term)
    return match[1].lower() in _LOOKS_UP if match else term.lower().startswith("redirect=")


def _good(domain: str, zone: Zone) -> Remark:
    lost = [name for name in _reached(domain, zone) if _lost(zone.get(name))]
    if lost:
        words = f"{domain} has one record; {', '.join(lost)} in it gave no answer"
        return Remark(SPF, Severity.WARNING, words, "look again")
    words = f"{domain} has one record, of {counted(lookups(domain, zone), 'lookup')} ({MOST_LOOKUPS} allowed)"
    return Remark(SPF, Severity.NOTE, words)


def _lost(found: Texts | None) -> bool:
    return found is None or found.told is Told.SILENT


def _terms(record: str) -> list[str]:
    """Those that count: nothing after `all`, and with one no `redirect=` (section 5.1 and 6.1)."""
    terms = record.split()[1:]
    ends = [at for at, term in enumerate(terms) if term.lower().lstrip("+-~?") == "all"]
    if not ends:
        return terms
    return [term for term in terms[: ends[0] + 1] if not term.lower().startswith("redirect=")]


def _wrong(words: str, advice: str) -> Remark:
    return Remark(SPF, Severity.ERROR, words, advice)
