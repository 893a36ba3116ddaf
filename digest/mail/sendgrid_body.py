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
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from json.encoder import encode_basestring_ascii as quoted

from digest.mail import headers
from digest.mail.letter import copy_hash, feedback_id
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


_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*").fullmatch


@dataclass(frozen=True, slots=True)
class Form:
    """What all requests of an edition share.  `tail` begins after the batch's own fields.

    `pieces` are what stands between a reader's own values; `delivery` mints the keys of many.
    """

    tail: bytes
    pieces: tuple[str, ...]
    greeting: tuple[str, str]
    language: str
    issue: int
    copy_hash: Callable[[str], str]
    delivery: Callable[[Sequence[int]], list[str]]
    service: str = ""
    click: str = ""


def form(sheet: Sheet, key: bytes, *, sandbox: bool = False) -> Form:
    """The form of an edition; serialised once."""
    edition, head = sheet.edition, sheet.head
    gaps = edition.gap(editions.TOKEN), edition.gap(editions.NAME), gap(edition.nonce, "NAME_HTML")
    tail = json.dumps(_shared(sheet, *gaps[1:], sandbox=sandbox), ensure_ascii=False)
    purpose, number = (NOTICE, sheet.id) if head.service else (DELIVERY, head.issue)
    before, _, after = quoted(salutation("x", edition.variant.language))[1:-1].partition("x")
    return Form(
        tail=tail[1:].encode(),
        pieces=_pieces(sheet, gaps),
        greeting=(before, after),
        language=edition.variant.language,
        issue=head.issue,
        copy_hash=copy_hash(head.issue_key),
        delivery=partial(tokens.mint_all, key, purpose, number),
        service=head.service,
        click=f'","{edition.gap(editions.CLICK)}":"' if edition.counted else "",
    )


def _pieces(sheet: Sheet, gaps: tuple[str, str, str]) -> tuple[str, ...]:
    head, (token, text, page) = sheet.head, gaps
    letter = f'"Message-ID":"<{head.issue_key}.'
    mine = f'@{_domain(sheet)}>"}}'
    if head.service:
        return (f'}}],"headers":{{{letter}', f'{mine},"custom_args":{{"delivery":"')
    return (
        f'}}],"headers":{{"List-Unsubscribe":"<{head.site}/s/',
        f'/unsubscribe>",{letter}',
        f'{mine},"substitutions":{{"{token}":"',
        f'","{text}":"',
        f'","{page}":"',
        '"},"custom_args":{"delivery":"',
    )


def _domain(sheet: Sheet) -> str:
    return headers.ascii_address(sheet.head.sender.address).rpartition("@")[2]


def _shared(sheet: Sheet, text_gap: str, html_gap: str, *, sandbox: bool) -> dict[str, object]:
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


def body(shared: Form, batch: int, people: Sequence[Addressed]) -> bytes:
    """The request that offers these readers of a batch."""
    keys = shared.delivery([one.recipient.subscriber for one in people])
    part = _to_one if shared.service else _to_reader
    parts = ",".join([part(shared, one, key) for one, key in zip(people, keys, strict=True)])
    if shared.service:
        marks = f'"custom_args":{{"batch":"service"}},"categories":["service-{shared.service}"],'
    else:
        marks = (
            f'"custom_args":{{"batch":"{batch}"}},'
            f'"categories":["issue-{shared.issue}","batch-{batch}"],'
        )
    # The readers' part is ASCII and by far the longest: it is never widened for the rest.
    return b"".join((b'{"personalizations":[', parts.encode(), b"],", marks.encode(), shared.tail))


def wire_address(address: str) -> str:
    """The address as it goes.  Raises UnicodeError where it has no form for the wire."""
    if address.isascii() and address.isprintable():
        return address
    return headers.ascii_address(address)


def _to_reader(shared: Form, one: Addressed, key: str) -> str:
    (_, _, address, name), token = one
    opening, listed, own, text_gap, page_gap, last = shared.pieces
    if len(name) <= 64 and _PLAIN(name):  # most names need no look at each of their characters
        named = f',"name":"{name}"'
        text = page = f"{shared.greeting[0]}{name}{shared.greeting[1]}"
    else:
        named, text, page = _named(name), *_spoken(name, shared.language)
    clicks = f"{shared.click}{tokens.click_of(token)}" if shared.click else ""
    return (
        f'{{"to":[{{"email":{quoted(wire_address(address))}{named}{opening}{token}{listed}'
        f"{shared.copy_hash(address)}{own}{token}{text_gap}{text}{page_gap}{page}{clicks}{last}{key}"
        '"}}'
    )


def _to_one(shared: Form, one: Addressed, key: str) -> str:
    """A service mail: to one person, of no list."""
    (_, _, address, name), _ = one
    opening, last = shared.pieces
    to = f"{quoted(wire_address(address))}{_named(name)}"
    return f'{{"to":[{{"email":{to}{opening}{shared.copy_hash(address)}{last}{key}"}}}}'


def _named(name: str) -> str:
    shown = name if name.isprintable() else headers.clean(name)
    return f',"name":{quoted(shown)}' if shown else ""


def _spoken(name: str, language: str) -> tuple[str, str]:
    """What fills the gap of a name in text and in HTML, ready to stand between quotes."""
    spoken = salutation(name if name.isprintable() else headers.clean(name), language)
    return quoted(spoken)[1:-1], quoted(html.escape(spoken))[1:-1]
