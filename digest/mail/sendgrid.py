"""SendGrid: one request for a parcel, and one verdict for every reader in it.

    parcel -> body -> POST /v3/mail/send -> word
      accepted   ACCEPTED with the message id
      wait       nobody was asked: the same later, and no other worker asks before that
      divide     halves, down to the reader who is the reason: REFUSED with SendGrid's words
      stop       a ConfigurationError: nothing more leaves until a person has looked
      doubt      UNCERTAIN for everybody in the request, for ever for a machine

Cannot be asked afterwards: what was in flight at a crash is uncertain until events speak of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from python_http_client.exceptions import HTTPError

from digest.mail import sendgrid_body
from digest.mail.sendgrid_body import Form
from digest.mail.sendgrid_wire import Lost, NeverLeft, PooledClient, Wire, mail_send
from digest.mail.sendgrid_words import Brake, Heard, Word, heard, what_is_wrong
from digest.model.errors import ConfigurationError
from digest.model.post import Addressed, Answer, Evidence, Fate, Parcel, Readers, Sheet, Verdict
from digest.rules.allowing import Allowed

MAX_PERSONALIZATIONS = 1000
_FORMS = 8


# On DEBUG the client would write the key and every address to the log.
logging.getLogger("python_http_client").setLevel(logging.WARNING)


@dataclass(slots=True)
class _Round:
    """The verdicts of a parcel so far, left to right."""

    exceptions: dict[int, Verdict] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    halted: Heard | None = None
    reached: int | None = None
    begun: float = field(default_factory=time.monotonic)

    def settled_before(self, position: int) -> bool:
        """Whether somebody has a verdict: then the rest may go with the next parcel."""
        return bool(self.references) or any(p < position for p in self.exceptions)


class SendGrid:
    """The transport behind `DELIVERY_URL=sendgrid:`.  Many threads may use it; connections are kept."""

    name = "sendgrid"
    step = MAX_PERSONALIZATIONS
    long = 45.0
    """Seconds after which a search for the guilty reader goes on with the next parcel: the claim is
    renewed then, and a stop acts.  With the deadline of a request well below the lease."""

    def __init__(
        self,
        api_key: str,
        root: str,
        *,
        key: bytes,
        clock: Callable[[], datetime],
        allowed: Allowed | None = None,
        sandbox: bool = False,
        wire: Wire | None = None,
        at_once: int = 1,
    ) -> None:
        self.at_once = at_once
        self._brake = Brake()
        self._wire = wire or Wire(root)
        self._client: PooledClient = mail_send(api_key, root, self._wire)
        self._root, self._key, self._clock = root, key, clock
        self._allowed, self._sandbox = allowed, sandbox
        self._forms: dict[tuple[int, str], Form] = {}

    def ready(self, parcel: Parcel) -> Parcel:
        """With its request, where everybody may be written to: the turn is for the wire alone."""
        people = Readers.of(parcel.readers)
        if not people or not self._all_fit(people):
            return parcel
        return replace(parcel, request=self._request(parcel, people))

    def submit(self, parcel: Parcel) -> Answer:
        """Offer the parcel.  Raises ConfigurationError where nothing of it was accepted."""
        done, people = _Round(), Readers.of(parcel.readers)
        self._offer(parcel, people if parcel.request else self._fit(people, done), done)
        return self._answer(done)

    def _request(self, parcel: Parcel, people: Readers) -> bytes:
        return sendgrid_body.body(self._form(parcel.sheet), parcel.batch, people)

    def evidence(self, issue: int, batch: int, start: int) -> Evidence:  # noqa: ARG002 - the port
        """Nothing can be said: there is no key by which SendGrid would know a request again."""
        return Evidence(certain=False)

    def close(self) -> None:
        """Let the idle connections go."""
        self._wire.close()

    def _form(self, sheet: Sheet) -> Form:
        at = (sheet.id, sheet.edition.nonce)
        if at not in self._forms:
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            self._forms[at] = sendgrid_body.form(sheet, self._key, sandbox=self._sandbox)
        return self._forms[at]

    def _fit(self, people: Readers, done: _Round) -> Readers:
        """Those who may be written to; the others have their verdict."""
        if self._all_fit(people):
            return people
        fit = []
        for one in people:
            words = self._unfit(one)
            if words:
                done.exceptions[one.recipient.position] = Verdict(Fate.REFUSED, words)
            else:
                fit.append(one)
        return Readers.of(fit)

    def _all_fit(self, people: Readers) -> bool:
        may = self._allowed is None or self._allowed.all(people.addresses)
        return may and "".join(people.addresses).isascii()

    def _unfit(self, one: Addressed) -> str:
        address = one.recipient.address
        if self._allowed is not None and not self._allowed(address.lower()):
            return "not on the allow-list of this environment"
        if not address.isascii():
            try:
                sendgrid_body.wire_address(address)
            except UnicodeError:
                return "the domain of the address has no ASCII form"
        return ""

    def _offer(self, parcel: Parcel, people: Readers, done: _Round) -> None:
        """One request for these readers, or two for their halves; stops at the first halt."""
        if not people or done.halted or self._takes_long(people, done):
            return
        told = self._ask(parcel.request or self._request(parcel, people))
        if told.word is Word.DIVIDE and len(people) > 1:
            middle = len(people) // 2
            for half in people[:middle], people[middle:]:
                self._offer(replace(parcel, request=None), half, done)
        elif told.word in (Word.WAIT, Word.STOP):
            done.halted, done.reached = told, people.positions[0]
        elif told.word is Word.ACCEPTED:
            done.references.append(told.reference)
        else:
            verdict = _verdict(told)
            done.exceptions.update(dict.fromkeys(people.positions, verdict))

    def _takes_long(self, people: Readers, done: _Round) -> bool:
        first = people.positions[0]
        if time.monotonic() - done.begun < self.long or not done.settled_before(first):
            return False
        done.halted, done.reached = Heard(Word.WAIT), first
        return True

    def _ask(self, body: bytes) -> Heard:
        try:
            answer = self._client.deliver(body)
            told = answer.status_code, answer.headers, answer.body
        except HTTPError as error:
            told = error.status_code, error.headers, error.body
        except NeverLeft as error:
            return Heard(Word.WAIT, 0, f"no connection: {error}")
        except Lost as error:
            return Heard(Word.DOUBT, 0, f"the answer was lost: {error}")
        status, headers, text = told
        if status == 200 and self._sandbox:
            return Heard(Word.ACCEPTED, 200, reference="sandbox")
        said = heard(status, headers, text)
        if said.word is Word.ACCEPTED:
            self._brake.release()
        elif status == 429:
            return replace(said, wait_until=self._brake.until(said.wait_until, self._clock()))
        return said

    def _answer(self, done: _Round) -> Answer:
        if self._sandbox:
            checked = Verdict(Fate.REFUSED, "sandbox: checked by SendGrid, not sent", "200")
            return Answer(checked, done.exceptions)
        accepted, reference = Verdict(Fate.ACCEPTED), " ".join(done.references)[:200]
        if done.halted is None:
            return Answer(accepted, done.exceptions, reference)
        if done.settled_before(done.reached or 0):
            # What is left of the parcel goes with the next one, which meets the same halt alone.
            return Answer(accepted, done.exceptions, reference, reached=done.reached)
        return self._halt(done.halted)

    def _halt(self, told: Heard) -> Answer:
        if told.word is Word.STOP:
            raise ConfigurationError(
                what_is_wrong(told.status),
                status=told.status,
                said=told.reason,
                url=self._root,
            )
        verdict = Verdict(Fate.NOT_ACCEPTED, told.reason, str(told.status or ""))
        return Answer(verdict, not_before=told.wait_until)


def _verdict(told: Heard) -> Verdict:
    fate = Fate.REFUSED if told.word is Word.DIVIDE else Fate.UNCERTAIN
    return Verdict(fate, told.reason, str(told.status or ""))
