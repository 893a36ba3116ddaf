"""The form and what it comes to: one neutral answer, one mail a day, a yes that counts once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from digest.flow.service import serve
from digest.model.audience import SuppressionReason, address_hash
from digest.rules import service as letters
from digest.rules import signup as rules
from digest.store import models, signups, tallies
from tests import cast
from tests.counter import Desk

pytestmark = pytest.mark.django_db
FORM = "/morning/subscribe"
NEW = "zoe@reader.example.org"


@pytest.fixture
def strict(client):
    """A client that, like a browser's, would be stopped by a missing CSRF token."""
    client.handler.enforce_csrf_checks = True
    return client


def text(response) -> str:
    return response.content.decode()


def stamp(age: float = 30.0) -> str:
    return rules.stamp(cast.KEY, datetime.now(UTC) - timedelta(seconds=age))


def ask(client, address: str = NEW, *, network: str = "192.0.2.1", **more: str):
    fields = {"email": address, "language": "en", "website": "", "t": stamp()} | more
    return client.post(FORM, fields, REMOTE_ADDR=network)


def answered(desk: Desk | None = None) -> list[int]:
    """Every wish answered, every mail gone: as a worker does it."""
    desk = desk or Desk()
    made = [signups.answer(number, cast.KEY, desk.clock()) for number in signups.due(desk.clock())]
    mails = [number for number in made if number]
    for number in mails:
        serve(number, desk.counter())
    return mails


def token_of(desk: Desk, which: int = -1) -> str:
    mail = desk.mailer.parcels[which].sheet.edition.text
    return re.findall(r"/s/([\w-]{43})/confirm", mail)[0]


@pytest.fixture
def desk() -> Desk:
    """Its clock goes with the world's: pages judge by the real one."""
    made = Desk()
    made.clock.now = datetime.now(UTC)
    return made


def state(address: str = NEW) -> str | None:
    rows = models.Subscription.objects.filter(subscriber__address_norm=address)
    return rows.filter(list__slug="readers").values_list("state", flat=True).first()


def acts(address: str = NEW) -> list[tuple[str, str]]:
    rows = models.Consent.objects.filter(address_hash=address_hash(address, cast.KEY))
    return list(rows.order_by("pk").values_list("act", "source"))


# ------------------------------------------------------------------ the form


def test_the_form_is_plain_html_and_never_kept(client):
    response = client.get(FORM)
    page = text(response)
    assert "<script" not in page
    assert 'autocomplete="email"' in page
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    assert "script-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_digest_that_is_not_there_has_no_form(client):
    assert client.get("/evening/subscribe").status_code == 404


@pytest.mark.parametrize(
    ("asked", "words"), [("ur", "رکنیت لیجیے"), ("de", "abonnieren"), ("xx", "Subscribe")]
)
def test_the_form_speaks_the_language_asked_for_or_the_digests_own(client, asked, words):
    assert words in text(client.get(f"{FORM}?lang={asked}"))


def test_a_link_cannot_fill_the_form_in(client):
    page = text(client.get(f"{FORM}?email=victim@example.org&website=x"))
    assert "victim" not in page


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client, method):
    getattr(client, method)(f"{FORM}?email={NEW}&t={stamp()}&confirm=1")
    assert models.SignUp.objects.count() == 0


def test_a_form_embedded_elsewhere_asks_for_one_more_press(strict):
    response = strict.post(FORM, {"email": NEW}, HTTP_ORIGIN="https://paper.example")
    page = text(response)
    assert response.status_code == 200
    assert "press the button once more" in page
    assert f'value="{NEW}"' in page
    assert models.SignUp.objects.count() == 0
    assert "Please look into your mail" in text(ask(strict))


@pytest.mark.parametrize("age", [0.0, 1.0, 13 * 3600.0, -60.0])
def test_who_is_faster_than_anybody_reads_is_asked_to_press_once_more(client, age):
    assert "once more" in text(ask(client, t=stamp(age)))
    assert models.SignUp.objects.count() == 0


@pytest.mark.parametrize("forged", ["", "x", "A" * 43, "9" * 5000])
def test_a_forged_stamp_is_no_stamp(client, forged):
    assert "once more" in text(ask(client, t=forged))
    assert models.SignUp.objects.count() == 0


def test_who_fills_the_trap_is_thanked_and_forgotten(client):
    caught, honest = ask(client, website="https://spam.example"), ask(client)
    assert caught.content == honest.content
    assert models.SignUp.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a b@example.org",
        "a@example.org\r\nBcc: v@example.org",
        "a@example.org,b@example.org",
        "a\u2028@example.org",
        "a\x00@example.org",
        "x" * 5000 + "@example.org",
        '"><script>@example.org',
    ],
)
def test_what_is_no_address_is_said_at_the_field(client, address):
    response = ask(client, address)
    assert response.status_code == 400
    assert 'aria-invalid="true"' in text(response)
    assert "<script" not in text(response)
    assert models.SignUp.objects.count() == 0


# ------------------------------------------------------------------ neutral, whoever it is


def known_people() -> list[str]:
    """Confirmed, left, suppressed by a bounce, pending, erased, never heard of."""
    ada, clara, dora, pending = cast.ada(), cast.clara(), cast.dora(), cast.person("Petra", "en")
    models.Subscription.objects.filter(subscriber=pending.id).update(state="pending")
    gone = address_hash("gone@reader.example.org", cast.KEY)
    reason = SuppressionReason.UNSUBSCRIBE
    models.Suppression.objects.create(address_hash=gone, reason=reason, at=cast.NOW)
    return [
        ada.address,
        clara.address,
        dora.address,
        pending.address,
        "gone@reader.example.org",
        NEW,
    ]


def test_the_answer_is_the_same_for_everybody_to_the_last_byte(client):
    people = known_people()
    answers = {(r.status_code, r.content, str(r.headers)) for r in (ask(client, a) for a in people)}
    assert len(answers) == 1


def test_the_same_work_is_done_for_everybody(client):
    """Same queries, in the same order, for each: nothing is looked up that could take longer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    shapes = set()
    for number, address in enumerate(known_people()):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            ask(client, address, network=f"198.51.{number}.1")
        shapes.add(tuple(re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in seen.captured_queries))
    assert len(shapes) == 1


# ------------------------------------------------------------------ what comes of it


def test_a_stranger_becomes_pending_and_gets_one_confirmation(client, desk):
    ask(client)
    answered(desk)
    assert state() == "pending"
    assert acts() == [("asked", "form /morning/subscribe")]
    assert desk.mailer.addresses == [NEW]
    assert "confirm" in desk.mailer.parcels[0].sheet.edition.text
    assert models.SignUp.objects.count() == 0


def test_who_reads_it_already_is_welcomed_again_and_nothing_changes(client, desk):
    ada = cast.ada()
    before = ada.acts()
    ask(client, ada.address)
    answered(desk)
    assert (ada.state(), ada.acts()) == ("confirmed", before)
    assert models.Notice.objects.get().kind == "welcome"


def test_who_left_stays_away_until_they_confirm_themselves(client, desk):
    clara = cast.clara()
    ask(client, clara.address)
    answered(desk)
    assert clara.state() == "unsubscribed"
    client.post(f"/s/{token_of(desk)}/confirm")
    assert clara.state() == "confirmed"
    assert clara.acts()[-1] == ("returned", "readers")


def test_who_bounced_or_complained_gets_nothing(client, desk):
    ask(client, cast.dora().address)
    assert answered(desk) == []
    assert desk.mailer.parcels == []


def test_an_erased_reader_comes_back_by_their_own_yes_alone(client, desk):
    mark = address_hash(NEW, cast.KEY)
    reason = SuppressionReason.UNSUBSCRIBE
    models.Suppression.objects.create(address_hash=mark, reason=reason, at=cast.NOW)
    ask(client)
    answered(desk)
    assert models.Suppression.objects.filter(pk=mark).exists()
    client.post(f"/s/{token_of(desk)}/confirm")
    assert not models.Suppression.objects.filter(pk=mark).exists()
    assert state() == "confirmed"


def test_a_wish_is_answered_once_however_often_it_is_driven(client, desk):
    ask(client)
    (number,) = signups.due(desk.clock())
    first = signups.answer(number, cast.KEY, desk.clock())
    assert first is not None
    assert signups.answer(number, cast.KEY, desk.clock()) is None


# ------------------------------------------------------------------ bombs


def test_an_address_gets_one_mail_in_24_hours_whoever_asks(client, desk):
    for turn in range(12):
        ask(client, ("ZOE@reader.example.org", NEW)[turn % 2], network=f"10.{turn}.0.1")
    answered(desk)
    assert len(desk.mailer.parcels) == 1
    models.Tally.objects.all().delete()
    desk.clock.advance(hours=25)
    ask(client)
    answered(desk)
    assert len(desk.mailer.parcels) == 2


def test_all_spellings_of_a_mailbox_together_get_three(client, desk):
    spelt = [f"victim+{n}@gmail.com" for n in range(6)]
    spelt += ["v.ictim@gmail.com", "vi.c.tim@googlemail.com", "victim@gmail.com"]
    answers = {ask(client, a, network=f"10.{n}.0.1").content for n, a in enumerate(spelt)}
    answered(desk)
    assert len(answers) == 1
    assert len(desk.mailer.parcels) == 3


def test_a_thousand_posts_from_one_network_make_twenty_mails_and_are_told_to_wait(client, desk):
    told = [
        ask(client, f"reader{n}@reader.example.org", network=f"203.0.113.{n % 250}").status_code
        for n in range(200)
    ]
    assert told.count(200) == rules.OF_A_NETWORK.most
    assert set(told[rules.OF_A_NETWORK.most :]) == {429}
    assert models.SignUp.objects.count() == rules.OF_A_NETWORK.most


def test_a_flood_from_everywhere_is_braked_and_needs_a_person(client, monkeypatch):
    monkeypatch.setattr(rules, "OF_THE_HOUSE", rules.Limit(5, timedelta(hours=1)))
    told = [
        ask(client, f"r{n}@reader.example.org", network=f"10.{n}.0.1").status_code for n in range(8)
    ]
    assert told == [200] * 5 + [429] * 3
    assert tallies.current(tallies.FLOOD, datetime.now(UTC)) == 3


def test_no_address_and_no_network_stands_in_the_counts(client):
    ask(client, network="192.0.2.77")
    kept = " ".join(models.Tally.objects.values_list("key", flat=True))
    assert "zoe" not in kept
    assert "192.0.2" not in kept


# ------------------------------------------------------------------ yes and no


@pytest.fixture
def asked(client, desk) -> str:
    """A stranger's confirmation is out; its token."""
    ask(client)
    answered(desk)
    return token_of(desk)


def test_the_page_has_one_button_and_the_button_confirms(strict, asked, desk):
    page = text(strict.get(f"/s/{asked}/confirm"))
    assert page.count("<button") == 1
    assert "z***@reader.example.org" in page
    assert NEW not in page
    assert state() == "pending"
    assert "You are subscribed" in text(strict.post(f"/s/{asked}/confirm"))
    assert state() == "confirmed"
    assert acts()[-1] == ("confirmed", "confirmation page")


def test_a_welcome_follows_once(strict, asked, desk):
    for _ in range(3):
        strict.post(f"/s/{asked}/confirm")
    (welcome,) = models.Notice.objects.filter(kind="welcome")
    desk.clock.advance(minutes=1)
    serve(welcome.pk, desk.counter())
    mail = desk.mailer.parcels[-1].sheet.edition.text
    own = re.search(r"/s/([\w-]{43})/preferences", mail)[1]
    assert "The Morning Ledger" in text(strict.get(f"/s/{own}/preferences"))
    assert "Unsubscribe from The Morning Ledger" in text(strict.get(f"/s/{own}/unsubscribe"))


def test_a_second_visit_shows_success_and_changes_nothing(strict, asked):
    strict.post(f"/s/{asked}/confirm")
    before = acts()
    for visit in (strict.get, strict.post):
        assert "You are subscribed" in text(visit(f"/s/{asked}/confirm"))
    assert acts() == before


def test_a_used_link_does_not_bring_back_who_left_since(strict, asked):
    strict.post(f"/s/{asked}/confirm")
    models.Subscription.objects.update(state="unsubscribed")
    for visit in (strict.get, strict.post):
        assert "used before" in text(visit(f"/s/{asked}/confirm"))
    assert state() == "unsubscribed"


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("page", ["confirm", "refuse"])
@pytest.mark.parametrize("query", ["", "?confirm=1", "?act=yes"])
def test_looking_at_a_link_confirms_nothing(client, asked, method, page, query):
    getattr(client, method)(f"/s/{asked}/{page}{query}")
    assert (state(), len(acts())) == ("pending", 1)
    assert models.Notice.objects.get().reply == ""


def test_the_link_works_for_48_hours(strict, asked):
    models.Notice.objects.update(intent_at=datetime.now(UTC) - timedelta(hours=49))
    for visit in (strict.get, strict.post):
        response = visit(f"/s/{asked}/confirm")
        assert response.status_code == 410
        assert "works no more" in text(response)
        assert 'href="/morning/subscribe"' in text(response)
    assert state() == "pending"


def test_it_was_not_me_crosses_it_out_and_nobody_is_asked_again_for_a_month(strict, asked, desk):
    assert text(strict.get(f"/s/{asked}/refuse")).count("<button") == 1
    assert "crossed out" in text(strict.post(f"/s/{asked}/refuse"))
    assert state() == "unsubscribed"
    assert acts()[-1] == ("withdrew", "it was not me")
    assert "crossed out" in text(strict.post(f"/s/{asked}/confirm"))
    assert state() == "unsubscribed"
    models.Tally.objects.all().delete()
    desk.clock.advance(days=29)
    ask(strict)
    answered(desk)
    assert len(desk.mailer.parcels) == 1


def test_it_was_not_me_after_a_yes_undoes_the_yes(strict, asked):
    strict.post(f"/s/{asked}/confirm")
    strict.post(f"/s/{asked}/refuse")
    assert state() == "unsubscribed"


def test_it_was_not_me_leaves_what_was_there_before(strict, desk):
    clara = cast.clara()
    ask(strict, clara.address)
    answered(desk)
    before = clara.acts()
    strict.post(f"/s/{token_of(desk)}/refuse")
    assert (clara.state(), clara.acts()) == ("unsubscribed", before)


# ------------------------------------------------------------------ tokens


def test_a_confirm_token_opens_nothing_else_and_no_other_token_opens_it(client, asked, desk):
    ada = cast.ada()
    number = models.Notice.objects.get().pk
    zoe = models.Subscriber.objects.get(address_norm=NEW).pk
    for page in ("view", "unsubscribe", "preferences"):
        assert client.get(f"/s/{asked}/{page}").status_code == 404
    from digest.model.service import NoticeKind
    from digest.rules import tokens

    wrong = [
        tokens.mint(cast.KEY, tokens.READER, zoe, number),
        tokens.mint(cast.KEY, tokens.SERVICE, zoe, number),
        tokens.mint(b"z" * 40, letters.purpose(NoticeKind.CONFIRM), zoe, number),
        tokens.mint(cast.KEY, letters.purpose(NoticeKind.CONFIRM), ada.id, number),
        tokens.mint(cast.KEY, letters.purpose(NoticeKind.CONFIRM), zoe, number + 1),
        tokens.mint(cast.KEY, letters.purpose(NoticeKind.ERASE), zoe, number),
        tokens.mint(cast.KEY, letters.purpose(NoticeKind.EXPORT), zoe, number),
        asked[:-1],
        asked + "A",
        *(asked[:n] + ("A" if asked[n] != "A" else "B") + asked[n + 1 :] for n in range(43)),
    ]
    answers = {client.post(f"/s/{token}/confirm").content for token in wrong}
    assert len(answers) == 1
    assert {client.post(f"/s/{token}/confirm").status_code for token in wrong} == {404}
    assert state() == "pending"


def test_a_forged_token_never_reaches_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post(f"/s/{'A' * 43}/confirm")
        client.post(f"/s/{'A' * 43}/refuse")


def test_the_form_of_one_reader_cannot_speak_for_another(strict, asked):
    ada = cast.ada()
    form = {"email": ada.address, "list": "weekend", "subscriber": ada.id}
    strict.post(f"/s/{asked}/confirm", form)
    assert state() == "confirmed"
    assert ada.acts() == [("imported", "readers"), ("imported", "weekend")]


def test_the_pages_are_never_kept_and_say_nothing_to_other_sites(client, asked):
    for page in ("confirm", "refuse"):
        headers = client.get(f"/s/{asked}/{page}").headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'none'" in headers["Content-Security-Policy"]
