"""RFC 3464: a delivery status report, with a group of fields for each recipient.

message/delivery-status -> groups -> the one of our reader, else the mildest of all
returned letter         -> the address that it went to
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_string
from email.message import Message
from email.utils import parseaddr
from itertools import islice

from digest.mail.bounce_words import Found, header, one_line, own, text_of
from digest.model.delivery import DeliveryEvent
from digest.rules import bounces

_MOST = 50
"""Parts, and groups of a report, that are looked at."""
_ARRIVED = ("delivered", "relayed", "expanded")


def found(mail: Message) -> Found | None:
    """What a report says; None where the mail is none."""
    parts = list(islice(mail.walk(), _MOST))
    status = next((one for one in parts if one.get_content_type() in _STATUS_TYPES), None)
    if status is None:
        return None
    groups = list(_groups(status))
    if not groups:
        return None
    went_to = _returned_to(parts)
    ours = [one for one in groups if went_to and went_to.lower() in _names(one)]
    judged = [(_kind(one), one) for one in ours or groups]
    kind = bounces.mildest([told for told, _ in judged])
    group = next(one for told, one in judged if told is kind)
    return Found(kind, _reason(group), went_to or next(iter(_names(group)), ""))


_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")


def _groups(status: Message) -> Iterator[Message]:
    """The groups of recipients; the first group of a report is of the whole mail."""
    payload = status.get_payload()
    coded = header(status.get("Content-Transfer-Encoding", "")).strip().lower()
    if coded in ("base64", "quoted-printable") or not isinstance(payload, list):
        payload = _decoded(payload, coded)
    for group in islice(payload, _MOST):
        if isinstance(group, Message) and (group.get("Action") or group.get("Final-Recipient")):
            yield group


def _decoded(payload: object, coded: str) -> list[Message]:
    """Groups that came encoded, which the library takes for fields as they are."""
    pieces = payload if isinstance(payload, list) else [payload]
    text = "\n\n".join(str(piece).strip() for piece in pieces)
    whole = message_from_string(f"Content-Transfer-Encoding: {coded}\n\n{text}")
    groups = re.split(r"\r?\n\r?\n", text_of(whole))
    return [message_from_string(f"{one.strip()}\n\n") for one in groups[:_MOST]]


def _names(group: Message) -> list[str]:
    told = (own(header(group.get(name, ""))) for name in ("Original-Recipient", "Final-Recipient"))
    return [name.lower() for name in told if "@" in name]


def _kind(group: Message) -> DeliveryEvent | None:
    action = one_line(header(group.get("Action", ""))).lower()
    status = one_line(header(group.get("Status", "")))
    if action in _ARRIVED:
        return None
    if action == "delayed":
        return DeliveryEvent.DEFERRED
    if action != "failed" and not status.startswith("5"):
        # Neither says that it is over.
        return DeliveryEvent.DEFERRED
    return bounces.kind(status, _said(group))


def _said(group: Message) -> str:
    told = header(group.get("Diagnostic-Code", "")).partition(";")
    return one_line(told[2] or told[0], 2000)


def _reason(group: Message) -> str:
    status = one_line(header(group.get("Status", "")), 20)
    return one_line(f"{status} {_said(group)}".strip())


def _returned_to(parts: Sequence[Message]) -> str:
    """To whom the returned letter was written, where the report brings its head."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            return _to(message_from_string(text_of(part)))
        if kind in ("message/rfc822", "message/global") and isinstance(part.get_payload(), list):
            return _to(part.get_payload(0))
    return ""


def _to(letter: object) -> str:
    if not isinstance(letter, Message):
        return ""
    return one_line(parseaddr(header(letter.get("To", "")))[1], 254)
