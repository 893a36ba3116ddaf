"""A service mail -> the post: claim, set, look, intent, ask, mark.

    notices.claim         one conditional UPDATE: this mail is mine, fence + 1
    | settle              a former owner had asked already: evidence, else uncertain
    | press, lint         set now, so its links are fresh and stand in no table
    | notices.intend      on disk before the post is asked; refused on a freeze
    | mailer.submit       a parcel of one, no transaction open
    | notices.mark        submitted, failed, uncertain: at most once, whatever dies when

Does not decide whom to write to: `subscribe`, `replies` and `profile` make the drafts.  A lost
answer is never sent again by a machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from digest.flow.pacing import Pacer, Unlimited
from digest.flow.ports import Checkpoint, Clock, Mailer, NoticePress, NoticeReader, passing
from digest.flow.record import record_notices
from digest.flow.submit import Outcome
from digest.model.audience import Recipient
from digest.model.delivery import DeliveryEvent
from digest.model.edition import Edition, Variant
from digest.model.errors import ConfigurationError, TemplateError, TemporaryError
from digest.model.event import NoticeEvent
from digest.model.finding import Severity
from digest.model.notice import Held
from digest.model.plan import Digest
from digest.model.post import Addressed, Answer, Evidence, Fate, Letterhead, Parcel, Sheet, Verdict
from digest.rules import notices as rules
from digest.rules.bounces import believed
from digest.rules.service import recipient_of, spoken, wait
from digest.store import notice_events, notices

MAX_ATTEMPTS = 8
NO_ISSUE = 0
"""Where a bulk letter names its issue, a service mail names none; the batch is its own number."""
_FROZEN = timedelta(minutes=1)
_MISCONFIGURED = timedelta(minutes=5)
_LATELY = timedelta(hours=1)
_LOST = Verdict(Fate.UNCERTAIN, "in flight when the sender stopped")


@dataclass(frozen=True, slots=True)
class Counter:
    """What serving needs besides the mail's number.

    `allowed` = who may be mailed here.  `pace`: these letters wait for no limit, and count for it.
    """

    mailer: Mailer
    press: NoticePress
    reader: NoticeReader
    digests: Mapping[str, Digest]
    key: bytes
    site: str
    clock: Clock
    allowed: Callable[[str], bool] | None = None
    checkpoint: Checkpoint = passing
    worker: str = ""
    pace: Pacer | Unlimited = field(default_factory=Unlimited)


def serve(number: int, counter: Counter) -> Outcome:
    """Bring one service mail to the post; leave quietly when somebody else has it."""
    counter.checkpoint("before claim")
    held = notices.claim(number, counter.clock(), counter.worker)
    if held is None:
        return Outcome.NOT_MINE
    counter.checkpoint("after claim")
    if held.asked:
        return _settle(held, counter)
    unfit = _unfit(held, counter)
    if unfit:
        notices.cancel(held, unfit, counter.clock())
        return Outcome.DONE
    try:
        parcel = _parcel(held, counter)
    except (TemplateError, ConfigurationError) as error:
        notices.give_up(held, str(error), counter.clock())
        return Outcome.DONE
    wrong = _wrong(parcel, counter)
    if wrong:
        notices.give_up(held, wrong, counter.clock())
        return Outcome.DONE
    return _go(held, parcel, counter)


def _unfit(held: Held, counter: Counter) -> str:
    """Why it is not to go any more; '' where it is."""
    if held.silenced:
        return held.silenced
    if held.draft.digest not in counter.digests:
        return f"digest {held.draft.digest} is no longer configured"
    if not held.draft.in_bulk and counter.clock() - held.made_at > rules.TOO_LATE:
        return "too late: it could not go for a day and a half"
    if counter.allowed is not None and not counter.allowed(held.draft.address.lower()):
        return "outside production only addresses of the allow-list are mailed"
    return ""


def _settle(held: Held, counter: Counter) -> Outcome:
    """A former owner asked the post and vanished: by evidence, else uncertain for ever."""
    evidence = counter.mailer.evidence(NO_ISSUE, held.id, 0)
    verdict = judged(evidence)
    if verdict is None:
        notices.undo(held, counter.clock(), "surely not accepted: the sender stopped before")
        return Outcome.LATER
    _nobody_there(held, verdict, counter)
    notices.mark(held, verdict, counter.clock())
    return Outcome.DONE


def judged(evidence: Evidence) -> Verdict | None:
    """The verdict that evidence allows; None where the mail surely did not go."""
    if 0 in evidence.accepted:
        return Verdict(Fate.ACCEPTED)
    if evidence.certain or evidence.reached == 0:
        return None
    told = evidence.verdicts.get(0, _LOST)
    return None if told.fate is Fate.NOT_ACCEPTED else told


def _parcel(held: Held, counter: Counter) -> Parcel:
    digest = counter.digests[held.draft.digest]
    notice = spoken(held, digest, key=counter.key, site=counter.site)
    mail = counter.press.set_notice(notice, digest)
    edition = Edition(
        variant=Variant(mail.language),
        subject=mail.subject,
        preheader="",
        html=mail.html,
        text=mail.text,
        nonce=secrets.token_hex(4),
        direction=mail.direction,
    )
    sheet = Sheet(held.id, edition, _letterhead(held, digest, counter))
    return Parcel(held.id, held.fence, 0, 1, sheet, (Addressed(recipient_of(held), ""),))


def _letterhead(held: Held, digest: Digest, counter: Counter) -> Letterhead:
    return Letterhead(
        issue=NO_ISSUE,
        issue_key=f"{digest.slug}.service-{held.id}",
        digest=digest.slug,
        digest_title=digest.title,
        list_id=digest.list_id,
        sender=digest.sender,
        site=counter.site,
        date=counter.clock(),
        service=held.draft.kind.value,
    )


def _wrong(parcel: Parcel, counter: Counter) -> str:
    """What the lint refuses in the bytes that would leave; '' where nothing."""
    reader: Recipient = parcel.readers[0].recipient
    found = counter.reader.read_notice(parcel.sheet, reader)
    errors = [f"{one.id}: {one.words}" for one in found if one.severity is Severity.ERROR]
    return f"the lint refuses it: {'; '.join(errors)}" if errors else ""


def _go(held: Held, parcel: Parcel, counter: Counter) -> Outcome:
    if not notices.intend(held, counter.clock()):
        kept = notices.undo(held, counter.clock() + _FROZEN, "frozen", counted=False)
        return Outcome.HALTED if kept else Outcome.LOST
    counter.checkpoint("after intent")
    counter.pace.owe(1)
    try:
        answer = counter.mailer.submit(parcel)
    except TemporaryError as error:
        answer = Answer(Verdict(Fate.NOT_ACCEPTED, str(error)))
    except ConfigurationError as error:
        notices.undo(held, counter.clock() + _MISCONFIGURED, str(error), counted=False)
        raise
    counter.checkpoint("after acceptance")
    return _answered(held, answer, counter)


def _answered(held: Held, answer: Answer, counter: Counter) -> Outcome:
    verdict = answer.of(0)
    if verdict.fate is Fate.NOT_ACCEPTED and held.attempts < MAX_ATTEMPTS:
        later = answer.not_before or counter.clock() + wait(held.attempts)
        notices.undo(held, later, verdict.reason)
        return Outcome.LATER
    _nobody_there(held, verdict, counter)
    counter.checkpoint("after report")
    marked = notices.mark(held, verdict, counter.clock(), reference=answer.reference)
    counter.checkpoint("after mark")
    return Outcome.DONE if marked else Outcome.LOST


def _nobody_there(held: Held, verdict: Verdict, counter: Counter) -> None:
    """A mailbox that the post itself calls gone is a hard bounce that no report will tell of.

    Told before the mail has its verdict, so that no crash in between forgets it; not believed of a
    server that calls one address after the other unknown.
    """
    if not verdict.gone:
        return
    now = counter.clock()
    failed, tried = notice_events.fared(now - _LATELY)
    if believed(failed + 1, tried + 1):
        told = NoticeEvent(held.id, DeliveryEvent.BOUNCED, now, verdict.reason)
        record_notices([told], clock=counter.clock)
