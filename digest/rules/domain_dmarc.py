"""Whether a domain says what becomes of letters that are not its own (DMARC), and ours are its own.

A letter passes where its signature or its return path is of the same house as its From: the same
name (strict), or names below one that has the policy (relaxed).  What that one is, is found as
receivers find it: up from the domain, by where a policy stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.model.domain import Remark, Texts, Told, Zone, silent, tags
from digest.model.finding import Severity

DMARC = "DMARC"
POLICIES = ("none", "quarantine", "reject")
_MOST_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Proofs:
    """What stands for a letter: the domain it is `signed` for, that of its return path; '': none.

    `known`: whether nobody else signs it on the way (a relay may).
    """

    signed: str = ""
    returns: str = ""
    known: bool = True


def places(domain: str) -> tuple[str, ...]:
    """Where its policy may stand, the nearest first: `_dmarc.` of itself and of what is above it."""
    labels = domain.split(".")
    above = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    return tuple(f"_dmarc.{name}" for name in (*above[:1], *above[1:][-_MOST_ABOVE:]))


def judged(domain: str, zone: Zone, proofs: Proofs) -> tuple[Remark, ...]:
    """What is wrong with the policy of `domain`, whether our letters pass it, and a note on it."""
    for place in places(domain):
        found = zone.get(place, Texts(place, Told.SILENT))
        if found.told is Told.SILENT:
            return (silent(DMARC, place),)
        own = _records(found)
        if own:
            return _of(domain, place, own, _House(_highest(domain, zone), proofs))
    advice = f'publish a TXT record at _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:…"'
    return (_wrong(f"{domain} has no DMARC record, which Gmail and Yahoo ask for", advice),)


@dataclass(frozen=True, slots=True)
class _House:
    """The name under which all are of one house, and what letters bring along."""

    name: str
    proofs: Proofs


def _highest(domain: str, zone: Zone) -> str:
    found = [place for place in places(domain) if place in zone and _records(zone[place])]
    return found[-1].removeprefix("_dmarc.")


def _records(found: Texts) -> tuple[str, ...]:
    return tuple(text for text in found.texts if tags(text).get("v", "").upper() == "DMARC1")


def _of(domain: str, place: str, own: Sequence[str], house: _House) -> tuple[Remark, ...]:
    if len(own) > 1:
        words = f"{place} has {len(own)} DMARC records: none of them counts"
        return (_wrong(words, "make one of them"),)
    told = tags(own[0])
    if not own[0].lstrip().startswith("v") or told["v"] != "DMARC1":
        words = f"{place} does not begin with v=DMARC1, in these capitals: it does not count"
        return (_wrong(words, "correct its beginning"),)
    policy = told.get("p", "")
    if place != f"_dmarc.{domain}":
        policy = told.get("sp", policy)
    if policy.lower() not in POLICIES:
        words = f"{place}: the policy is {policy or 'not there'}; allowed: {', '.join(POLICIES)}"
        return (_wrong(words, "say p=none, p=quarantine or p=reject"),)
    return (_policy(place, policy.lower(), told), _passing(domain, house, told))


def _policy(place: str, policy: str, told: dict[str, str]) -> Remark:
    if policy != "none":
        return Remark(DMARC, Severity.NOTE, f"{place}: {policy}")
    heard = "" if told.get("rua") else "; without rua= nobody gets the reports"
    words = f"{place}: none, which watches and stops nobody yet{heard}"
    return Remark(DMARC, Severity.NOTE, words, "go on to quarantine when the reports are clean")


def _passing(domain: str, house: _House, told: dict[str, str]) -> Remark:
    proofs = house.proofs
    signed = aligned(proofs.signed, domain, house.name, told.get("adkim", "r"))
    returned = aligned(proofs.returns, domain, house.name, told.get("aspf", "r"))
    if signed or returned:
        by = " and ".join(name for name, yes in (("DKIM", signed), ("SPF", returned)) if yes)
        return Remark(DMARC, Severity.NOTE, f"letters from {domain} can pass by {by}")
    if not proofs.known:
        words = f"letters from {domain} pass only if whoever takes them signs for {domain}"
        advice = "look for dkim=pass and dmarc=pass in a copy: digest issue test-send"
        return Remark(DMARC, Severity.WARNING, words, advice)
    words = (
        f"letters from {domain} cannot pass: no good signature is for it"
        f" ({proofs.signed or 'none'}), nor a return path with SPF ({proofs.returns or 'none'})"
    )
    return _wrong(words, f"sign for {domain}: domain under [dkim] in digest.toml, and its record")


def aligned(name: str, domain: str, house: str, mode: str) -> bool:
    """Whether `name` speaks for letters from `domain`; `mode` s = strict, anything else relaxed."""
    if not name or mode.lower() == "s":
        return name == domain
    return within(domain, name) or (within(name, house) and within(domain, house))


def within(name: str, above: str) -> bool:
    """Whether a name is another, or below it."""
    return name == above or name.endswith(f".{above}")


def _wrong(words: str, advice: str) -> Remark:
    return Remark(DMARC, Severity.ERROR, words, advice)
