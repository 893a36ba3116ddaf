"""Limits while sending: kept, changed at once, and no domain's limit holds up another domain."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from digest.flow import control
from digest.flow.advance import work_off
from digest.flow.hands import submit_near
from digest.flow.pacing import Pacer
from digest.flow.submit import Outcome, submit
from digest.model.issue import IssueState
from digest.model.pace import OFF, Lane, Pace, Rates, WarmUp, parse_hours, parse_limits
from digest.rules.pacing import Want
from digest.store import balance, batches, issues, models, pacing
from tests.fakes import FakeMailer
from tests.newsroom import KEY, Killed, Newsroom, verified
from tests.readers import enlist, reader

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Granting:
    """A meter that keeps what it granted, and has told waits ready by key."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    granted: Counter[str] = field(default_factory=Counter)
    owed: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, wants: Sequence[Want]) -> float:
        with self.lock:
            wait = max(
                (self.waits[w.key].pop(0) for w in wants if self.waits.get(w.key)), default=0
            )
            for want in () if wait else wants:
                self.granted[want.key] += want.letters
        return wait

    def owe(self, wants: Sequence[Want]) -> None:
        self.owed.update({want.key: want.letters for want in wants})


@dataclass
class Paced(Newsroom):
    """The newsroom with limits."""

    rates: Rates = Rates()
    pace: Pace = Pace()
    meter: Granting = field(default_factory=Granting)
    slept: list[float] = field(default_factory=list)

    def pacer(self) -> Pacer:
        return Pacer(
            self.rates,
            {"morning": replace(self.digest, pace=self.pace)},
            provider="fake",
            meter=self.meter,
            clock=self.clock,
            sleep=self.slept.append,
        )

    def room(self, **also: object):
        also.setdefault("pace", self.pacer())
        return super().room(**also)

    def mixed(self, *domains: str, of_each: int) -> None:
        """Readers of these domains, one of each after the other."""
        people = [
            reader(f"reader{n}@{domain}", "", "en", "UTC")
            for n in range(of_each)
            for domain in domains
        ]
        enlist(people, self.digest.lists, key=KEY, now=self.clock())


@pytest.fixture
def newsroom() -> Paced:
    made = Paced(batch_size=10)
    made.gathered()
    return made


def limited(**by_domain: str) -> Rates:
    lanes = {f"{name}.test": text for name, text in by_domain.items()}
    return Rates(
        lanes=tuple(Lane(name, (name,), Pace(parse_limits(text))) for name, text in lanes.items())
    )


def sent(newsroom: Paced) -> int:
    from digest.flow.advance import advance

    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    return number


def off(newsroom: Paced, number: int, **room: object) -> None:
    work_off(number, newsroom.room(**room), wait=lambda moment: newsroom.clock.advance(seconds=900))


def test_a_limit_cuts_what_goes_together_and_everybody_is_counted_once(newsroom):
    newsroom.readers(25)
    newsroom.pace = Pace(parse_limits("60/s"))
    number = sent(newsroom)
    off(newsroom, number)
    assert verified(number).submitted == 25
    assert {len(parcel.readers) for parcel in newsroom.mailer.parcels} <= {1, 2, 3}
    assert newsroom.meter.granted == {"digest morning": 25}


def test_transport_and_digest_are_asked_together(newsroom):
    newsroom.readers(6)
    newsroom.pace = Pace(parse_limits("60/s"))
    newsroom.rates = Rates(providers={"fake": Pace(parse_limits("20/s"))})
    off(newsroom, number := sent(newsroom))
    assert verified(number).submitted == 6
    assert newsroom.meter.granted == {"digest morning": 6, "fake": 6}
    assert {len(parcel.readers) for parcel in newsroom.mailer.parcels} == {1}


def test_without_a_limit_nobody_is_asked_and_batches_stay_whole(newsroom):
    newsroom.readers(25)
    off(newsroom, sent(newsroom))
    assert not newsroom.meter.granted
    assert sorted(len(parcel.readers) for parcel in newsroom.mailer.parcels) == [5, 10, 10]


def test_who_is_told_to_wait_waits_and_goes_then(newsroom):
    newsroom.readers(3)
    newsroom.pace = Pace(parse_limits("10/s"))
    newsroom.meter.waits["digest morning"] = [0.01, 0.0, 0.02]
    off(newsroom, number := sent(newsroom))
    assert verified(number).submitted == 3
    assert newsroom.slept[:2] == [0.01, 0.02]


def test_who_finds_others_before_it_gives_the_batch_back_and_it_is_no_attempt(newsroom):
    newsroom.readers(3)
    newsroom.pace = Pace(parse_limits("10/s"))
    newsroom.meter.waits["digest morning"] = [9.0] * 12
    number = sent(newsroom)
    batch = batches.open_batches(number)[0]
    assert {submit(batch, newsroom.room()) for _ in range(12)} == {Outcome.CROWDED}
    row = models.Batch.objects.get(pk=batch)
    assert (row.state, row.attempts, row.cursor) == ("pending", 0, 0)
    off(newsroom, number)
    assert verified(number).submitted == 3


def test_a_change_by_an_operator_holds_for_the_next_step_and_is_audited(newsroom):
    newsroom.readers(4)
    number = sent(newsroom)
    now = newsroom.clock()
    pacing.change("digest", "morning", {"limits": "20/s"}, actor="ann", now=now)
    submit(batches.open_batches(number)[0], newsroom.room())
    assert {len(parcel.readers) for parcel in newsroom.mailer.parcels} == {1}
    assert pacing.as_configured("digest", "morning", actor="ann", now=now)
    assert not pacing.as_configured("digest", "morning", actor="ann", now=now)
    acts = list(models.Audit.objects.filter(act="rate").values_list("actor", "subject", "after"))
    assert acts[0] == ("ann", "digest morning", {"limits": "20/s"})
    assert len(acts) == 2


def test_a_change_is_seen_within_a_second_by_a_process_that_is_sending(newsroom, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("digest.flow.pacing.time.monotonic", lambda: clock[0])
    pacer = newsroom.pacer()
    assert pacer.turn("morning", "", 1000).letters == 1000
    pacing.change("provider", "fake", {"limits": "100/s"}, actor="ann", now=newsroom.clock())
    clock[0] += 0.6
    assert pacer.turn("morning", "", 1000).letters == 5


def test_readers_of_a_limited_domain_go_apart_and_hold_up_nobody(newsroom):
    newsroom.mixed("slow.test", "quick.test", of_each=15)
    newsroom.rates = limited(slow="20/s")
    newsroom.meter.waits["domain slow.test"] = [5.0] * 4
    off(newsroom, number := sent(newsroom))
    assert verified(number).submitted == 30
    order = [one.recipient.address for p in newsroom.mailer.parcels for one in p.readers]
    quick = [n for n, address in enumerate(order) if address.endswith("@quick.test")]
    assert max(quick) < 20
    lanes = models.Batch.objects.exclude(lane="")
    assert {row.lane for row in lanes} == {"slow.test"}
    assert newsroom.meter.granted == {"domain slow.test": 15}
    assert issues.state(number) is IssueState.FINISHED


def test_a_batch_of_one_limited_domain_stays_whole(newsroom):
    newsroom.mixed("slow.test", of_each=10)
    newsroom.rates = limited(slow="200/s")
    off(newsroom, number := sent(newsroom))
    assert verified(number).submitted == 10
    assert list(models.Batch.objects.values_list("lane", "moved")) == [("slow.test", 0)]


def test_a_crowded_domain_never_keeps_the_others_of_a_process_with_many_hands(newsroom):
    newsroom.mailer = FakeMailer(at_once=4)
    newsroom.mixed("slow.test", "slower.test", "quick.test", of_each=40)
    newsroom.rates = limited(slow="20/s", slower="10/s")
    stuck = threading.Event()

    def until_quick_ones_are_out(seconds: float) -> None:
        stuck.wait(0.02)

    newsroom.meter.waits = {"domain slow.test": [0.01] * 30, "domain slower.test": [0.02] * 30}
    pacer = newsroom.pacer()
    pacer._sleep = until_quick_ones_are_out
    off(newsroom, number := sent(newsroom), pace=pacer)
    told = verified(number)
    assert told.submitted == 120
    assert Counter(newsroom.mailer.addresses).most_common(1)[0][1] == 1


def test_who_left_before_the_parting_is_left_out_once(newsroom):
    newsroom.mixed("slow.test", "quick.test", of_each=5)
    newsroom.rates = limited(slow="20/s")
    number = sent(newsroom)
    for address in ("reader1@slow.test", "reader2@quick.test"):
        models.Subscription.objects.filter(subscriber__address_norm=address).update(
            state="unsubscribed"
        )
    off(newsroom, number)
    told = verified(number)
    assert (told.submitted, told.excluded) == (8, {"unsubscribed": 2})


def test_a_limit_that_is_lifted_lets_its_readers_go_with_all_others(newsroom):
    newsroom.mixed("slow.test", "quick.test", of_each=5)
    now = newsroom.clock()
    pacing.change("domain", "slow.test", {"limits": "1/s"}, actor="ann", now=now)
    newsroom.meter.waits["domain slow.test"] = [9.0] * 3
    number = sent(newsroom)
    submit_near(batches.open_batches(number)[0], newsroom.room(), until=lambda: False)
    assert verified(number).pending == 5
    pacing.change("domain", "slow.test", {"limits": OFF}, actor="ann", now=now)
    off(newsroom, number)
    assert verified(number).submitted == 10


def test_a_warm_up_stops_at_the_letters_of_its_day_and_goes_on_the_next(newsroom):
    newsroom.readers(30)
    newsroom.pace = Pace(warm_up=WarmUp(date(2026, 11, 25), (12, 14)))
    number = sent(newsroom)
    for so_far in (12, 26, 30):
        outcomes = [submit(batch, newsroom.room()) for batch in batches.open_batches(number)]
        assert verified(number).submitted == so_far
        assert (Outcome.CLOSED in outcomes) == (so_far < 30)
        newsroom.clock.advance(days=1)


def test_letters_that_surely_did_not_leave_are_not_of_the_day(newsroom):
    newsroom.readers(10)
    newsroom.pace = Pace(parse_limits("10/day"))
    number = sent(newsroom)
    control.pause(number, actor="test", clock=newsroom.clock)
    models.Issue.objects.filter(pk=number).update(state="sending")
    room = newsroom.room(
        checkpoint=lambda point: (
            models.Issue.objects.filter(pk=number).update(state="paused")
            if point == "after claim"
            else None
        )
    )
    assert submit(batches.open_batches(number)[0], room) is Outcome.HALTED
    assert pacing.spent(newsroom.clock().date()) == {"digest morning": 0}
    control.resume(number, actor="test", clock=newsroom.clock, queue=newsroom.queue)
    off(newsroom, number)
    assert verified(number).submitted == 10


def test_outside_its_hours_nothing_leaves_and_then_all_of_it(newsroom):
    newsroom.readers(10)
    newsroom.pace = Pace(hours=parse_hours("weekdays 07:00-22:00"), window=True)
    number = sent(newsroom)
    assert submit(batches.open_batches(number)[0], newsroom.room()) is Outcome.CLOSED
    assert newsroom.pacer().closed("morning") == newsroom.clock() + timedelta(hours=1)
    newsroom.clock.advance(hours=1)
    off(newsroom, number)
    assert balance.balance(number).submitted == 10


def test_letters_of_the_house_are_owed_to_the_transport(newsroom):
    newsroom.rates = Rates(providers={"fake": Pace(parse_limits("20/s"))})
    newsroom.pacer().owe(1)
    assert newsroom.meter.owed == {"fake": 1}


@pytest.mark.parametrize("point", ["after claim", "after parting", "after intent", "after mark"])
def test_a_worker_that_dies_while_domains_are_limited_loses_and_doubles_nobody(newsroom, point):
    newsroom.mixed("slow.test", "quick.test", of_each=12)
    newsroom.rates = limited(slow="20/s")
    number, left = sent(newsroom), [2]

    def dying(here: str) -> None:
        left[0] -= here == point
        if here == point and left[0] == 0:
            raise Killed

    with pytest.raises(Killed):
        off(newsroom, number, checkpoint=dying)
    owner = models.Batch.objects.filter(state="claimed")
    owner.update(lease_until=newsroom.clock() - timedelta(seconds=1))
    off(newsroom, number)
    told = verified(number)
    assert (told.submitted, told.uncertain, told.pending) == (24, 0, 0)
    assert Counter(newsroom.mailer.addresses).most_common(1)[0][1] == 1
