"""Ad-hoc digests that a machine asks for: once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from digest import triggering
from digest.bootstrap import House
from digest.flow.advance import advance
from digest.model.source import Read
from digest.store import approval, issues, models, operators
from digest.store import house as book
from tests import cast, mortal
from tests.newsroom import DIGEST, Newsroom, finish, stories

pytestmark = pytest.mark.django_db
TRIGGERS = "digests/morning/triggers"


class Desk:
    """The newsroom of `tests.newsroom` as pages, workers and the API see it."""

    def __init__(self, monkeypatch, digest=DIGEST) -> None:
        self.newsroom = Newsroom(digest=digest)
        self.newsroom.newsstand.readings["paper"] = Read(stories())
        settings = replace(cast.house(), digests={"morning": digest})
        self.house = House(settings, self.newsroom.clock)

        @contextmanager
        def newsstand(_house, _sources) -> Iterator[object]:
            yield self.newsroom.newsstand

        monkeypatch.setattr(House, "newsstand", newsstand)
        monkeypatch.setattr(triggering, "open_house", lambda: self.house)
        monkeypatch.setattr("digest.web.console.hall.house", lambda: self.house)

    def work(self) -> None:
        """What a sweep does."""
        triggering.sweep(self.house, self.house.queue())  # type: ignore[arg-type]

    def send(self) -> None:
        """Everything that is approved goes."""
        for number in approval.due(self.newsroom.clock()):
            advance(number, self.newsroom.digest, self.newsroom.works)
            finish(self.newsroom, number)


@pytest.fixture
def desk(monkeypatch):
    made = Desk(monkeypatch)
    made.newsroom.readers(5)
    return made


def key(word: str = "k1") -> dict[str, str]:
    return {"idempotency-key": word}


def told(sender, answer):
    return sender.get(f"triggers/{answer.json()['trigger']}").json()


def test_a_trigger_is_gathered_composed_and_sent_by_the_workers(machine, desk):
    sender = machine("sender", name="cms")
    answer = sender.post(TRIGGERS, {"subject": "Extra", "expect": 5}, **key())
    assert answer.status_code == 202, answer.content
    assert answer.headers["Location"].endswith(f"/api/v1/triggers/{answer.json()['trigger']}")
    assert told(sender, answer)["state"] == "accepted"
    desk.work()
    desk.send()
    now = told(sender, answer)
    assert (now["state"], now["issue_state"], now["by"]) == ("made", "finished", "token cms")
    assert len(desk.newsroom.mailer.addresses) == 5
    assert sender.get(f"issues/{now['issue']}").json()["subject"] == "Extra"
    assert set(models.Audit.objects.filter(actor="token cms").values_list("act", flat=True)) >= {
        "trigger",
        "prepare",
        "approve",
    }


def test_the_same_key_and_body_get_the_same_answer_and_another_body_is_refused(machine, desk):
    sender = machine("sender")
    first = sender.post(TRIGGERS, {"subject": "A"}, **key())
    desk.work()
    desk.send()
    again = sender.post(TRIGGERS, {"subject": "A"}, **key())
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    other = sender.post(TRIGGERS, {"subject": "B"}, **key())
    assert other.status_code == 422
    assert machine("sender", name="two").post(TRIGGERS, {"subject": "B"}, **key()).status_code in (
        202,
        409,
    )
    assert models.Issue.objects.count() == 1


def test_without_a_key_nothing_is_accepted(machine, desk):
    assert machine("sender").post(TRIGGERS, {}).status_code == 422
    assert not models.Trigger.objects.exists()


def test_what_a_guard_refuses_at_once_leaves_no_trace(machine, desk):
    sender = machine("sender")
    for body, status in (
        ({"expect": 4711}, 409),
        ({"lists": ["strangers"]}, 422),
        ({"segment": "nowhere"}, 422),
        ({"to": ["nobody@example.org"]}, 422),
        ({"to": ["a@b@c"]}, 422),
        ({"subject": "Hi\r\nBcc: v@x.example"}, 422),
        ({"subject": "x" * 5000}, 422),
        ({"stories": ["file:///etc/passwd"]}, 422),
        ({"nonsense": 1}, 422),
    ):
        answer = sender.post(TRIGGERS, body, **key())
        assert answer.status_code == status, (body, answer.content)
    book.freeze("", actor="test", reason="look", now=desk.newsroom.clock())
    frozen = sender.post(TRIGGERS, {}, **key())
    assert (frozen.status_code, frozen.json()["guard"]) == (409, "frozen")
    assert not models.Trigger.objects.exists()
    assert sender.post("digests/evening/triggers", {}, **key()).status_code == 404


def test_a_second_one_within_the_cool_down_is_refused_unless_again(machine, monkeypatch):
    desk = Desk(monkeypatch, replace(DIGEST, cool_down=timedelta(hours=1)))
    desk.newsroom.readers(5)
    sender = machine("sender")
    sender.post(TRIGGERS, {}, **key())
    desk.work()
    desk.send()
    second = sender.post(TRIGGERS, {}, **key("k2"))
    assert (second.status_code, second.json()["guard"]) == (409, "cooldown")
    desk.newsroom.newsstand.readings["paper"] = Read(stories(4, start=10))
    third = sender.post(TRIGGERS, {"again": True}, **key("k3"))
    desk.work()
    waits = told(sender, third)["waits"]
    # Two by hand within six hours need a person's yes, too.
    assert waits["goes_at"] is None
    assert "another digest made by hand" in waits["because"]


def test_an_unusual_send_waits_and_no_machine_is_the_second_person(machine, desk):
    operators.add("sam", ["sender"], "correct horse battery", actor="t", now=cast.NOW)
    old = cast.issue(steps=cast.FINISHED, day=cast.DAY - timedelta(days=1))
    models.Issue.objects.filter(pk=old).update(audience_n=1, digest="morning")
    sender = machine("sender")
    answer = sender.post(TRIGGERS, {}, **key())
    desk.work()
    now = told(sender, answer)
    assert now["waits"]["goes_at"] is None
    shown = sender.get(f"issues/{now['issue']}")
    yes = {"readers": 5, "reason": "storm"}
    way = f"issues/{now['issue']}/approve"
    assert sender.post(way, yes).status_code == 428
    assert sender.post(way, yes, **{"if-match": '"x"'}).status_code == 412
    seen = {"if-match": shown.headers["ETag"]}
    assert sender.post(way, yes | {"readers": 4}, **seen).json()["guard"] == "expect"
    agreed = sender.post(way, yes, **seen)
    assert agreed.status_code == 200, agreed.content
    assert agreed.json()["goes_at"] is None
    assert sender.post(way, yes, **seen).json()["guard"] == "approval"
    desk.send()
    assert not desk.newsroom.mailer.addresses


def test_a_held_one_is_made_and_waits(machine, desk):
    sender = machine("sender")
    answer = sender.post(TRIGGERS, {"hold": True}, **key())
    desk.work()
    now = told(sender, answer)
    assert (now["issue_state"], now["waits"]["goes_at"]) == ("closed", None)


def test_a_thin_day_refuses_in_words(machine, desk):
    desk.newsroom.newsstand.readings["paper"] = Read(())
    sender = machine("sender")
    answer = sender.post(TRIGGERS, {}, **key())
    desk.work()
    now = told(sender, answer)
    assert now["state"] == "refused"
    assert now["refused"]["detail"]


def test_what_was_asked_for_hours_ago_is_shown_and_not_sent(machine, desk):
    sender = machine("sender")
    answer = sender.post(TRIGGERS, {}, **key())
    desk.newsroom.clock.advance(seconds=4 * 3600)
    desk.work()
    now = told(sender, answer)
    assert (now["state"], now["refused"]["guard"]) == ("refused", "late")


@pytest.mark.django_db(transaction=True)
def test_fifty_triggers_at_once_with_one_key_send_once(machine, desk):
    sender, start = machine("sender"), Barrier(50)

    def trigger(_: int) -> tuple[int, bytes]:
        start.wait(60)
        try:
            answer = sender.post(TRIGGERS, {"expect": 5}, **key())
            return answer.status_code, answer.content
        finally:
            book.leave()

    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(trigger, range(50)))
    assert {status for status, _ in answers} == {202}
    assert len(answers) == 1
    for _ in range(3):
        desk.work()
        desk.send()
    assert models.Trigger.objects.count() == models.Issue.objects.count() == 1
    assert len(desk.newsroom.mailer.addresses) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["accepted", "made"])
def test_killed_between_acceptance_and_answer_or_half_way_it_is_sent_once(
    machine, desk, monkeypatch, point
):
    sender = machine("sender")

    def work(checkpoint) -> None:
        from digest.store import triggers

        inner = triggers.accept if point == "accepted" else triggers.made
        name = "accept" if point == "accepted" else "made"

        def then_dies(*args, **more):
            done = inner(*args, **more)
            checkpoint(point)
            return done

        monkeypatch.setattr(triggers, name, then_dies)
        sender.post(TRIGGERS, {}, **key())
        desk.work()

    assert mortal.killed(work, point)
    again = sender.post(TRIGGERS, {}, **key())
    assert again.status_code == 202
    assert again.headers["Idempotency-Replayed"] == "true"
    desk.newsroom.clock.advance(seconds=600)
    desk.work()
    desk.send()
    assert told(sender, again)["issue_state"] == "finished"
    assert models.Issue.objects.count() == 1
    assert len(desk.newsroom.mailer.addresses) == 5


def test_a_hand_on_the_switch_pauses_resumes_and_cancels(machine):
    cast.ada()
    number = cast.issue()
    sender = machine("sender", name="ops")
    assert sender.post(f"issues/{number}/pause").json()["state"] == "paused"
    assert sender.post(f"issues/{number}/pause").json()["guard"] == "state"
    assert sender.post(f"issues/{number}/resume").json()["state"] == "sending"
    assert sender.post(f"issues/{number}/cancel").json()["state"] == "cancelled"
    acts = models.Audit.objects.filter(actor="token ops").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["pause", "resume", "cancel"]


def test_freeze_and_thaw_and_a_day_off(machine):
    sender = machine("sender")
    assert sender.ask("PUT", "freeze", {"reason": "wrong list"}).json()["changed"]
    assert "wrong list" in sender.get("digests").json()["items"][0]["frozen"]
    assert sender.ask("DELETE", "freeze").json() == {
        "digest": None,
        "frozen": None,
        "changed": True,
    }
    assert sender.ask("PUT", "digests/morning/freeze", {"reason": ""}).status_code == 422
    day = "digests/morning/days-off/2026-12-24"
    assert sender.ask("PUT", day).json()["changed"]
    assert sender.ask("DELETE", day).json()["changed"]
    assert not sender.ask("DELETE", day).json()["changed"]


def test_an_approval_can_be_undone_and_is_held_again(machine, monkeypatch):
    desk = Desk(monkeypatch, replace(DIGEST, undo=timedelta(seconds=60)))
    desk.newsroom.readers(5)
    sender = machine("sender")
    answer = sender.post(TRIGGERS, {}, **key())
    desk.work()
    desk.send()
    assert not desk.newsroom.mailer.addresses
    number = told(sender, answer)["issue"]
    assert sender.post(f"issues/{number}/undo").status_code == 200
    assert sender.post(f"issues/{number}/undo").json()["guard"] == "undo"
    desk.newsroom.clock.advance(seconds=120)
    desk.send()
    assert not desk.newsroom.mailer.addresses
    assert issues.load(number) is not None
