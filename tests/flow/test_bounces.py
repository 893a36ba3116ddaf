"""The box of bounces -> the ledger: each mail once, forged ones for nothing, soft ones by rule."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from digest.flow.advance import advance, work_off
from digest.flow.bounces import Collected, collect
from digest.flow.record import record
from digest.mail.bounce_box import OTHER, READ, Maildir
from digest.mail.bounce_mail import read
from digest.model.delivery import DeliveryEvent as E
from digest.model.event import Event
from digest.model.post import Fate, Verdict
from digest.rules import return_path
from digest.rules.evidence import WAIT, Sign
from digest.rules.soft_bounces import Limit
from digest.store import events, models, settling
from tests import bounces
from tests.bounces import group, report
from tests.newsroom import KEY, Newsroom, verified

pytestmark = pytest.mark.django_db
HOME = "bounces@news.example.org"
LIMIT = Limit(issues=3, span=timedelta(days=10))


@dataclass
class Sent:
    """An issue that four readers have, and a box for what comes back."""

    newsroom: Newsroom
    issue: int
    people: list[int]
    box: Path
    count: int = field(default=0)

    def path(self, who: int, key: bytes = KEY, issue: int = 0) -> str:
        return return_path.minter(key, return_path.LETTER, issue or self.issue, HOME)(
            self.people[who]
        )

    def comes(self, raw: bytes) -> None:
        self.count += 1
        (self.box / "new" / f"{self.count:05}.mail").write_bytes(raw)

    def collected(self, **more) -> Collected:
        clock = self.newsroom.clock
        return collect(
            Maildir(self.box),
            lambda raw: read(raw, [KEY], clock()),
            clock=clock,
            soft=LIMIT,
            **more,
        )

    def shelf(self, name: str) -> int:
        return len(list((self.box / f".{name}" / "cur").glob("*")))


def newsroom_sent(newsroom: Newsroom) -> int:
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    work_off(number, newsroom.room(), wait=lambda moment: None)
    return number


@pytest.fixture
def sent(tmp_path) -> Sent:
    newsroom = Newsroom(batch_size=2)
    newsroom.mailer.can_tell = False
    newsroom.mailer.name = "smtp"
    newsroom.readers(4)
    newsroom.gathered()
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer")]
    number = newsroom_sent(newsroom)
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    people = list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True))
    return Sent(newsroom, number, people, tmp_path / "box")


def reasons() -> list[str]:
    return sorted(models.Suppression.objects.values_list("reason", flat=True))


def test_bounces_settle_suppress_and_are_put_away(sent):
    sent.comes(report(sent.path(0), group()))
    sent.comes(report(sent.path(1), group(status="5.7.1", said="smtp; 550 blocked")))
    sent.comes(bounces.late(sent.path(2)))
    sent.comes(bounces.holiday(sent.path(3)))
    done = sent.collected()
    assert dict(done.mails) == {"bounce": 2, "delayed": 1, "no report": 1}
    assert done.new == 3
    told = verified(sent.issue)
    assert (told.submitted, told.uncertain) == (4, 0)
    states = dict(models.Delivery.objects.values_list("subscriber_id", "state"))
    assert states == {sent.people[0]: "bounced", sent.people[1]: "bounced"}
    assert reasons() == ["hard_bounce"]
    assert (sent.shelf(READ), sent.shelf(OTHER)) == (3, 1)
    assert sent.collected().mails.total() == 0


def test_over_smtp_a_report_of_one_reader_settles_that_one_and_says_nothing_of_the_next(sent):
    sent.comes(report(sent.path(0), group()))
    sent.collected()
    told = verified(sent.issue)
    assert (told.submitted, told.uncertain) == (3, 1)
    sent.newsroom.clock.advance(seconds=WAIT.total_seconds())
    events.keep_raw("sendgrid", b"[]", sent.newsroom.clock() + timedelta(minutes=1))
    (doubt,) = settling.uncertain_of(sent.issue, sent.newsroom.clock())
    assert (doubt.people, doubt.spoken, doubt.sign) == (1, 0, Sign.ALONE)


def test_a_forged_bounce_changes_nothing_and_is_kept_for_a_person(sent):
    sent.comes(report(sent.path(0, key=b"x" * 48), group()))
    sent.comes(report(sent.path(0)[:-30] + "@news.example.org", group()))
    sent.comes(report(HOME, group()))
    sent.comes(report(sent.path(0, issue=sent.issue + 99), group()))
    assert sent.collected().new == 0
    assert verified(sent.issue).uncertain == 2
    assert not models.Suppression.objects.exists()
    assert sent.shelf(OTHER) == 3


def test_two_mails_about_one_letter_count_once(sent):
    for _ in range(3):
        sent.comes(report(sent.path(0), group()))
    assert sent.collected().new == 1


@pytest.mark.parametrize("point", ["box read", "box recorded", "box settled"])
def test_a_reader_of_the_box_that_dies_loses_no_mail_and_counts_none_twice(sent, point):
    class Died(Exception):
        pass

    def dies(here: str) -> None:
        if here == point:
            raise Died

    for who in range(4):
        sent.comes(report(sent.path(who), group()))
    with pytest.raises(Died):
        sent.collected(checkpoint=dies)
    sent.collected()
    assert models.Event.objects.count() == 4
    assert len(reasons()) == 4
    assert sent.shelf(READ) == 4
    assert verified(sent.issue).submitted == 4


def test_it_stops_between_pages_when_its_time_is_over(sent):
    sent.comes(report(sent.path(0), group()))
    assert sent.collected(until=lambda: True).mails.total() == 0
    assert sent.collected().new == 1


def event(kind: E, issue: int, who: int, at, address: str = "") -> Event:
    return Event(f"{issue}:{who}:{kind}:{at}", kind, issue, who, at, "said", address)


def run_of(sent: Sent, *kinds: E) -> list[Event]:
    """One report for each of as many issues, a day apart."""
    found = []
    frozen = list(models.Batch.objects.filter(issue=sent.issue))
    for day, kind in enumerate(kinds):
        issue = models.Issue.objects.get(pk=sent.issue)
        issue.pk, issue.digest = None, f"soft{day}"
        issue.save()
        for batch in frozen:
            batch.pk, batch.issue_id = None, issue.pk
            batch.number += 10
            batch.save()
        at = sent.newsroom.clock() + timedelta(days=day)
        found.append(event(kind, issue.pk, sent.people[0], at))
    return found


def told_in_pieces(sent: Sent, events: list[Event]) -> list[str]:
    for one in events:
        record([one], clock=sent.newsroom.clock, soft=LIMIT)
    return reasons()


def test_soft_bounces_of_enough_issues_end_the_mail_and_a_letter_that_arrives_begins_it_again(sent):
    events = run_of(sent, E.SOFT, E.SOFT, E.SOFT, E.DELIVERED)
    assert told_in_pieces(sent, events[:2]) == []
    assert told_in_pieces(sent, events[2:3]) == ["soft_bounce"]
    assert told_in_pieces(sent, events[3:]) == []


def test_a_delivery_in_between_resets_and_blocks_do_not_count(sent):
    kinds = [E.SOFT, E.SOFT, E.DELIVERED, E.SOFT, E.BLOCKED, E.BLOCKED, E.SOFT]
    assert told_in_pieces(sent, run_of(sent, *kinds)) == []


@pytest.mark.parametrize("last", [E.SOFT, E.DELIVERED])
def test_soft_bounces_in_any_order_end_alike(sent, last):
    events = run_of(sent, E.SOFT, E.SOFT, E.SOFT, last)
    wanted = ["soft_bounce"] if last is E.SOFT else []
    for order in permutations(events):
        models.Event.objects.all().delete()
        models.Delivery.objects.filter(state="bounced").delete()
        models.Suppression.objects.all().delete()
        assert told_in_pieces(sent, list(order)) == wanted


@pytest.mark.parametrize("strong", [E.BOUNCED, E.COMPLAINED, E.UNSUBSCRIBED])
def test_whatever_is_stronger_stays_when_a_letter_arrives(sent, strong):
    events = run_of(sent, E.SOFT, E.SOFT, E.SOFT, strong, E.DELIVERED)
    for seed in range(4):
        models.Event.objects.all().delete()
        models.Suppression.objects.all().delete()
        random.Random(seed).shuffle(events)
        found = told_in_pieces(sent, events)
        assert found
        assert "soft_bounce" not in found


def test_who_says_yes_again_begins_anew(sent):
    events = run_of(sent, *[E.SOFT] * 5)
    assert told_in_pieces(sent, events[:3]) == ["soft_bounce"]
    row = models.Subscriber.objects.get(pk=sent.people[0])
    models.Suppression.objects.all().delete()
    models.Consent.objects.create(
        at=events[2].at + timedelta(hours=1),
        address_hash=row.address_hash,
        list_slug="morning",
        act="confirmed",
    )
    assert told_in_pieces(sent, events[3:]) == []


def test_soft_bounces_of_an_address_that_the_reader_left_do_not_follow_them(sent):
    events = run_of(sent, E.SOFT, E.SOFT, E.SOFT)
    row = models.Subscriber.objects.get(pk=sent.people[0])
    models.FormerAddress.objects.create(
        subscriber=row,
        address="old@example.org",
        address_norm="old@example.org",
        address_hash="0" * 40,
        until=events[1].at + timedelta(hours=1),
    )
    assert told_in_pieces(sent, [replace(one, address="") for one in events]) == []
