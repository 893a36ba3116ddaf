"""What SendGrid reports: proven to be its own, and translated into events of ours.

    raw body | signed? (ECDSA over timestamp + body, not too old) -> read -> events, alarms

Only a report whose `delivery` we minted ourselves speaks of a reader; all else is kept raw and
otherwise left alone.  SendGrid's own event id is no key: a report told again may carry a new one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sendgrid.helpers.eventwebhook import EventWebhook

from digest.mail.headers import clean
from digest.mail.sendgrid_body import NOTICE
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event, NoticeEvent
from digest.rules import bounces, tokens

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
FRESH = timedelta(hours=26)
"""SendGrid tries again for 24 hours, perhaps with the signature of the first time."""
_AHEAD = timedelta(minutes=10)

_KINDS: Mapping[tuple[str, str], DeliveryEvent] = {
    ("processed", ""): DeliveryEvent.PROCESSED,
    ("deferred", ""): DeliveryEvent.DEFERRED,
    ("delivered", ""): DeliveryEvent.DELIVERED,
    ("bounce", ""): DeliveryEvent.BOUNCED,
    ("bounce", "bounce"): DeliveryEvent.BOUNCED,
    ("bounce", "blocked"): DeliveryEvent.BLOCKED,
    ("blocked", ""): DeliveryEvent.BLOCKED,
    ("dropped", ""): DeliveryEvent.DROPPED,
    ("spamreport", ""): DeliveryEvent.COMPLAINED,
    ("unsubscribe", ""): DeliveryEvent.UNSUBSCRIBED,
    ("group_unsubscribe", ""): DeliveryEvent.UNSUBSCRIBED,
}
_ALARM = re.compile(r"suspend|deactivate|ban")


@dataclass(frozen=True, slots=True)
class Told:
    """A body as read.  `ignored` = reports that change nothing here; `alarms` stop all sending."""

    events: tuple[Event, ...]
    ignored: int
    alarms: tuple[str, ...]
    notices: tuple[NoticeEvent, ...] = ()


def signed(raw: bytes, signature: str, timestamp: str, key: str, now: datetime) -> bool:
    """False for anything that is not provably SendGrid's and of these days; never raises.

    `key` may hold several, divided by commas: any of them may have signed.
    """
    if not signature or not _fresh(timestamp, now):
        return False
    return any(_sealed(raw, signature, timestamp, one) for one in key.split(",") if one)


def _sealed(raw: bytes, signature: str, timestamp: str, key: str) -> bool:
    try:
        body = "".join(re.sub(r"-----[A-Z ]+-----", "", key).split())
        base64.b64decode(signature, validate=True)
        return bool(EventWebhook(body).verify_signature(raw.decode(), signature, timestamp))
    except Exception:  # noqa: BLE001 - the helper answers forgeries with any error there is
        return False


def _fresh(timestamp: str, now: datetime) -> bool:
    moment = _moment(timestamp if timestamp.isascii() and timestamp.isdigit() else None)
    return moment is not None and now - FRESH <= moment <= now + _AHEAD


def read(raw: bytes, keys: Sequence[bytes]) -> Told:
    """The events in a body.  Raises ValueError where it is no JSON array."""
    try:
        told = json.loads(raw)
    except RecursionError as error:
        raise ValueError("the body is nested too deeply") from error
    if not isinstance(told, list):
        raise ValueError("the body is no list of events")
    events: list[Event] = []
    notices: list[NoticeEvent] = []
    alarms: list[str] = []
    for one in told:
        if isinstance(one, dict):
            _sort(one, keys, events, notices, alarms)
    ignored = len(told) - len(events) - len(notices) - len(alarms)
    return Told(tuple(events), ignored, tuple(alarms), tuple(notices))


def _sort(
    one: Mapping[str, object],
    keys: Sequence[bytes],
    events: list[Event],
    notices: list[NoticeEvent],
    alarms: list[str],
) -> None:
    """One report to where it belongs.  Thousands a second pass here, so each is looked at once."""
    word, key = one.get("event"), one.get("delivery")
    if word == "account_status_change":
        alarms += _alarm(one)
        return
    at = _moment(one.get("timestamp"))
    if not isinstance(word, str) or not isinstance(key, str) or at is None:
        return
    kind = _kind(one, word)
    if kind is None:
        return
    if whose := tokens.read_delivery(key, keys):
        address = str(one.get("email") or "")
        name, reason = _natural_key(one), _reason(one)
        events.append(Event(name, kind, whose.issue, whose.subscriber, at, reason, address))
    elif notice := tokens.read(key, NOTICE, keys):
        notices.append(NoticeEvent(notice.issue, kind, at, _reason(one)))


def _alarm(one: Mapping[str, object]) -> Iterator[str]:
    """What stops all sending, in SendGrid's word."""
    kind = str(one.get("type") or "")
    if _ALARM.search(kind):
        yield clean(kind)[:60]


def _kind(one: Mapping[str, object], word: str) -> DeliveryEvent | None:
    """A block that speaks of the mailbox and not of the letter is a soft bounce."""
    kind = _KINDS.get((word, _type(one, word)))
    if kind is not DeliveryEvent.BLOCKED:
        return kind
    sorted_as = str(one.get("bounce_classification") or "").strip().lower()
    words = str(one.get("reason") or "")[:2000]
    full = bounces.mailbox_full(str(one.get("status") or ""), words)
    soft = sorted_as == "mailbox unavailable" or (not sorted_as and full)
    return DeliveryEvent.SOFT if soft else kind


def _type(one: Mapping[str, object], word: str) -> str:
    return str(one.get("type") or "") if word == "bounce" else ""


def _natural_key(one: Mapping[str, object]) -> str:
    get = one.get
    parts = (
        f"{get('delivery') or ''}\x1f{get('event') or ''}\x1f{get('type') or ''}\x1f"
        f"{get('attempt') or ''}\x1f{get('url') or ''}\x1f{get('timestamp') or ''}"
    )
    return f"sendgrid:{hashlib.blake2b(parts.encode(errors='replace'), digest_size=20).hexdigest()}"


def _reason(one: Mapping[str, object]) -> str:
    status, said = one.get("status"), one.get("reason") or one.get("response")
    if not (status or said):
        return ""
    told = f"{status or ''} {said or ''}"
    # JSON may spell half a character, which no database takes.
    return clean(told if told.isascii() else told.encode(errors="replace").decode())[:500]


def _moment(told: object) -> datetime | None:
    """A UNIX time, as number or digits."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    try:
        return datetime.fromtimestamp(int(told), UTC)
    except (ValueError, OverflowError, OSError):
        return None
