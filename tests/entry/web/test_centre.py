"""The preference centre over HTTP: what is chosen is kept, what matters goes on by fresh mail only."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digest import settings
from digest.erasing import FILE, marks
from digest.flow.service import serve
from digest.model.audience import address_hash
from digest.model.preferences import Frequency
from digest.model.schedule import Schedule
from digest.store import addresskey, models, preferences
from tests import cast
from tests.counter import Desk

pytestmark = pytest.mark.django_db
NEW = "ada.new@reader.example.org"
SOON = (date.today() + timedelta(days=30)).isoformat()


@pytest.fixture(autouse=True)
def hashes(monkeypatch):
    """The cast's hashes are made with its own key."""
    monkeypatch.setattr(addresskey, "address_key", lambda keys: cast.KEY)


@pytest.fixture
def strict(client):
    """A client that, like a browser's, would be stopped by a missing CSRF token."""
    client.handler.enforce_csrf_checks = True
    return client


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.clock.now = datetime.now(UTC)
    return made


@pytest.fixture
def ada() -> cast.Person:
    return cast.ada()


@pytest.fixture
def page(ada) -> str:
    return f"/s/{ada.token(cast.issue())}/preferences"


def text(response) -> str:
    return response.content.decode()


def everything() -> dict[str, list]:
    tables = (
        models.Subscriber,
        models.Subscription,
        models.Consent,
        models.Suppression,
        models.Preference,
        models.Change,
        models.Notice,
    )
    return {t.__name__: sorted(map(str, t.objects.values_list())) for t in tables}


def chosen(reader: cast.Person):
    kept = preferences.of(reader.id)
    assert kept is not None
    return kept.profile, kept.of("morning")


def posted(desk: Desk) -> list[str]:
    """Every mail that may go now is gone; the kinds, in order."""
    desk.clock.advance(minutes=1)
    waiting = models.Notice.objects.filter(state="pending").order_by("pk")
    kinds = [(row.pk, row.kind) for row in waiting if row.not_before <= desk.clock()]
    for number, _ in kinds:
        serve(number, desk.counter())
    return [kind for _, kind in kinds]


def link(desk: Desk, to: str, page: str = "confirm") -> str:
    """The link in the last mail to that address."""
    for parcel in reversed(desk.mailer.parcels):
        if parcel.readers[0].recipient.address == to:
            found = re.search(rf"(/s/[\w-]{{43}}/{page})", parcel.sheet.edition.text)
            assert found, parcel.sheet.edition.text
            return found[1]
    raise AssertionError(f"no mail to {to}")


# ------------------------------------------------------------------ choices


def test_the_form_offers_sections_frequency_pause_zone_and_hour(client, page):
    form = text(client.get(page))
    assert 'name="section:morning" value="world" checked' in form
    assert 'name="section:morning" value="lead"' not in form
    assert 'name="frequency:morning" value="every" checked' in form
    assert 'type="date"' in form
    assert "<option>Asia/Karachi</option>" in form
    assert form.count('<option value="6">06:00</option>') == 1
    assert "ada@reader" not in form


def test_a_list_that_brings_several_digests_is_asked_about_once_with_all_their_names(
    client, page, monkeypatch
):
    house = cast.house()
    second = replace(
        house.digests["morning"],
        slug="evening",
        title="The Evening",
        titles={},
        lists=("readers",),
    )
    both = replace(house, digests={**house.digests, "evening": second})
    monkeypatch.setattr("digest.settings.current", lambda: both)
    told = text(client.get(page))
    assert told.count('name="list:readers" value="confirmed" checked') == 1
    assert told.count('name="list:readers"') == 3
    assert "The Morning Ledger · The Evening" in told
    assert "Weekend: how do you want it?" in told, "what comes beside it has a name of its own"
    assert told.count("<details") == 2
    assert told.count('<details class="part" open') == 1


def test_a_name_that_runs_the_other_way_stays_in_one_piece(client, page, monkeypatch):
    house = cast.house()
    name = "آج کی خبریں"
    other = replace(
        house.digests["morning"], slug="evening", title=name, titles={}, lists=("readers",)
    )
    both = replace(house, digests={**house.digests, "evening": other})
    monkeypatch.setattr("digest.settings.current", lambda: both)
    told = text(client.get(page))
    assert f"The Morning Ledger · \u2068{name}\u2069: how do you want it?" in told


def test_nobody_is_asked_for_an_hour_that_nothing_comes_at(client, page, monkeypatch):
    together = replace(cast.digest(), timing=Schedule())
    known = replace(cast.house(), digests={"morning": together})
    monkeypatch.setattr("digest.settings.current", lambda: known)
    form = text(client.get(page))
    assert 'name="frequency:morning"' in form
    assert 'name="zone"' not in form
    assert 'name="hour"' not in form


def test_what_is_chosen_is_kept_and_shown_again(strict, page, ada):
    form = {
        "sections:morning": "shown",
        "section:morning": ["world", "views"],
        "frequency:morning": "weekly",
        "weekday:morning": "4",
        "pause:morning": SOON,
        "zone": "Asia/Karachi",
        "hour": "7",
        "language": "ur",
        "name": "Ada L",
    }
    shown = text(strict.post(page, form))
    profile, preference = chosen(ada)
    assert (profile.name, profile.language, profile.zone, profile.hour) == (
        "Ada L",
        "ur",
        "Asia/Karachi",
        7,
    )
    assert preference.sections == ("views", "world")
    assert (preference.frequency, preference.weekday) == (Frequency.WEEKLY, 4)
    assert preference.paused_until.isoformat() == SOON
    assert 'dir="rtl"' in shown
    assert "<option selected>Asia/Karachi</option>" in shown
    assert f'value="{SOON}"' in shown


def test_every_section_ticked_is_every_section_also_of_later_ones(strict, page, ada):
    offered = re.findall(r'name="section:morning" value="(\w+)"', text(strict.get(page)))
    strict.post(page, {"sections:morning": "shown", "section:morning": offered})
    assert chosen(ada)[1].sections is None


def test_what_the_form_leaves_out_stays(strict, page, ada):
    strict.post(page, {"frequency:morning": "weekdays", "zone": "Europe/Oslo"})
    strict.post(page, {"name": "A"})
    profile, preference = chosen(ada)
    assert (profile.zone, preference.frequency) == ("Europe/Oslo", Frequency.WEEKDAYS)


@pytest.mark.parametrize(
    "form",
    [
        {"frequency:morning": "hourly"},
        {"frequency:evening": "weekly"},
        {"weekday:morning": "9"},
        {"sections:morning": "shown", "section:morning": "lead"},
        {"sections:morning": "shown", "section:morning": "../../etc"},
        {"pause:evening": SOON},
        {"act": "erase-all"},
        {"act": "welcome"},
        {"act": ""},
    ],
)
def test_what_was_not_offered_is_404_and_changes_nothing(strict, page, form):
    before = everything()
    assert strict.post(page, {"name": "New", **form}).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    "form",
    [
        {"pause:morning": "tomorrow"},
        {"pause:morning": "2026-02-30"},
        {"pause:morning": "2099-01-01"},
        {"pause:morning": "9" * 5000},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"hour": "24"},
        {"hour": "-1"},
        {"hour": "٧"},
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field_and_nothing_is_saved(strict, page, form):
    before = everything()
    response = strict.post(page, {"name": "New", **form})
    assert response.status_code == 400
    assert 'aria-invalid="true"' in text(response)
    assert "Nothing was saved" in text(response)
    assert everything() == before


def test_a_pause_that_is_over_is_no_pause(strict, page, ada):
    strict.post(page, {"pause:morning": "2020-01-01"})
    assert chosen(ada)[1].paused_until is None


def test_a_wish_that_waits_for_a_yes_can_be_confirmed_here(strict, page, ada):
    rows = models.Subscription.objects.filter(subscriber=ada.id, list__slug="weekend")
    rows.update(state="pending")
    assert "Waiting for your yes" in text(strict.get(page))
    strict.post(page, {"name": "Ada"})
    assert ada.state("weekend") == "pending"
    strict.post(page, {"list:weekend": "confirmed"})
    assert ada.state("weekend") == "confirmed"


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("act", ["leave-all", "export", "erase", "address", "save"])
def test_looking_changes_nothing(client, page, method, act):
    before = everything()
    getattr(client, method)(f"{page}?act={act}&email={NEW}&name=x")
    assert everything() == before


# ------------------------------------------------------------------ leaving everything


def test_one_button_leaves_everything_and_one_undoes_it(strict, page, ada):
    other = models.MailingList.objects.create(slug="other", created_at=cast.NOW)
    models.Subscription.objects.create(
        list=other, subscriber_id=ada.id, state="confirmed", changed_at=cast.NOW
    )
    assert "Nothing more comes to you" in text(strict.post(page, {"act": "leave-all"}))
    assert {ada.state(slug) for slug in ("readers", "weekend", "other")} == {"unsubscribed"}
    assert "You are back" in text(strict.post(page, {"act": "undo-all"}))
    assert {ada.state(slug) for slug in ("readers", "weekend", "other")} == {"confirmed"}


def test_leaving_everything_twice_is_once(strict, page):
    strict.post(page, {"act": "leave-all"})
    before = everything()
    strict.post(page, {"act": "leave-all"})
    assert everything() == before


# ------------------------------------------------------------------ told of changes


def test_a_change_is_told_once_when_things_are_quiet(strict, page, desk):
    strict.post(page, {"frequency:morning": "weekdays"})
    strict.post(page, {"frequency:morning": "weekly", "language": "de"})
    assert posted(desk) == []
    desk.clock.advance(minutes=6)
    assert posted(desk) == ["changed"]
    mail = desk.mailer.parcels[-1].sheet.edition.text
    assert "Einmal in der Woche" in mail
    assert "Deutsch" in mail


def test_saving_the_same_tells_nothing(strict, page):
    strict.post(page, {"name": "Ada", "language": "en"})
    assert models.Notice.objects.count() == 0


def test_who_leaves_everything_is_not_written_to_about_it(strict, page, desk):
    strict.post(page, {"frequency:morning": "weekdays"})
    strict.post(page, {"act": "leave-all"})
    desk.clock.advance(minutes=10)
    assert posted(desk) == []


# ------------------------------------------------------------------ data


def test_a_copy_of_the_data_needs_a_freshly_mailed_link(strict, page, ada, desk):
    answer = text(strict.post(page, {"act": "export"}))
    assert "A letter is on its way" in answer
    assert ada.address not in answer
    assert posted(desk) == ["export"]
    address = link(desk, ada.address)
    asked = text(strict.get(address))
    assert asked.count("<button") == 1
    assert "ada@reader" not in asked
    file = strict.post(address)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    told = json.loads(file.content)
    assert (told["address"], told["name"]) == (ada.address, "Ada")
    assert {one["list_slug"] for one in told["consents"]} == {"readers", "weekend"}


def test_erasing_needs_a_freshly_mailed_link_and_takes_everything(strict, page, ada, desk):
    strict.post(page, {"act": "erase"})
    posted(desk)
    address = link(desk, ada.address)
    strict.get(address)
    assert models.Subscriber.objects.filter(pk=ada.id).exists()
    assert "It is erased" in text(strict.post(address))
    assert not models.Subscriber.objects.filter(pk=ada.id).exists()
    assert models.Suppression.objects.filter(pk=ada.hash).exists()
    # A backup of before is restored without her too.
    assert ada.hash in marks(settings.current().home / FILE)
    assert {row.address + row.name for row in models.Notice.objects.all()} == {""}
    assert strict.get(address).status_code == 404
    assert strict.get(page).status_code == 404


def test_the_link_to_the_data_works_for_a_day(strict, page, ada, desk):
    strict.post(page, {"act": "export"})
    posted(desk)
    models.Notice.objects.update(intent_at=datetime.now(UTC) - timedelta(hours=25))
    assert strict.post(link(desk, ada.address)).status_code == 410


def test_the_link_to_the_data_does_not_erase(strict, page, ada, desk):
    strict.post(page, {"act": "export"})
    posted(desk)
    strict.post(link(desk, ada.address), {"act": "erase", "kind": "erase"})
    assert models.Subscriber.objects.filter(pk=ada.id).exists()


def test_a_hundred_presses_send_one_link(strict, page, desk):
    for _ in range(20):
        assert strict.post(page, {"act": "export"}).status_code == 200
    assert posted(desk) == ["export"]


# ------------------------------------------------------------------ another address


def test_the_new_address_confirms_and_the_old_one_is_told(strict, page, ada, desk):
    strict.post(page, {"act": "address", "email": NEW})
    assert posted(desk) == ["address-new", "address-old"]
    row = models.Subscriber.objects.get(pk=ada.id)
    assert row.address == ada.address
    assert "changed" in text(strict.post(link(desk, NEW)))
    row.refresh_from_db()
    assert (row.address, row.address_norm) == (NEW, NEW)
    assert row.address_hash == address_hash(NEW, cast.KEY)
    assert ada.state() == "confirmed"
    assert models.Suppression.objects.filter(pk=ada.hash).exists()
    assert "Your address is changed" in text(strict.get(link(desk, NEW)))


def test_the_old_address_can_stop_the_change(strict, page, ada, desk):
    strict.post(page, {"act": "address", "email": NEW})
    posted(desk)
    assert "Your address stays" in text(strict.post(link(desk, ada.address)))
    assert "stopped" in text(strict.post(link(desk, NEW)))
    assert models.Subscriber.objects.get(pk=ada.id).address == ada.address


def test_the_old_address_can_take_the_change_back_for_two_days(strict, page, ada, desk):
    strict.post(page, {"act": "address", "email": NEW})
    posted(desk)
    strict.post(link(desk, NEW))
    assert "Your address stays" in text(strict.post(link(desk, ada.address)))
    row = models.Subscriber.objects.get(pk=ada.id)
    assert (row.address, row.address_hash) == (ada.address, ada.hash)
    assert not models.Suppression.objects.filter(pk=ada.hash).exists()
    assert "stopped" in text(strict.post(link(desk, NEW)))


def test_while_a_change_can_be_taken_back_no_link_to_the_data_goes_out(strict, page, ada, desk):
    strict.post(page, {"act": "address", "email": NEW})
    posted(desk)
    strict.post(link(desk, NEW))
    for kind in ("export", "erase"):
        told = text(strict.post(page, {"act": kind}))
        assert "It goes out by itself when the 48 hours are over" in told
        assert "on its way" not in told
    assert posted(desk) == []
    desk.clock.advance(hours=49)
    assert posted(desk) == ["export", "erase"]


def test_an_address_of_another_reader_is_not_told_apart_and_not_taken(strict, page, ada, desk):
    bilal = cast.bilal()
    known = strict.post(page, {"act": "address", "email": bilal.address})
    unknown = strict.post(page, {"act": "address", "email": NEW})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    posted(desk)
    assert "known already" in text(strict.post(link(desk, bilal.address)))
    assert models.Subscriber.objects.get(pk=bilal.id).address == bilal.address
    assert models.Subscriber.objects.get(pk=ada.id).address == ada.address


def test_a_page_cannot_bomb_strangers(strict, page, desk):
    for n in range(12):
        strict.post(page, {"act": "address", "email": f"victim{n}@example.org"})
        strict.post(page, {"act": "address", "email": "victim0@example.org"})
    assert posted(desk).count("address-new") == 3


@pytest.mark.parametrize("typed", ["", "nobody", "a@b\r\nBcc: v@x.test", "x" * 5000])
def test_what_is_no_address_is_said_at_the_field(strict, page, typed):
    before = everything()
    response = strict.post(page, {"act": "address", "email": typed})
    assert response.status_code == 400
    assert 'id="email-wrong"' in text(response)
    assert everything() == before
