"""A reader erased: no table and no file of the house names them any more, and the ledger balances."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from digest import erasing, jobs
from digest.bootstrap import House
from digest.flow.advance import advance
from digest.flow.compose import compose
from digest.flow.submit import PostRoom, submit
from digest.letters import export
from digest.mail.outbox import Outbox
from digest.model.audience import Audience, address_hash
from digest.model.notice import Draft
from digest.model.preferences import Profile
from digest.model.service import NoticeKind
from digest.rules.roster import Reader
from digest.settings import current
from digest.store import importing, models, moving, notices, person, preferences
from digest.store.balance import verify
from digest.store.consent import Said
from tests.fakes import FixedClock
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
ADA, NORMAL, NAME = "Ada.Lovelace@Mail.example.org", "ada.lovelace@mail.example.org", "Augusta"
TRACES = (NORMAL, NAME.lower())


@pytest.fixture
def house(tmp_path) -> House:
    return House(replace(current(), home=tmp_path), clock=FixedClock(NOW))


@pytest.fixture
def everywhere(house) -> int:
    """Ada in every corner: the id of an issue that she, Bo and Cy got."""
    key, newsroom = house.address_key(), Newsroom()
    mark = address_hash(NORMAL, key)
    rows = [
        Reader(1, ADA, NORMAL, NAME, attributes={"nickname": NAME}),
        Reader(2, "bo@example.org", "bo@example.org", "Bo"),
        Reader(3, "cy@example.org", "cy@example.org", "Cy"),
    ]
    list(importing.bring_in(rows, importing.Terms("morning", "file", key, NOW)))
    ada = models.Subscriber.objects.get(address_norm=NORMAL)
    newsroom.gathered()
    audience = Audience(("morning",), (NORMAL, "bo@example.org", "cy@example.org"))
    made = compose(newsroom.digest, replace(newsroom.order(), audience=audience), now=NOW)
    assert isinstance(made, int)
    advance(made, newsroom.digest, newsroom.works)
    outbox = Outbox(house.settings.home / "outbox")
    room = PostRoom(mailer=outbox, key=key, clock=newsroom.clock)
    batch = models.Batch.objects.get(issue=made)
    submit(batch.pk, room)
    export(outbox, outbox.folder / f"issue-{made}" / "letters", "eml", issue=made)
    _reported(made, batch.pk, ada.pk)
    _served(ada, mark)
    said = Said("preference page", "reader", NOW)
    preferences.save_profile(ada.pk, Profile(f"{NAME} King", "en", "", None), said)
    _operated(ada)
    _journalled(house.settings.home / "smtp" / f"issue-{made}")
    return made


def _reported(issue: int, batch: int, ada: int) -> None:
    body = json.dumps([{"email": ADA, "event": "bounce"}, {"email": "bo@example.org"}]).encode()
    raw = models.RawEvent.objects.create(received_at=NOW, provider="sendgrid", body=body)
    models.Event.objects.create(
        natural_key="1",
        raw=raw,
        issue_id=issue,
        subscriber_id=ada,
        kind="bounced",
        reason=f"550 <{NORMAL}> unknown",
        at=NOW,
    )
    position = models.Delivery.objects.filter(batch=batch).count()
    models.Delivery.objects.create(
        issue_id=issue,
        subscriber_id=ada,
        batch_id=batch,
        position=position,
        state="bounced",
        reason=f"550 <{ADA}> unknown",
        at=NOW,
    )


def _served(ada: models.Subscriber, mark: str) -> None:
    draft = Draft(
        key="export:1",
        kind=NoticeKind.EXPORT,
        digest="morning",
        subscriber=ada.pk,
        address=ADA,
        address_hash=mark,
        name=NAME,
    )
    number = notices.add(draft, NOW)
    assert number is not None
    models.Notice.objects.filter(pk=number).update(reason=f"refused for now: {NORMAL}")
    models.SignUp.objects.create(
        digest="morning", list_slug="evening", address=f" {ADA.upper()} ", at=NOW
    )


def _operated(ada: models.Subscriber) -> None:
    operator = get_user_model().objects.create_superuser("root", password="correct horse battery")
    LogEntry.objects.create(
        user=operator,
        content_type=ContentType.objects.get_for_model(models.Subscriber),
        object_id=str(ada.pk),
        object_repr=str(ada),
        action_flag=CHANGE,
    )


def _journalled(folder: Path) -> None:
    folder.mkdir(parents=True)
    told = json.dumps(["refused", f"<{NORMAL}>: no such user", "550"])
    (folder / "1-0-1.journal").write_text(f"boot x\nt 0\nv 0 {told}\n", encoding="utf-8")


def tables() -> list[str]:
    """Where something still names her: table and column."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                cells = [bytes(c) if isinstance(c, memoryview) else c for c in row]
                words = [repr(cell).lower() for cell in cells]
                found += [
                    f"{table}.{name}"
                    for name, word in zip(names, words, strict=True)
                    if any(trace in word for trace in TRACES)
                ]
    return sorted(set(found))


def files(home: Path) -> list[str]:
    paths = [path for path in home.rglob("*") if path.is_file()]
    return sorted(
        path.name
        for path in paths
        if any(trace.encode() in path.read_bytes().lower() for trace in TRACES)
    )


def test_everything_that_names_an_erased_reader_goes(house, everywhere):
    home = house.settings.home
    # Each corner in which she was; a table that is not named here would not be looked for.
    assert tables() == [
        "django_admin_log.object_repr",
        "store_delivery.reason",
        "store_event.reason",
        "store_issue.audience",
        "store_notice.address",
        "store_notice.name",
        "store_notice.reason",
        "store_rawevent.body",
        "store_signup.address",
        "store_subscriber.address",
        "store_subscriber.address_norm",
        "store_subscriber.attributes",
        "store_subscriber.name",
    ]
    assert len(files(home)) == 3
    assert erasing.erase(house, NORMAL, actor="test")
    assert (tables(), files(home)) == ([], [])
    assert not erasing.erase(house, NORMAL, actor="test")


def test_the_others_keep_theirs_and_the_ledger_balances(house, everywhere):
    erasing.erase(house, NORMAL, actor="test")
    outbox = Outbox(house.settings.home / "outbox")
    assert {kept.address for kept in outbox.kept()} == {"bo@example.org", "cy@example.org"}
    assert len(list(outbox.letters())) == 2
    batch = models.Batch.objects.get(issue=everywhere)
    assert outbox.evidence(everywhere, batch.pk, 0).accepted == frozenset({0, 1, 2})
    told = verify(everywhere)
    assert told.holds
    assert told.balance.audience == 3
    body = json.loads(bytes(models.RawEvent.objects.get().body))
    assert [one["email"] for one in body] == ["erased@erased.invalid", "bo@example.org"]
    only = models.Issue.objects.get(pk=everywhere).audience["only"]
    assert only == ["erased@erased.invalid", "bo@example.org", "cy@example.org"]


def test_a_ledger_and_an_outbox_without_an_erased_reader_still_agree(
    house, everywhere, monkeypatch
):
    monkeypatch.setattr(jobs, "open_house", lambda: house)
    assert jobs.verify_issue(everywhere).findings == ()
    erasing.erase(house, NORMAL, actor="test")
    assert jobs.verify_issue(everywhere).findings == ()
    home = house.settings.home / "outbox" / f"issue-{everywhere}"
    parcel = next(home.glob("parcel-*.jsonl"))
    parcel.write_text("".join(parcel.read_text().splitlines(keepends=True)[:-1]))
    (finding,) = jobs.verify_issue(everywhere).findings
    assert finding == "3 accepted by the ledger, 2 letters in the outbox"


def moved(house: House) -> str:
    """She is mailed somewhere else now; the new address."""
    new = "countess@example.org"
    ada = models.Subscriber.objects.get(address_norm=NORMAL)
    with transaction.atomic():
        assert moving.move(ada.pk, new, address_hash(new, house.address_key()), NOW, "w")
    return new


def test_who_moved_and_is_erased_leaves_no_former_address_either(house, everywhere):
    new, key = moved(house), house.address_key()
    assert "store_formeraddress.address" in tables()
    assert erasing.erase(house, new, actor="test")
    assert (tables(), files(house.settings.home)) == ([], [])
    # A backup from before the move knows the reader by the old address.
    marks = set(erasing.marks(house.settings.home / erasing.FILE))
    assert marks == {address_hash(NORMAL, key), address_hash(new, key)}


def test_a_former_address_that_is_another_readers_now_stays_theirs(house, everywhere):
    new, key = moved(house), house.address_key()
    models.Subscriber.objects.create(
        address=ADA, address_norm=NORMAL, address_hash=address_hash(NORMAL, key), created_at=NOW
    )
    erasing.erase(house, new, actor="test")
    assert models.Subscriber.objects.get(address_norm=NORMAL).address == ADA
    marks = list(erasing.marks(house.settings.home / erasing.FILE))
    assert marks == [address_hash(new, key)]


def test_the_export_of_who_moved_holds_what_was_said_under_the_former_address(house, everywhere):
    found = person.whole(moved(house), house.address_key())
    assert [one["address"] for one in found["former_addresses"]] == [ADA]
    acts = [row["act"] for row in found["consents"]]
    assert acts == ["imported", "withdrew", "confirmed"]
    assert [row["kind"] for row in found["service_mails"]] == ["export"]


def test_what_stays_of_an_erased_reader_is_a_hash_that_no_file_gets_past(house, everywhere):
    erasing.erase(house, NORMAL, actor="test")
    found = person.whole(NORMAL, house.address_key())
    assert not found["known"]
    assert found["suppressed"]["source"] == person.FORGOTTEN
    assert [row["act"] for row in found["consents"]] == ["imported", "withdrew"]
    terms = importing.Terms("morning", "file", house.address_key(), NOW)
    (counts,) = importing.bring_in([Reader(1, ADA, NORMAL)], terms)
    assert counts == {importing.Found.SUPPRESSED: 1}


def test_an_export_of_one_person_holds_what_each_table_holds_of_them(house, everywhere):
    found = person.whole(NORMAL, house.address_key())
    assert found["address"] == ADA
    assert found["attributes"] == {"nickname": NAME}
    assert [row["list__slug"] for row in found["lists"]] == ["morning"]
    assert [row["kind"] for row in found["events"]] == ["bounced"]
    assert [row["kind"] for row in found["service_mails"]] == ["export"]
    assert [row["issue"] for row in found["issues"]] == [everywhere]
    assert len(found["changes"]) == 1
