"""An ad-hoc digest from the desk: prepared, counted, typed, taken back, and then really due."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from digest.bootstrap import House
from digest.model.errors import GuardRefused
from digest.model.issue import IssueState
from digest.store import approval, issues, models, operators
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def clock(monkeypatch):
    moment = [cast.NOW]
    # Another test's issue may have had the same number at the same moment.
    monkeypatch.setattr("digest.web.console.sending._counted", {})
    monkeypatch.setattr(
        "digest.web.console.hall.house", lambda: House(cast.house(), lambda: moment[0])
    )
    return moment


@pytest.fixture
def sue(clock):
    operators.add("sue", ["sender"], PASSWORD, actor="test", now=cast.NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(username="sue"))
    return client


def prepared() -> int:
    cast.ada(), cast.bilal(), cast.clara()
    number = cast.issue(steps=())
    approval.ask(number, actor="sue")
    return number


def typed(client: Client, number: int, readers: str, **more) -> str:
    page = text(client.get(f"/console/issues/{number}/send/"))
    found = re.search(r'name="seen" value="([^"]+)"', page)
    form = {"seen": found[1] if found else "", "readers": readers} | more
    return text(client.post(f"/console/issues/{number}/send/", form, follow=True))


def test_the_count_and_who_is_left_out_stand_before_the_button(sue):
    page = text(sue.get(f"/console/issues/{prepared()}/send/"))
    assert '<strong class="count">2</strong>' in page
    assert "<dd>1 the reader left this list</dd>" in page


@pytest.mark.parametrize("number", ["", "3", "all", "2 ; drop"])
def test_a_wrong_number_lets_nothing_go(sue, number):
    made = prepared()
    assert "Nothing leaves" in typed(sue, made, number)
    told = approval.of(made)
    assert told
    assert told.goes_at is None


def test_the_right_number_lets_it_go_after_a_moment_in_which_it_is_taken_back(sue, clock):
    made = prepared()
    page = typed(sue, made, "2")
    assert "Approved by sue for 2 readers" in page
    assert approval.due(clock[0]) == []
    with pytest.raises(GuardRefused, match="leaves at"):
        approval.refuse(made, clock[0])
    page = text(sue.post(f"/console/issues/{made}/undo/", follow=True))
    assert "Taken back" in page
    clock[0] += timedelta(minutes=5)
    assert approval.due(clock[0]) == []
    typed(sue, made, "2")
    clock[0] += timedelta(seconds=91)
    assert approval.due(clock[0]) == [made]
    approval.refuse(made, clock[0])
    assert "Too late" in text(sue.post(f"/console/issues/{made}/undo/", follow=True))
    acts = models.Audit.objects.filter(subject=f"issue {made}").values_list("act", flat=True)
    assert list(acts) == ["approve", "undo-approval", "approve"]


def test_a_scheduled_issue_leaves_at_its_time_unless_it_is_sent_now(sue, clock):
    made = prepared()
    due = cast.NOW + timedelta(hours=1)
    models.Occurrence.objects.update(kind="scheduled", due_at=due)
    page = text(sue.get(f"/console/issues/{made}/send/"))
    assert "Send it at its time" in page
    typed(sue, made, "2")
    assert approval.of(made).goes_at == due
    sue.post(f"/console/issues/{made}/undo/")
    typed(sue, made, "2", when="now")
    assert approval.of(made).goes_at == cast.NOW + timedelta(seconds=90)


def test_an_issue_is_held_until_somebody_approves_it(sue, clock):
    cast.ada(), cast.bilal()
    made, press = cast.issue(steps=()), "Hold it"
    assert press in text(sue.get(f"/console/issues/{made}/desk/"))
    page = text(sue.post(f"/console/issues/{made}/act/", {"act": "hold"}, follow=True))
    assert "Held." in page
    assert press not in page
    with pytest.raises(GuardRefused, match="waits for somebody"):
        approval.refuse(made, clock[0])
    typed(sue, made, "2")
    assert press in text(sue.get(f"/console/issues/{made}/"))
    sue.post(f"/console/issues/{made}/act/", {"act": "hold"})
    assert approval.due(clock[0] + timedelta(days=1)) == []


def test_two_who_approve_at_once_make_one_approval(sue, clock):
    made = prepared()
    typed(sue, made, "2")
    assert "approved already" in typed(sue, made, "2")
    assert models.Audit.objects.filter(act="approve").count() == 1


def test_what_was_changed_meanwhile_is_looked_at_again(sue, clock):
    made = prepared()
    form = {"seen": "2026-11-25T00:00:00+00:00", "readers": "2"}
    page = text(sue.post(f"/console/issues/{made}/send/", form, follow=True))
    assert "look again" in page
    assert approval.due(clock[0] + timedelta(hours=1)) == []


def test_many_more_readers_than_usual_need_a_reason(sue):
    cast.ada()
    cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    made = prepared()
    assert "needs a reason" in typed(sue, made, "2")
    assert "Approved by sue" in typed(sue, made, "2", reason="the weekend list joined")
    assert models.Audit.objects.get(act="approve").after["reason"] == "the weekend list joined"


def second(name: str = "tom") -> Client:
    operators.add(name, ["sender"], PASSWORD, actor="test", now=cast.NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def test_where_somebody_else_may_send_an_unusual_send_needs_two_people(sue):
    cast.ada()
    cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    made, tom = prepared(), second()
    page = text(sue.get(f"/console/issues/{made}/send/"))
    assert "2 readers are more than one and a half times the usual 1" in page
    assert "Somebody else has to agree, too: tom." in page
    told = typed(sue, made, "2", reason="the weekend list joined")
    assert "sue agreed to it, and somebody else has to agree too" in told
    assert approval.due(cast.NOW + timedelta(hours=1)) == []
    assert "you agreed to it already" in typed(sue, made, "2", reason="again")
    assert approval.due(cast.NOW + timedelta(hours=1)) == []
    assert "sue agreed already" in text(tom.get(f"/console/issues/{made}/send/"))
    assert "Approved by tom" in typed(tom, made, "2", reason="I saw it")
    after = models.Audit.objects.get(act="approve").after
    assert (after["first"], after["reason"]) == ("sue", "I saw it")


def test_who_agreed_to_another_choice_did_not_agree_to_this_one(sue):
    cast.ada()
    cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    made, tom = prepared(), second()
    typed(sue, made, "2", reason="the weekend list joined")
    models.Issue.objects.filter(pk=made).update(closed_at=cast.NOW + timedelta(seconds=1))
    assert "agreed already" not in text(tom.get(f"/console/issues/{made}/send/"))
    assert "tom agreed to it" in typed(tom, made, "2", reason="as changed")
    assert "Approved by sue" in typed(sue, made, "2", reason="as changed")


def test_taking_it_back_takes_both_back(sue):
    cast.ada()
    cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    made, tom = prepared(), second()
    typed(sue, made, "2", reason="so")
    typed(tom, made, "2", reason="so")
    sue.post(f"/console/issues/{made}/undo/")
    assert "sue agreed to it" in typed(sue, made, "2", reason="so")


def test_another_digest_by_hand_within_six_hours_needs_two_people(sue, clock):
    cast.ada(), cast.bilal()
    cast.issue(steps=cast.FINISHED)
    models.Issue.objects.update(number=9)
    made = prepared()
    second()
    clock[0] = cast.NOW + timedelta(hours=2)
    assert "another digest made by hand went out" in text(sue.get(f"/console/issues/{made}/send/"))
    assert "needs a reason" in typed(sue, made, "2")
    clock[0] = cast.NOW + timedelta(hours=7)
    assert "Approved by sue" in typed(sue, made, "2")


def test_a_frozen_digest_is_not_approved(sue):
    from digest.store import house

    made = prepared()
    house.freeze("morning", actor="eve", reason="wrong list", now=cast.NOW)
    assert "It cannot go: nothing leaves" in typed(sue, made, "2")


def test_preparing_makes_one_issue_that_waits_whoever_presses_twice(sue, clock):
    cast.ada()
    form = {"digest": "morning", "list-morning": ["readers", "weekend"], "subject": "Now"}
    page = text(sue.post("/console/send/", form, follow=True))
    assert "Nothing was prepared" in page  # no story is known yet
    assert not models.Issue.objects.exists()
    assert "choose at least one list" in text(
        sue.post("/console/send/", {"digest": "morning"}, follow=True)
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("only", "nobody", "is no address that can be mailed"),
        ("only", "a@b.example " * 201, "at most 200 can be named here"),
        ("only", "stranger@x.example", "not on the lists"),
        ("stories", "javascript:alert(1)", "a link begins with https://"),
        ("stories", "https://x.example/ " * 51, "at most 50"),
        ("segment", "nowhere", "there is no segment"),
        ("first", "1001", "not a number from 0 to 1,000"),
        ("first", "ten", "is no number"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_made(sue, field, value, words):
    cast.ada()
    form = {"digest": "morning", "list-morning": ["readers"], field: value}
    assert words in text(sue.post("/console/send/", form, follow=True))
    assert not models.Issue.objects.exists()


@pytest.mark.parametrize(
    ("readers", "then", "words"),
    [
        (1, "go", "1 reader; the rest follows 5 min later if nothing is wrong"),
        (1, "ask", "1 reader; the rest waits until somebody lets it go"),
        (2, "go", "not 2: there are too few readers, so everybody gets it at once"),
        (0, "go", "everybody at once"),
    ],
)
def test_who_gets_it_first_stands_before_the_button(sue, readers, then, words):
    made = prepared()
    first = {"first": {"readers": readers, "wait": 300, "then": then}}
    row = models.Issue.objects.get(pk=made)
    models.Issue.objects.filter(pk=made).update(audience=row.audience | first)
    assert f"<dd>{words}</dd>" in text(sue.get(f"/console/issues/{made}/send/"))


def test_an_issue_that_waits_is_not_swept_to_the_post(clock):
    made = prepared()
    with pytest.raises(GuardRefused, match="waits for somebody"):
        approval.refuse(made, cast.NOW + timedelta(days=1))
    assert approval.asked() == [made]
    assert issues.state(made) is IssueState.RENDERED


def test_why_an_issue_waits_stands_wherever_it_is_decided(sue):
    cast.ada()
    number = cast.issue(steps=())
    approval.ask(number, actor="rules", because="too thin: 2 stories, 3 needed")
    pages = ("/console/", f"/console/issues/{number}/", f"/console/issues/{number}/desk/")
    for address in pages:
        assert "too thin: 2 stories, 3 needed" in text(sue.get(address)), address
