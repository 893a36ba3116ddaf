"""A service mail goes at once and at most once, whatever dies when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from digest.flow.service import MAX_ATTEMPTS, serve
from digest.flow.submit import Outcome
from digest.mail.outbox import Outbox
from digest.model.audience import SuppressionReason
from digest.model.errors import ConfigurationError
from digest.model.post import Fate, Verdict
from digest.model.service import NoticeKind
from digest.rules import service as letters
from digest.store import house, models, notices, owners, unsettled_notices
from tests import cast
from tests.counter import Desk, draft, made
from tests.fakes import away

pytestmark = pytest.mark.django_db
POINTS = ("before claim", "after claim", "after intent", "after acceptance", "after mark")


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


def killed_at(point: str):
    def checkpoint(place: str) -> None:
        if place == point:
            raise Killed

    return checkpoint


@pytest.fixture
def desk() -> Desk:
    return Desk()


def state(number: int) -> tuple[str, str]:
    row = models.Notice.objects.get(pk=number)
    return row.state, row.reason


def test_a_service_mail_goes_to_its_one_reader_with_a_link_of_its_own_purpose(desk):
    number = made(cast.ada())
    assert serve(number, desk.counter()) is Outcome.DONE
    (parcel,) = desk.mailer.parcels
    assert desk.mailer.addresses == ["ada@reader.example.org"]
    assert state(number) == ("submitted", "")
    token = parcel.sheet.edition.text.split("/s/")[1].split("/")[0]
    spoken = letters.read_token(token, [cast.KEY])
    assert (spoken.kind, spoken.notice) == (NoticeKind.CONFIRM, number)


def test_a_stranger_is_not_greeted_with_a_name_that_somebody_typed(desk):
    serve(made(cast.ada(), name="Cheap pills at https://evil.example"), desk.counter())
    (parcel,) = desk.mailer.parcels
    assert "pills" not in parcel.sheet.edition.text + parcel.sheet.edition.html
    assert parcel.readers[0].recipient.name == ""


def test_the_same_key_is_the_same_mail(desk):
    ada = cast.ada()
    first = notices.add(draft(ada), cast.NOW)
    assert notices.add(draft(ada), cast.NOW) is None
    assert (
        notices.add_many([draft(ada), draft(ada, key="other"), draft(ada, key="other")], cast.NOW)
        == 1
    )
    assert notices.due(cast.NOW)[0] == first


def test_a_second_worker_leaves_quietly_and_a_second_run_sends_nothing(desk):
    number = made(cast.ada())
    serve(number, desk.counter())
    assert serve(number, desk.counter()) is Outcome.NOT_MINE
    assert len(desk.mailer.parcels) == 1


@pytest.mark.parametrize("can_tell", [True, False])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_anywhere_never_sends_twice_and_what_is_unknown_is_said(
    desk, point, can_tell, monkeypatch
):
    desk.mailer.can_tell = can_tell
    number = made(cast.ada())
    with pytest.raises(Killed):
        serve(number, desk.counter(killed_at(point)))
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)
    for _ in range(3):
        desk.clock.advance(seconds=600)
        serve(number, desk.counter())
    accepted = len(desk.mailer.accepted)
    if can_tell or point not in ("after intent", "after acceptance"):
        assert (state(number)[0], accepted) == ("submitted", 1)
    else:
        assert state(number)[0] == "uncertain"
        assert accepted == (1 if point == "after acceptance" else 0)


@pytest.mark.parametrize("point", ["after intent", "after acceptance"])
def test_the_outbox_knows_after_a_kill(desk, point, tmp_path, monkeypatch):
    outbox = Outbox(tmp_path)
    number = made(cast.ada())
    with pytest.raises(Killed):
        serve(number, desk.counter(killed_at(point), mailer=outbox))
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)
    for _ in range(2):
        serve(number, desk.counter(mailer=outbox))
    assert state(number)[0] == "submitted"
    (letter,) = [raw for _, raw in outbox.letters()]
    assert b"List-Unsubscribe" not in letter
    assert b"Precedence" not in letter


def test_a_lost_answer_is_uncertain_and_no_machine_sends_it_again(desk):
    number = made(cast.ada())
    desk.mailer.fates = [Verdict(Fate.UNCERTAIN, "the answer was lost")]
    serve(number, desk.counter())
    desk.clock.advance(days=1)
    assert notices.due(desk.clock()) == []
    assert serve(number, desk.counter()) is Outcome.NOT_MINE
    assert unsettled_notices.counts()["uncertain"] == 1
    assert unsettled_notices.settle(number, accepted=True, actor="ada", now=desk.clock())
    assert state(number) == ("submitted", "by ada")
    assert not unsettled_notices.settle(number, accepted=False, actor="ada", now=desk.clock())


def test_what_was_surely_not_accepted_is_tried_again_later_and_in_the_end_given_up(desk):
    number = made(cast.ada())
    desk.mailer.fates = [away() for _ in range(MAX_ATTEMPTS)]
    assert serve(number, desk.counter()) is Outcome.LATER
    assert serve(number, desk.counter()) is Outcome.NOT_MINE
    for _ in range(MAX_ATTEMPTS - 1):
        desk.clock.advance(minutes=20)
        serve(number, desk.counter())
    assert state(number)[0] == "failed"
    assert desk.mailer.accepted == {}


def test_a_refused_address_fails_with_the_words_of_the_post(desk):
    desk.mailer.refuse = frozenset({"ada@reader.example.org"})
    number = made(cast.ada())
    serve(number, desk.counter())
    assert state(number) == ("failed", "550 no such mailbox")


NOBODY = Verdict(Fate.REFUSED, "5.1.1 no such user", "550", gone=True)
NOT_WANTED = Verdict(Fate.REFUSED, "5.7.1 not wanted", "550")


def kept_from_mail() -> list[tuple[str, str]]:
    return list(models.Suppression.objects.values_list("reason", "source"))


def test_an_address_that_the_server_says_is_nobodys_gets_no_more_mail(desk):
    first = made(cast.ada())
    desk.mailer.fates = [NOBODY]
    serve(first, desk.counter())
    assert state(first) == ("failed", "550 5.1.1 no such user")
    assert kept_from_mail() == [("hard_bounce", f"service mail {first}: bounced")]
    again = made(cast.ada(), key="another")
    serve(again, desk.counter())
    assert state(again) == ("cancelled", "suppressed: hard_bounce")


def test_a_refusal_that_says_nothing_of_the_mailbox_keeps_nobody_from_mail(desk):
    desk.mailer.fates = [NOT_WANTED]
    serve(made(cast.ada()), desk.counter())
    assert not kept_from_mail()


def test_a_kill_after_the_refusal_does_not_forget_that_nobody_is_there(desk):
    desk.mailer.fates = [NOBODY]
    with pytest.raises(Killed):
        serve(made(cast.ada()), desk.counter(killed_at("after report")))
    assert len(kept_from_mail()) == 1


def test_a_server_that_calls_one_after_the_other_unknown_is_not_believed(desk):
    desk.mailer.fates = [NOBODY] * 20
    ada = cast.ada()
    for number in range(20):
        serve(made(ada, key=f"k{number}", address_hash=f"{number:040}"), desk.counter())
    assert len(kept_from_mail()) == 3


def test_a_wrong_setting_waits_for_a_person_and_loses_nothing(desk):
    number = made(cast.ada())
    desk.mailer.fates = [ConfigurationError("the key is refused")] * 12
    for _ in range(12):
        with pytest.raises(ConfigurationError):
            serve(number, desk.counter())
        desk.clock.advance(minutes=6)
    assert serve(number, desk.counter()) is Outcome.DONE
    assert state(number)[0] == "submitted"


@pytest.mark.parametrize("what", ["", "morning"])
def test_nothing_leaves_while_it_is_frozen(desk, what):
    number = made(cast.ada())
    house.freeze(what, actor="test", reason="drill", now=desk.clock())
    assert serve(number, desk.counter()) is Outcome.HALTED
    assert desk.mailer.parcels == []
    house.thaw(what, actor="test", now=desk.clock())
    desk.clock.advance(minutes=2)
    assert serve(number, desk.counter()) is Outcome.DONE


def test_a_suppressed_reader_gets_no_mail_but_for_their_rights(desk):
    dora = cast.dora()
    going = {kind: made(dora, kind) for kind in NoticeKind}
    for number in going.values():
        serve(number, desk.counter())
    gone = {kind for kind, number in going.items() if state(number)[0] == "submitted"}
    assert gone == {NoticeKind.EXPORT, NoticeKind.ERASE, NoticeKind.ADDRESS_OLD}


def test_who_left_for_good_may_be_asked_when_the_form_is_filled_in_for_them(desk):
    clara = cast.clara()
    reason = SuppressionReason.UNSUBSCRIBE
    models.Suppression.objects.create(address_hash=clara.hash, reason=reason, at=cast.NOW)
    confirm, welcome = made(clara), made(clara, NoticeKind.WELCOME)
    serve(confirm, desk.counter())
    serve(welcome, desk.counter())
    assert (state(confirm)[0], state(welcome)[0]) == ("submitted", "cancelled")


def test_who_is_erased_while_it_waits_gets_nothing_and_leaves_no_name(desk):
    ada = cast.ada()
    waiting, claimed = made(ada), made(ada, NoticeKind.WELCOME)

    def erased(place: str) -> None:
        if place == "after claim":
            notices.forget([ada.hash])

    serve(claimed, desk.counter(erased))
    serve(waiting, desk.counter())
    assert desk.mailer.parcels == []
    assert {row.address + row.name for row in models.Notice.objects.all()} == {""}


def test_outside_production_only_the_allow_list_is_mailed(desk):
    number = made(cast.ada())
    serve(number, desk.counter(allowed=lambda address: False))
    assert state(number)[0] == "cancelled"


def test_a_mail_that_waited_for_days_is_not_sent_any_more(desk):
    number = made(cast.ada())
    desk.clock.advance(hours=40)
    serve(number, desk.counter())
    assert state(number)[0] == "cancelled"


def test_those_go_first_that_somebody_waits_for(desk):
    ada = cast.ada()
    many = [made(ada, key=f"bulk:{n}", in_bulk=True) for n in range(3)]
    one = made(ada, key="one")
    assert notices.due(cast.NOW) == [one, *many]
    assert notices.due(cast.NOW) == []


@pytest.mark.django_db(transaction=True)
def test_of_twelve_workers_at_once_one_sends(desk):
    number = made(cast.ada())

    def work(_: int) -> Outcome:
        try:
            return serve(number, desk.counter())
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(work, range(12)))
    assert outcomes.count(Outcome.DONE) == 1
    assert len(desk.mailer.parcels) == 1
