"""Whether readers' servers find the key that letters are signed with (RFC 6376, section 3.6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.model.domain import Remark, Texts, Told, silent, tags
from digest.model.finding import Severity

DKIM = "DKIM"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`kind` as the tag k= names it (rsa, ed25519); `spelt` in base64, in each way that is read."""

    kind: str
    spelt: tuple[str, ...]


def own_key(found: Texts, key: PublicKey) -> Remark:
    """The record under our selector against the key that signs."""
    if found.told is Told.SILENT:
        return silent(DKIM, found.name)
    keys = [tags(text) for text in found.texts if "p" in tags(text)]
    advice = f'publish a TXT record there: "v=DKIM1; k={key.kind}; p={key.spelt[0]}"'
    if not keys:
        return _wrong(f"{found.name} has no key: signatures cannot be checked", advice)
    if len(keys) > 1:
        return _wrong(f"{found.name} has {len(keys)} keys: which one counts is chance", "keep one")
    return _compared(found.name, keys[0], key, advice)


def _compared(name: str, told: dict[str, str], key: PublicKey, advice: str) -> Remark:
    if told.get("v", "DKIM1") != "DKIM1":
        return _wrong(f"{name}: v={told['v']} is no version; it must say v=DKIM1", advice)
    if not told["p"]:
        return _wrong(f"{name}: p= is empty: the key was taken back", advice)
    if told.get("k", "rsa") != key.kind or told["p"] not in key.spelt:
        words = f"{name} is not the key of [dkim] key_file: every signature fails"
        return _wrong(words, advice)
    if "y" in told.get("t", "").split(":"):
        words = f"{name} has our key, and t=y says that it is only on trial"
        return Remark(DKIM, Severity.WARNING, words, "take out t=y")
    return Remark(DKIM, Severity.NOTE, f"{name} has the key that letters are signed with")


def providers_keys(found: Sequence[Texts], plain: Texts) -> Remark:
    """The selectors that SendGrid's domain authentication asks for, each a CNAME of a key.

    `plain` = the one selector of those who publish the provider's key as text.
    """
    good = [one for one in (*found, plain) if _has_key(one)]
    dangling = [one for one in found if one.led_on and one.told is Told.NOTHING]
    if dangling:
        words = f"{dangling[0].name} leads to {dangling[0].canonical}, where nothing is"
        return _wrong(words, "press Verify at SendGrid, Sender Authentication, and compare")
    if good:
        return Remark(DKIM, Severity.NOTE, f"{', '.join(one.name for one in good)}: there")
    lost = [one for one in (*found, plain) if one.told is Told.SILENT]
    if lost:
        return silent(DKIM, lost[0].name)
    words = f"{found[0].name} is not there: letters are signed for sendgrid.net alone"
    advice = "authenticate the domain at SendGrid; with selectors of your own choice, verify there"
    return Remark(DKIM, Severity.WARNING, words, advice)


def _has_key(found: Texts) -> bool:
    return any(tags(text).get("p") for text in found.texts)


def _wrong(words: str, advice: str) -> Remark:
    return Remark(DKIM, Severity.ERROR, words, advice)
