"""What a form made and nobody confirmed is forgotten after a month; all else stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.model.signup import SignUp
from digest.store import models, ownletters, person, signups, tidying
from tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(days=31)


def wished(address: str) -> None:
    wish = SignUp("morning", "readers", address, "en", "form /morning/subscribe")
    signups.answer(signups.keep(wish, cast.NOW), cast.KEY, cast.NOW)


def known(address: str) -> bool:
    return models.Subscriber.objects.filter(address_norm=address).exists()


def test_a_stranger_who_never_said_yes_goes_with_the_mail_that_asked():
    wished("zoe@reader.example.org")
    assert tidying.forget_unanswered(cast.NOW + timedelta(days=29)) == 0
    assert tidying.forget_unanswered(LATER) == 1
    assert not known("zoe@reader.example.org")
    assert models.Notice.objects.get().address == ""
    assert models.Consent.objects.filter(act="asked").count() == 1


def test_a_reader_of_another_list_stays_and_who_was_imported_as_pending_too():
    ada, petra = cast.ada(), cast.person("Petra", "en")
    models.Subscription.objects.filter(subscriber=ada.id, list__slug="readers").delete()
    wished(ada.address)
    models.Subscription.objects.filter(subscriber=petra.id).update(state="pending")
    assert tidying.forget_unanswered(LATER) == 0
    assert (ada.state("readers"), ada.state("weekend")) == (None, "confirmed")
    assert petra.state() == "pending"


def test_it_is_done_once_a_day():
    wished("zoe@reader.example.org")
    assert tidying.tidy_daily(LATER) == 1
    wished("yan@reader.example.org")
    models.Subscription.objects.update(changed_at=cast.NOW)
    assert tidying.tidy_daily(LATER + timedelta(hours=23)) == 0
    assert tidying.tidy_daily(LATER + timedelta(hours=25)) == 1


def test_an_erased_reader_leaves_no_address_that_they_only_wanted_to_have():
    ada = cast.ada()
    ownletters.ask_address(ada.id, "new@reader.example.org", "morning", cast.KEY, cast.NOW)
    person.erase(ada.address, cast.KEY, actor="reader", now=cast.NOW)
    kept = models.Notice.objects.values_list("address", "about", "name")
    assert {"".join(one) for one in kept} == {""}
