"""The gate before every send: rules over the final bytes of one message.

    .eml bytes -> message.read -> wire | headers | mime | leftovers | size | document
                                  | safety | images | links | parity -> findings

Each file is a literal table of rules: id, severity, function.  A function looks at the message
and yields what is wrong, in words and where.  `RULES` is all tables in printed order; the ids are
what `--override-lint` takes and what docs/lint.md lists.

Reads bytes only: no network, no template, no setting but the site.  Does not mend anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.model.finding import Finding, Severity
from digest.press.lint import (
    document,
    headers,
    images,
    leftovers,
    links,
    mime,
    parity,
    safety,
    size,
    wire,
)
from digest.press.lint.message import Message, Rule, read

RULES: tuple[Rule, ...] = (
    *wire.RULES,
    *headers.RULES,
    *mime.RULES,
    *leftovers.RULES,
    *size.RULES,
    *document.RULES,
    *safety.RULES,
    *images.RULES,
    *links.RULES,
    *parity.RULES,
)
ADDRESS_RULES = frozenset({"private-url", "img-https", "link-scheme", "8058-https"})
"""Rules about private and unencrypted addresses: notes where `lenient_urls`."""
OF_A_LIST = frozenset(
    {"8058-https", "8058-first", "8058-post", "2919", "unsub-visible", "unsub-text"}
)
"""Rules about the way out of a list: a service mail is on none."""
MOST = 5
"""A rule that trips on every story is shown so many times."""

__all__ = ["ADDRESS_RULES", "OF_A_LIST", "RULES", "Finding", "Rule", "Severity", "lint_message"]


def lint_message(
    raw: bytes,
    *,
    site: str,
    secrets: Sequence[str] = (),
    lenient_urls: bool = False,
    service: bool = False,
) -> tuple[Finding, ...]:
    """Everything the rules find in a message, in the order of the rules.

    `raw`: the bytes as they go to the wire, gaps filled.  `site`: root of our own links.
    `secrets`: this reader's tokens, which may stand under the site only.  `lenient_urls`: what is
    said about private and unencrypted addresses becomes notes.  `service`: a single mail about a
    subscription, to which the rules about lists do not apply.
    """
    message = read(raw, site=site, secrets=tuple(secrets), service=service)
    rules = [rule for rule in RULES if not (service and rule.id in OF_A_LIST)]
    return tuple(
        finding for rule in rules for finding in _findings(rule, message, lenient=lenient_urls)
    )


def _findings(rule: Rule, message: Message, *, lenient: bool) -> tuple[Finding, ...]:
    severity = Severity.NOTE if lenient and rule.id in ADDRESS_RULES else rule.severity
    faults = list(dict.fromkeys(rule.check(message)))
    shown = [Finding(rule.id, severity, words, where) for words, where in faults[:MOST]]
    if len(faults) > MOST:
        shown.append(Finding(rule.id, severity, f"and {len(faults) - MOST} more", "message"))
    return tuple(shown)
