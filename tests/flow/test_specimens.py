"""Test copies and seeds: to named addresses only, counted apart, never asked for twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from digest.flow import specimens as flow
from digest.flow.advance import advance, set_pages
from digest.flow.pacing import Unlimited
from digest.mail import sendgrid_body, sendgrid_events
from digest.model.audience import Audience, SuppressionReason, address_hash
from digest.model.errors import ConfigurationError, GuardRefused, UsageError
from digest.model.post import Fate, Readers, Verdict
from digest.model.specimen import NOBODY, SpecimenKind, SpecimenState
from digest.rules import tokens
from digest.rules.specimens import APART, MOST_AT_ONCE, named
from digest.store import editions, forgetting, house, issues, models, specimens
from digest.store.restored import make_passive
from tests.fakes import away
from tests.newsroom import DIGEST, KEY, Newsroom, finish, verified

pytestmark = pytest.mark.django_db
DESK, NIGHT = "desk@paper.example.org", "Night@Paper.example.org"
SEEDED = replace(DIGEST, seeds=(DESK, NIGHT, "reader1@example.org"))


@pytest.fixture
def begun(newsroom: Newsroom, sending: int) -> int:
    """An issue whose readers have it."""
    finish(newsroom, sending)
    newsroom.mailer.parcels.clear()
    return sending


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(digest=SEEDED)
    made.readers(3)
    made.gathered()
    return made


def tray(newsroom: Newsroom, **changes: object) -> flow.Tray:
    made = flow.Tray(lambda: newsroom.mailer, KEY, KEY, newsroom.clock)
    return replace(made, **changes)  # type: ignore[arg-type]


def sent(newsroom: Newsroom, number: int, *addresses: str, **changes: object):
    """A test of the issue's first edition, printed for the occasion where it is not yet."""
    set_pages(number, newsroom.digest, newsroom.works)
    sheet = editions.sheets(number)[0]
    ready = tray(newsroom, **changes)
    return flow.send_tests(number, "morning", sheet, addresses, ready, actor="ada")


def states(number: int, kind: SpecimenKind) -> dict[str, str]:
    return {one.address: one.state.value for one in specimens.of(number, kind)}


def test_a_test_is_marked_goes_to_those_named_and_leaves_the_issue_where_it_was(newsroom):
    number = newsroom.issue()
    made = sent(newsroom, number, DESK, NIGHT)
    assert [(one.address, one.state) for one in made] == [
        (DESK, SpecimenState.SUBMITTED),
        (NIGHT, SpecimenState.SUBMITTED),
    ]
    heads = [parcel.sheet.head for parcel in newsroom.mailer.parcels]
    assert all(p.sheet.edition.subject.startswith("[TEST] ") for p in newsroom.mailer.parcels)
    assert len({head.issue_key for head in heads}) == 2
    assert [models.Batch.objects.count(), models.Delivery.objects.count()] == [0, 0]
    assert models.Audit.objects.filter(act="test-send", actor="ada").count() == 1
    assert advance(number, newsroom.digest, newsroom.works).value == "sending"
    finish(newsroom, number)
    assert verified(number).audience == 3


def test_no_report_about_a_test_counts_for_anybody(newsroom):
    number = newsroom.issue()
    sent(newsroom, number, DESK)
    parcel = newsroom.mailer.parcels[0]
    (reader,) = parcel.readers
    assert tokens.read(reader.token, tokens.READER, [KEY]) == tokens.TokenFor(NOBODY, number)
    form = sendgrid_body.form(parcel.sheet, KEY)
    wire = json.loads(sendgrid_body.body(form, parcel.batch, Readers.of(parcel.readers)))
    (one,) = wire["personalizations"]
    told = [
        {
            "event": kind,
            "email": DESK,
            "timestamp": int(newsroom.clock().timestamp()),
            "delivery": one["custom_args"]["delivery"],
        }
        for kind in ("processed", "delivered", "bounce", "spamreport", "unsubscribe")
    ]
    heard = sendgrid_events.read(json.dumps(told).encode(), [KEY])
    assert (heard.events, heard.notices, heard.ignored) == ((), (), 5)


@pytest.mark.parametrize("word", ["morning", "everybody", "@example.org", "a@b@c", "ada", "*", ""])
def test_a_list_or_a_segment_cannot_be_named(word):
    with pytest.raises(ValueError, match="never to a list"):
        named(["ada@example.org", word])


def test_an_address_is_tested_once_a_time_and_too_many_are_refused(newsroom, monkeypatch):
    assert named([DESK, "Desk@Paper.example.org", NIGHT]) == (DESK, NIGHT)
    number = newsroom.issue()
    many = [f"desk{n}@paper.example.org" for n in range(MOST_AT_ONCE + 1)]
    with pytest.raises(UsageError, match="at most 10 addresses"):
        sent(newsroom, number, *many)
    monkeypatch.setattr("digest.rules.specimens.MOST_OF_AN_ISSUE", 12)
    sent(newsroom, number, *many[:10])
    with pytest.raises(UsageError, match="10 went already"):
        sent(newsroom, number, *many[:3])
    assert len(newsroom.mailer.parcels) == 10


def test_the_kill_switch_holds_tests_and_seeds(newsroom, begun):
    house.freeze("morning", actor="ada", reason="wrong story", now=newsroom.clock())
    with pytest.raises(GuardRefused, match="nothing leaves"):
        sent(newsroom, begun, DESK)
    assert flow.seed(SEEDED, tray(newsroom)) == 0
    assert newsroom.mailer.parcels == []


def test_who_is_kept_from_mail_or_not_on_the_allow_list_gets_none(newsroom):
    mark = address_hash(DESK, KEY)
    reason = SuppressionReason.COMPLAINT
    models.Suppression.objects.create(address_hash=mark, reason=reason, at=newsroom.clock())
    number = newsroom.issue()
    (kept,) = sent(newsroom, number, DESK)
    assert (kept.state, kept.reason) == (SpecimenState.EXCLUDED, "suppressed: complaint")
    (other,) = sent(newsroom, number, NIGHT, allowed=lambda address: address != NIGHT.lower())
    assert other.state is SpecimenState.EXCLUDED
    assert newsroom.mailer.parcels == []


def test_a_lost_answer_stays_uncertain_and_an_away_post_is_told(newsroom):
    number = newsroom.issue()
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer"), away()]
    lost, failed = sent(newsroom, number, DESK, NIGHT)
    assert (lost.state, lost.reason) == (SpecimenState.UNCERTAIN, "no answer")
    assert (failed.state, failed.reason) == (SpecimenState.FAILED, "the post is away")
    newsroom.mailer.fates = [ConfigurationError("the key is wrong")]
    with pytest.raises(ConfigurationError):
        sent(newsroom, number, DESK)
    assert states(number, SpecimenKind.TEST) == {DESK: "failed", NIGHT: "failed"}


@pytest.mark.parametrize(("can_tell", "state"), [(True, "failed"), (False, "uncertain")])
def test_who_vanished_while_asking_is_settled_by_evidence_and_never_asked_again(
    newsroom, can_tell, state
):
    number = newsroom.issue()
    newsroom.mailer.can_tell = can_tell
    specimens.begin(number, SpecimenKind.TEST, DESK, "en", actor="ada", now=newsroom.clock())
    reached = specimens.begin(
        number, SpecimenKind.TEST, NIGHT, "en", actor="ada", now=newsroom.clock()
    )
    assert reached is not None
    newsroom.mailer.accepted[APART + reached.id, 0] = NIGHT
    assert flow.settle(tray(newsroom)) == 0
    newsroom.clock.advance(minutes=11)
    assert flow.settle(tray(newsroom)) == 2
    told = states(number, SpecimenKind.TEST)
    assert told[DESK] == state
    assert told[NIGHT] == ("submitted" if can_tell else "uncertain")
    assert flow.settle(tray(newsroom)) == 0
    assert newsroom.mailer.parcels == []


def test_seeds_get_each_issue_once_apart_from_its_readers(newsroom, sending):
    ready = tray(newsroom)
    assert flow.seed(SEEDED, ready) == 0, "no reader has it"
    finish(newsroom, sending)
    assert flow.seed(SEEDED, ready) == 3
    assert flow.seed(SEEDED, ready) == 0
    assert states(sending, SpecimenKind.SEED) == {
        DESK: "submitted",
        NIGHT: "submitted",
        "reader1@example.org": "excluded",
    }
    (reason,) = [one.reason for one in specimens.of(sending) if one.address.startswith("reader1")]
    assert reason == "gets the issue as a reader"
    assert not any("[TEST]" in p.sheet.edition.subject for p in newsroom.mailer.parcels)
    assert verified(sending).audience == verified(sending).submitted == 3
    assert newsroom.mailer.addresses == sorted(
        [DESK, NIGHT, *(f"reader{n}@example.org" for n in range(3))]
    )


def test_a_restored_copy_seeds_nothing_that_the_original_may_have_seeded(newsroom, begun):
    with transaction.atomic():
        made_at = newsroom.clock()
        newsroom.clock.advance(minutes=5)
        make_passive(made_at, (), actor="ada", now=newsroom.clock())
    house.thaw("", actor="ada", now=newsroom.clock())
    assert flow.seed(SEEDED, tray(newsroom)) == 0
    assert newsroom.mailer.parcels == []


def test_tests_and_seeds_count_towards_the_limits_of_the_post(newsroom, begun):
    owed: list[int] = []
    pace = Unlimited()
    pace.owe = owed.append
    flow.seed(SEEDED, tray(newsroom, pace=pace))
    assert owed == [1, 1]  # the third of them is a reader, and gets it as one
    sent(newsroom, begun, NIGHT, pace=pace)
    assert owed == [1, 1, 1]


def test_seeds_wait_outside_the_hours_of_the_send_and_get_theirs_when_it_opens(newsroom, begun):
    pace = Unlimited()
    pace.closed = lambda digest: newsroom.clock() + timedelta(hours=9)
    assert flow.seed(SEEDED, tray(newsroom, pace=pace)) == 0
    assert [one.state for one in sent(newsroom, begun, DESK, pace=pace)] == ["submitted"]
    newsroom.clock.advance(hours=9)
    assert flow.seed(SEEDED, tray(newsroom)) == 3


def test_two_at_once_seed_once(newsroom, sending):
    first = specimens.begin(sending, SpecimenKind.SEED, DESK, "en", actor="a", now=newsroom.clock())
    again = specimens.begin(sending, SpecimenKind.SEED, DESK, "en", actor="b", now=newsroom.clock())
    assert first is not None
    assert again is None


def test_a_seed_named_later_is_in_for_the_next_issue(newsroom, begun):
    flow.seed(replace(SEEDED, seeds=(DESK,)), tray(newsroom))
    newsroom.clock.advance(hours=25)
    assert flow.seed(SEEDED, tray(newsroom)) == 0
    assert states(begun, SpecimenKind.SEED) == {DESK: "submitted"}


def test_an_issue_for_named_people_is_no_seeds_business(newsroom):
    from digest.flow.compose import compose

    order = replace(newsroom.order(), audience=Audience(("morning",), ("reader0@example.org",)))
    number = compose(newsroom.digest, order, now=newsroom.clock())
    assert isinstance(number, int)
    advance(number, newsroom.digest, newsroom.works)
    assert issues.state(number) is not None
    assert flow.seed(SEEDED, tray(newsroom)) == 0


def test_a_reader_whose_own_hour_is_to_come_is_no_seed_meanwhile(newsroom, begun):
    newsroom.readers(1, start=7)  # on the list, and not in what is frozen so far
    later = newsroom.clock() + timedelta(hours=5)
    models.Cohort.objects.create(issue_id=begun, at=later)
    seeded = replace(SEEDED, seeds=("reader7@example.org", DESK))
    flow.seed(seeded, tray(newsroom))
    assert states(begun, SpecimenKind.SEED) == {
        DESK: "submitted",
        "reader7@example.org": "excluded",
    }


def test_seeds_wait_until_it_is_known_who_the_readers_are(newsroom, begun):
    held = models.Freezing.objects.create(issue_id=begun, upto=9, at=newsroom.clock())
    assert flow.seed(SEEDED, tray(newsroom)) == 0
    held.delete()
    assert flow.seed(SEEDED, tray(newsroom)) == 3


def test_an_erased_address_leaves_the_ledger_of_specimens(newsroom):
    number = newsroom.issue()
    sent(newsroom, number, NIGHT, DESK)
    mark = address_hash(NIGHT.lower(), KEY)
    forgetting.everywhere(forgetting.traces(mark, NIGHT.lower()), mark)
    assert [one.address for one in specimens.of(number)] == [DESK]


def test_specimens_are_told_apart(newsroom, begun):
    flow.seed(SEEDED, tray(newsroom))
    sent(newsroom, begun, DESK)
    assert specimens.counts(begun) == {
        "seed": {"submitted": 2, "excluded": 1},
        "test": {"submitted": 1},
    }
