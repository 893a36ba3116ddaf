"""What `digest doctor` looks at in the name service: SPF, DKIM and DMARC of the sending domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digest.bootstrap import House
from digest.checking.finding import Finding, Verdict, ok, warn
from digest.checking.there import reserved
from digest.model.domain import Remark, Texts, Told
from digest.model.errors import DigestError
from digest.model.finding import Severity
from digest.rules import domain_dkim, domain_dmarc, domain_spf
from digest.rules.speaking import clean
from digest.settings import Settings
from digest.transports import public_key

if TYPE_CHECKING:
    from digest.mail.domain import NameService
    from digest.settings.dkim import Dkim

_SELECTORS, _PLAIN = ("s1", "s2"), "m1"
"""SendGrid's own: two CNAMEs, or one text where its automatic security is off."""
_MOST_NAMES = 20
_VERDICTS = {Severity.ERROR: Verdict.BAD, Severity.WARNING: Verdict.WARN, Severity.NOTE: Verdict.OK}


def sending(house: House) -> Iterator[Finding]:
    """Every domain that letters are sent from; nothing where none leaves or no name is real."""
    settings = house.settings
    domains = _domains(settings)
    if settings.delivery.scheme == "outbox" or not domains:
        return
    from digest.mail.domain import name_service

    names = name_service()
    for domain in domains:
        for remark in _remarks(settings, domain, names):
            verdict = _VERDICTS[remark.severity]
            yield Finding(remark.record, verdict, clean(remark.words), clean(remark.advice))


def tried(house: House) -> Iterator[Finding]:
    """The same at a press, where nothing to ask is an answer too."""
    found = tuple(sending(house))
    yield from found
    if not found and house.settings.delivery.scheme == "outbox":
        yield ok("sender", "outbox: nothing leaves this machine, so no domain was looked up")
    elif not found:
        words = "no newsletter is sent from a domain that can be looked up"
        yield warn("sender", words, "set [sender] address to a domain of yours", configuration=True)


def _domains(settings: Settings) -> list[str]:
    found = {
        digest.sender.address.rpartition("@")[2].lower() for digest in settings.digests.values()
    }
    return sorted(domain for domain in found if domain and not reserved(domain))


def _remarks(settings: Settings, domain: str, names: NameService) -> Iterator[Remark]:
    judge = _sendgrid if settings.delivery.scheme == "sendgrid" else _smtp
    remarks, proofs = judge(settings, domain, names)
    yield from remarks
    zone = {place: _texts(place, names) for place in domain_dmarc.places(domain)}
    yield from domain_dmarc.judged(domain, zone, proofs)


def _texts(name: str, names: NameService) -> Texts:
    """What stands there; at a name that can be nobody's nothing does, and nobody is asked."""
    return Texts(name, Told.NOTHING) if reserved(name) else names.texts(name)


def _spf_zone(domain: str, names: NameService) -> dict[str, Texts]:
    """The record of a domain, and of all it leads to, as far as a receiver would go."""
    zone, waiting = {domain: _texts(domain, names)}, [domain]
    while waiting and len(zone) < _MOST_NAMES:
        for name in domain_spf.leads_to(zone[waiting.pop(0)]):
            if name not in zone and len(zone) < _MOST_NAMES:
                zone[name] = _texts(name, names)
                waiting.append(name)
    return zone


def _smtp(
    settings: Settings, domain: str, names: NameService
) -> tuple[list[Remark], domain_dmarc.Proofs]:
    returns = settings.bounces.return_path.rpartition("@")[2].lower() or domain
    spf = domain_spf.judged(returns, _spf_zone(returns, names))
    dkim = _own_key(settings.dkim, names)
    signed = settings.dkim.domain.lower() if settings.dkim and _holds([dkim]) else ""
    returned = returns if _holds(spf) else ""
    proofs = domain_dmarc.Proofs(signed, returned, known=settings.dkim is not None)
    return [*spf, dkim], proofs


def _holds(remarks: Sequence[Remark]) -> bool:
    return all(one.severity is not Severity.ERROR for one in remarks)


def _own_key(dkim: Dkim | None, names: NameService) -> Remark:
    if dkim is None:
        words = "there is no [dkim] in digest.toml: letters are signed by the mail server, or not"
        advice = "set [dkim], or look for dkim=pass in a copy: digest issue test-send"
        return Remark(domain_dkim.DKIM, Severity.WARNING, words, advice)
    try:
        key = public_key(dkim)
    except DigestError as error:
        advice = "correct key_file under [dkim] in digest.toml"
        return Remark(domain_dkim.DKIM, Severity.ERROR, str(error), advice)
    place = f"{dkim.selector}._domainkey.{dkim.domain}".lower()
    return domain_dkim.own_key(_texts(place, names), key)


def _sendgrid(
    _settings: Settings, domain: str, names: NameService
) -> tuple[list[Remark], domain_dmarc.Proofs]:
    places = [f"{selector}._domainkey.{domain}" for selector in _SELECTORS]
    found = [_texts(place, names) for place in places]
    plain = _texts(f"{_PLAIN}._domainkey.{domain}", names)
    dkim = domain_dkim.providers_keys(found, plain)
    there = dkim.severity is Severity.NOTE
    spf = domain_spf.of_provider(domain, _spf_zone(domain, names), authenticated=there)
    signed = domain if there else ""
    return [*spf, dkim], domain_dmarc.Proofs(signed, known=dkim.severity is Severity.ERROR)
