"""A parcel as the bytes of one request, spliced from ready pieces.

    sheet -once-> tail (sender, subject, both parts, tracking off, categories)
    reader        -> personalization: address, List-Unsubscribe, substitutions, delivery key
    {"personalizations":[...], + batch + tail

The names of the substitutions hold the edition's nonce as its gaps do: it is fresh, so no name and
no headline can spell one.  Only ids and tokens, whose alphabet is ours, go in unquoted.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from json.encoder import encode_basestring_ascii as quoted

from digest.mail import headers
from digest.mail.letter import copy_hash, feedback_id
from digest.model import edition as editions
from digest.model.post import Addressed, Letterhead, Readers, Sheet
from digest.rules import tokens
from digest.rules.layout import salutation

NOTICE = b"notice"
"""The purpose of `custom_args.delivery` of a service mail, by the number of its notice."""

_SILENT = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


_GREETED = 64
"""A longer name is cut where it is spoken."""


@dataclass(frozen=True, slots=True)
class Form:
    """What all requests of an edition share.  `tails` begin after the batch's own fields.

    Two of them: where every name is spelled the same in text and in HTML, one substitution fills
    both, else each has its own.  `pieces` are what stands between a reader's own values; `seal`
    ends the delivery keys of an issue.
    """

    tails: tuple[bytes, bytes]
    pieces: tuple[str, ...]
    greeting: tuple[str, str]
    language: str
    issue: int
    seal: str
    copy_hash: Callable[[str], str]
    notice: Callable[[Sequence[int]], list[str]]
    service: str = ""
    click: str = ""


def form(sheet: Sheet, key: bytes, *, sandbox: bool = False) -> Form:
    """The form of an edition; serialised once."""
    edition, head = sheet.edition, sheet.head
    before, _, after = quoted(salutation("x", edition.variant.language))[1:-1].partition("x")
    token, text, page = (f"%{edition.nonce}{sign}%" for sign in "TNH")
    return Form(
        tails=(
            _tail(sheet, token, text, text, sandbox=sandbox),
            _tail(sheet, token, text, page, sandbox=sandbox),
        ),
        pieces=_pieces(sheet, token, text, page),
        greeting=(before, after),
        language=edition.variant.language,
        issue=head.issue,
        seal=tokens.seal(key, head.issue),
        copy_hash=copy_hash(head.issue_key),
        notice=partial(tokens.mint_all, key, NOTICE, sheet.id),
        service=head.service,
        click=f'","{edition.gap(editions.CLICK)}":"' if edition.counted else "",
    )


def _pieces(sheet: Sheet, token: str, text: str, page: str) -> tuple[str, ...]:
    head = sheet.head
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


def _tail(sheet: Sheet, token: str, text: str, page: str, *, sandbox: bool) -> bytes:
    """All but the readers and the batch, the gaps under short names: they stand in every reader."""
    edition = sheet.edition
    own = edition.gap(editions.TOKEN), edition.gap(editions.NAME)
    parts = [
        part.replace(own[0], token).replace(own[1], name)
        for part, name in ((edition.text, text), (edition.html, page))
    ]
    shared = _shared(sheet, *parts, sandbox=sandbox)
    return json.dumps(shared, ensure_ascii=False)[1:].encode()


def _shared(sheet: Sheet, text: str, page: str, *, sandbox: bool) -> dict[str, object]:
    edition, head, sender = sheet.edition, sheet.head, sheet.head.sender
    body: dict[str, object] = {
        "from": _mailbox(sender.name, sender.address),
        "subject": headers.clean(edition.subject),
        "content": [
            {"type": "text/plain", "value": text},
            {"type": "text/html", "value": page},
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


def body(shared: Form, batch: int, people: Readers) -> bytes:
    """The request that offers these readers of a batch."""
    tail = shared.tails[1]
    if shared.service:
        marks = f'"custom_args":{{"batch":"service"}},"categories":["service-{shared.service}"],'
        keys = shared.notice(people.subscribers)
        parts = [_to_one(shared, one, key) for one, key in zip(people, keys, strict=True)]
    else:
        marks = (
            f'"custom_args":{{"batch":"{batch}"}},'
            f'"categories":["issue-{shared.issue}","batch-{batch}"],'
        )
        if all_plain(people.addresses, people.names):
            plainly = _to_counted if shared.click else _to_plain
            tail, parts = shared.tails[0], plainly(shared, people)
        else:
            parts = [_to_reader(shared, one) for one in people]
    # The readers' part is ASCII and by far the longest: it is never widened for the rest.
    listed = ",".join(parts).encode()
    return b"".join((b'{"personalizations":[', listed, b"],", marks.encode(), tail))


def all_plain(addresses: Sequence[str], names: Sequence[str]) -> bool:
    """Whether none of them has a character that is spelled otherwise anywhere, and all have names.

    Asked of a thousand at once, so that nobody looks at each of their characters.
    """
    whole, spoken = "".join(addresses), "\n".join(names)
    words = f"\n{spoken}\n".replace("-", " ")
    return (
        whole.isascii()
        and whole.isprintable()
        and not ('"' in whole or "\\" in whole)
        and spoken.isascii()
        and spoken.count("\n") == len(names) - 1
        and words.replace(" ", "").replace("\n", "").isalnum()
        and not any(odd in words for odd in ("  ", " \n", "\n ", "\n\n"))
        and max(map(len, names)) <= _GREETED
    )


def _to_plain(shared: Form, people: Readers) -> list[str]:
    """The same as `_to_reader`, which a test proves, for readers who are all plain."""
    opening, listed, own, gap, _, last = shared.pieces
    before, after = shared.greeting
    opening, gap, last = f'"{opening}', f"{gap}{before}", f"{after}{last}"
    end = f'{shared.seal}"}}}}'
    each = zip(people.addresses, people.names, people.tokens, strict=True)
    return [
        f'{{"to":[{{"email":"{address}","name":"{name}{opening}{token}{listed}{(who := token[:16])}'
        f"{own}{token}{gap}{name}{last}{who}{end}"
        for address, name, token in each
    ]


def _to_counted(shared: Form, people: Readers) -> list[str]:
    """The same where links are counted: one value more for each reader."""
    opening, listed, own, gap, _, last = shared.pieces
    before, after = shared.greeting
    opening, gap, after = f'"{opening}', f"{gap}{before}", f"{after}{shared.click}"
    end = f'{shared.seal}"}}}}'
    clicks = tokens.clicks_of(people.tokens)
    each = zip(people.addresses, people.names, people.tokens, clicks, strict=True)
    return [
        f'{{"to":[{{"email":"{address}","name":"{name}{opening}{token}{listed}{(who := token[:16])}'
        f"{own}{token}{gap}{name}{after}{click}{last}{who}{end}"
        for address, name, token, click in each
    ]


def wire_address(address: str) -> str:
    """The address as it goes.  Raises UnicodeError where it has no form for the wire."""
    if address.isascii() and address.isprintable():
        return address
    return headers.ascii_address(address)


def _to_reader(shared: Form, one: Addressed) -> str:
    (_, _, address, name), token = one
    opening, listed, own, text_gap, page_gap, last = shared.pieces
    text, page = _spoken(name, shared.language)
    who = token[: tokens.NAMED]
    clicks = f"{shared.click}{tokens.click_of(token)}" if shared.click else ""
    return (
        f'{{"to":[{{"email":{quoted(wire_address(address))}{_named(name)}{opening}{token}{listed}'
        f"{who}{own}{token}{text_gap}{text}{page_gap}{page}{clicks}{last}{who}{shared.seal}"
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
