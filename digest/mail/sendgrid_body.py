"""A parcel as the bytes of one request, spliced from ready pieces.

    sheet -once-> tail (sender, subject, both parts, tracking off, categories)
    reader        -> personalization: address, List-Unsubscribe, substitutions, delivery key
    {"personalizations":[...], + batch + tail

The gaps of the edition are themselves the names of the substitutions: their nonce is fresh, so no
name and no headline can spell one.  Only ids and tokens, whose alphabet is ours, go in unquoted.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted

from digest.mail import headers
from digest.mail.letter import feedback_id, message_id
from digest.model import edition as editions
from digest.model.edition import gap
from digest.model.post import Addressed, Letterhead, Sheet
from digest.rules import tokens
from digest.rules.layout import salutation

DELIVERY = b"delivery"
"""The purpose of `custom_args.delivery`: it names a copy to us, and opens no page."""
NOTICE = b"notice"
"""The same for a service mail, by the number of its notice."""

_SILENT = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


@dataclass(frozen=True, slots=True)
class Form:
    """What all requests of an edition share.  `tail` begins after the batch's own fields."""

    tail: str
    site: str
    domain: str
    issue_key: str
    language: str
    token_gap: str
    text_gap: str
    html_gap: str
    issue: int
    delivery: Callable[[int], str]
    service: str = ""


def form(sheet: Sheet, key: bytes, *, sandbox: bool = False) -> Form:
    """The form of an edition; serialised once."""
    edition, head = sheet.edition, sheet.head
    text_gap, html_gap = edition.gap(editions.NAME), gap(edition.nonce, "NAME_HTML")
    tail = json.dumps(_shared(sheet, text_gap, html_gap, sandbox), ensure_ascii=False)
    return Form(
        tail=tail[1:],
        site=head.site,
        domain=_domain(sheet),
        issue_key=head.issue_key,
        language=edition.variant.language,
        token_gap=edition.gap(editions.TOKEN),
        text_gap=text_gap,
        html_gap=html_gap,
        issue=head.issue,
        delivery=tokens.minter(key, NOTICE, sheet.id)
        if head.service
        else tokens.minter(key, DELIVERY, head.issue),
        service=head.service,
    )


def _domain(sheet: Sheet) -> str:
    return headers.ascii_address(sheet.head.sender.address).rpartition("@")[2]


def _shared(sheet: Sheet, text_gap: str, html_gap: str, sandbox: bool) -> dict[str, object]:
    edition, head, sender = sheet.edition, sheet.head, sheet.head.sender
    body: dict[str, object] = {
        "from": _mailbox(sender.name, sender.address),
        "subject": headers.clean(edition.subject),
        "content": [
            {"type": "text/plain", "value": edition.text},
            {"type": "text/html", "value": edition.html.replace(text_gap, html_gap)},
        ],
        "headers": _of_a_list(head)
        | {
            "Feedback-ID": feedback_id(sheet, _domain(sheet)),
            "Auto-Submitted": "auto-generated",
        },
        "tracking_settings": _SILENT,
        "mail_settings": {"sandbox_mode": {"enable": sandbox}},
    }
    if sender.reply_to:
        body["reply_to"] = {"email": headers.ascii_address(sender.reply_to)}
    return body


def _of_a_list(head: Letterhead) -> dict[str, str]:
    """A service mail belongs to no list: there is nothing to leave."""
    if head.service:
        return {}
    return {
        "List-Id": f"{headers.phrase(head.digest_title)} <{head.list_id}>".replace("\r\n", ""),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


def _mailbox(name: str, address: str) -> dict[str, str]:
    named = {"name": headers.clean(name)} if headers.clean(name) else {}
    return {"email": headers.ascii_address(address), **named}


def body(shared: Form, batch: int, people: Iterable[Addressed]) -> bytes:
    """The request that offers these readers of a batch."""
    parts = ",".join([personalization(shared, one) for one in people])
    if shared.service:
        marks = f'"custom_args":{{"batch":"service"}},"categories":["service-{shared.service}"],'
        return f'{{"personalizations":[{parts}],{marks}{shared.tail}'.encode()
    marks = (
        f'"custom_args":{{"batch":"{batch}"}},'
        f'"categories":["issue-{shared.issue}","batch-{batch}"],'
    )
    return f'{{"personalizations":[{parts}],{marks}{shared.tail}'.encode()


def personalization(shared: Form, one: Addressed) -> str:
    """One reader's part.  Raises UnicodeError where the address has no form for the wire."""
    reader, token = one.recipient, one.token
    address = reader.address
    if not address.isascii() or not address.isprintable():
        address = headers.ascii_address(address)
    name = reader.name if reader.name.isprintable() else headers.clean(reader.name)
    named = f',"name":{quoted(name)}' if name else ""
    spoken = salutation(name, shared.language)
    if shared.service:
        return (
            f'{{"to":[{{"email":{quoted(address)}{named}}}],"headers":{{"Message-ID":'
            f'"<{message_id(shared.issue_key, reader.address)}@{shared.domain}>"}},'
            f'"custom_args":{{"delivery":"{shared.delivery(reader.subscriber)}"}}}}'
        )
    return (
        f'{{"to":[{{"email":{quoted(address)}{named}}}],'
        f'"headers":{{"List-Unsubscribe":"<{shared.site}/s/{token}/unsubscribe>",'
        f'"Message-ID":"<{message_id(shared.issue_key, reader.address)}@{shared.domain}>"}},'
        f'"substitutions":{{"{shared.token_gap}":"{token}",'
        f'"{shared.text_gap}":{quoted(spoken)},'
        f'"{shared.html_gap}":{quoted(html.escape(spoken) if spoken else "")}}},'
        f'"custom_args":{{"delivery":"{shared.delivery(reader.subscriber)}"}}}}'
    )
