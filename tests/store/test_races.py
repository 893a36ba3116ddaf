"""Everybody presses at once: one mail, one reply, one effect; and a no is never overrun by a yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from digest.model.reply import Outcome
from digest.model.service import NoticeKind
from digest.model.signup import SignUp
from digest.store import consent, models, ownletters, replies, signups
from tests import cast
from tests.counter import made

pytestmark = pytest.mark.django_db(transaction=True)
LATER = cast.NOW + timedelta(minutes=5)
SAID = {"source": "test", "actor": "reader", "now": LATER}


def at_once(*works: Callable[[], Any]) -> list[Any]:
    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def asked(reader: cast.Person) -> int:
    """A confirmation that is out to a reader who is pending."""
    models.Subscription.objects.filter(subscriber=reader.id).update(state="pending")
    number = made(reader, lists=("readers",))
    models.Notice.objects.filter(pk=number).update(intent_at=cast.NOW, state="submitted")
    return number


def test_ten_forms_for_one_stranger_make_one_reader_and_one_mail():
    wish = SignUp("morning", "readers", "zoe@reader.example.org", "en", "form", "w")
    numbers = [signups.keep(wish, cast.NOW) for _ in range(10)]
    told = at_once(*(lambda n=n: signups.answer(n, cast.KEY, LATER) for n in numbers))
    assert sum(one is not None for one in told) == 1
    assert models.Subscriber.objects.count() == 1
    assert models.Notice.objects.count() == 1
    assert models.SignUp.objects.count() == 0


def test_ten_workers_on_one_wish_answer_it_once():
    cast.ada()
    number = signups.keep(SignUp("morning", "readers", "zoe@reader.example.org"), cast.NOW)
    told = at_once(*(lambda: signups.answer(number, cast.KEY, LATER) for _ in range(10)))
    assert sum(one is not None for one in told) == 1


def test_ten_presses_of_yes_are_one_yes_and_one_welcome():
    ada = cast.ada()
    number = asked(ada)
    told = at_once(*(lambda: replies.yes(number, LATER, wording="w") for _ in range(10)))
    assert set(told) == {Outcome.DONE}
    assert Counter(act for act, _ in ada.acts())["confirmed"] == 1
    assert models.Notice.objects.filter(kind="welcome").count() == 1


def test_yes_and_it_was_not_me_at_once_end_with_no():
    for turn in range(4):
        reader = cast.person(f"Reader{turn}", "en", lists=("readers",))
        number = asked(reader)
        at_once(
            lambda n=number: replies.yes(n, LATER, wording="w"),
            lambda n=number: replies.no(n, LATER, wording="w"),
        )
        assert reader.state() == "unsubscribed"
        assert models.Notice.objects.get(pk=number).reply == "no"


def test_leaving_while_a_used_link_is_pressed_again_stays_left():
    ada = cast.ada()
    number = asked(ada)
    replies.yes(number, LATER, wording="w")
    at_once(
        lambda: consent.withdraw(ada.id, ["readers"], **SAID),
        lambda: replies.yes(number, LATER, wording="w"),
        lambda: replies.yes(number, LATER, wording="w"),
    )
    assert ada.state() == "unsubscribed"


def test_the_new_address_and_the_old_one_at_once_leave_one_of_them_and_say_so():
    ada = cast.ada()
    mails = ownletters.ask_address(ada.id, "new@reader.example.org", "morning", cast.KEY, cast.NOW)
    models.Notice.objects.filter(pk__in=mails).update(intent_at=cast.NOW, state="submitted")
    at_once(
        lambda: replies.yes(mails[0], LATER, wording="w"),
        lambda: replies.yes(mails[1], LATER, wording="w"),
    )
    row = models.Subscriber.objects.get(pk=ada.id)
    assert row.address == ada.address
    assert models.Notice.objects.get(pk=mails[0]).reply == "no"


def test_two_links_to_the_data_at_once_are_one():
    ada = cast.ada()
    kind = NoticeKind.EXPORT
    told = at_once(*(lambda: ownletters.ask_data(ada.id, kind, "morning", LATER) for _ in range(8)))
    assert sum(one is not None for one in told) == 1
