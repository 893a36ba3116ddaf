"""The desk: argue with the choice, see the page, pause and stop, settle what is uncertain."""

import csv
import io
import re
from contextlib import nullcontext
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from digest import settings
from digest.bootstrap import House
from digest.model.issue import IssueState, IssueStep
from digest.model.source import Gone, PagesSeen
from digest.store import canaries, hand, issues, models, operators
from digest.store.balance import verify
from digest.web.console import hall
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
EVIL = '<img src=x onerror=alert(1)>"><script>alert(2)</script>{{7*7}}'


def text(response) -> str:
    return response.content.decode()


def desk_of(name: str, *roles: str) -> Client:
    operators.add(name, roles, PASSWORD, actor="test", now=cast.NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


@pytest.fixture
def eve():
    return desk_of("eve", "editor", "sender")


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def closed() -> int:
    cast.ada(), cast.bilal()
    return cast.issue(steps=())


def say(client: Client, number: int, mark: str, **form) -> str:
    form = {"seen": mark} | form
    return text(client.post(f"/console/issues/{number}/desk/step/", form, follow=True))


# ------------------------------------------------------------------ the choice


def test_the_desk_shows_every_story_with_its_why_and_the_page(eve):
    number = closed()
    page = text(eve.get(f"/console/issues/{number}/desk/"))
    for placement in issues.load(number).choice.placements:
        assert f'data-story="{placement.story_id}"' in page
    assert 'sandbox title="The page in en' in page
    assert "kB before it is cut off" in page


def test_subject_and_preheader_are_changed_and_audited(eve):
    number = closed()
    mark = seen(text(eve.get(f"/console/issues/{number}/desk/")))
    form = {"seen": mark, "subject": "Ferry\r\nBcc: x@y.test  back", "preheader": EVIL}
    page = text(eve.post(f"/console/issues/{number}/desk/words/", form, follow=True))
    issue = issues.load(number)
    assert (issue.subject, issue.preheader) == ("Ferry Bcc: x@y.test back", EVIL)
    assert "<img" not in page
    entry = models.Audit.objects.get(act="set-words")
    assert (entry.actor, entry.before["subject"]) == ("eve", "The ferry is back")


def test_two_editors_never_overwrite_each_other(eve):
    number, sam = closed(), desk_of("sam", "editor")
    mark = seen(text(eve.get(f"/console/issues/{number}/desk/")))
    eve.post(f"/console/issues/{number}/desk/words/", {"seen": mark, "subject": "Eve's"})
    form = {"seen": mark, "subject": "Sam's"}
    page = text(sam.post(f"/console/issues/{number}/desk/words/", form, follow=True))
    assert "Somebody else changed this issue" in page
    assert issues.load(number).subject == "Eve&#x27;s".replace("&#x27;", "'")
    page = say(sam, number, mark, act="note", note="mine")
    assert "Somebody else changed this issue" in page
    assert not hand.of(number).steps


@pytest.mark.parametrize(
    "form",
    [
        {"act": "ban", "story": "x"},
        {"act": "pin", "story": "1", "section": "nowhere", "place": "0"},
        {"act": "link", "section": "top", "title": "x", "url": "javascript:alert(1)"},
        {"act": "drop table"},
        {},
    ],
)
def test_a_step_that_cannot_be_meant_changes_nothing_and_says_why(eve, form):
    number = closed()
    mark = seen(text(eve.get(f"/console/issues/{number}/desk/")))
    assert "Nothing changed" in say(eve, number, mark, **form)
    assert not hand.of(number).steps


@pytest.fixture
def that_morning(monkeypatch):
    """The clock stands at the morning of the cast's stories: days later they were no news."""
    house = House(settings.current(), lambda: cast.NOW)
    monkeypatch.setattr(hall, "house", lambda: house)
    return house


def placements(number: int):
    issue = issues.load(number)
    assert issue
    return issue.choice.placements


def section_of(number: int, least: int) -> tuple[str, list[int]]:
    """A section with so many stories at least."""
    found: dict[str, list[int]] = {}
    for one in placements(number):
        found.setdefault(one.section, []).append(one.story_id)
    return next((slug, ids) for slug, ids in found.items() if len(ids) >= least)


def step_on(client: Client, number: int, **form) -> str:
    mark = seen(text(client.get(f"/console/issues/{number}/desk/")))
    return say(client, number, mark, **form)


@pytest.mark.usefixtures("that_morning")
def test_a_story_moves_within_its_section_and_is_pinned_into_another(eve):
    number = closed()
    step_on(eve, number, act="note", note="Good morning.")
    slug, ids = section_of(number, 2)
    told = step_on(eve, number, act="move", story=str(ids[-1]), place="0")
    assert "Done: ordered" in told, re.findall(r'class="note[^<]*<', told)
    assert dict([section_of(number, 2)])[slug] == [ids[-1], *ids[:-1]]
    other = next(p.slug for p in cast.digest().sections if p.slug != slug and p.kind != "lead")
    told = step_on(eve, number, act="move", story=str(ids[0]), section=other, place="0")
    assert f"pinned story {ids[0]} to place 1 of &#x27;{other}&#x27;" in told


@pytest.mark.usefixtures("that_morning")
def test_a_move_among_stories_that_would_not_stand_there_any_more_is_a_pin(eve):
    number = closed()
    slug, ids = section_of(number, 3)
    told = step_on(eve, number, act="move", story=str(ids[-1]), place="0")
    assert f"Done: pinned story {ids[-1]} to place 1" in told, "the cast's choice is by no rule"
    placed = placements(number)
    assert next(one.story_id for one in placed if one.section == slug) == ids[-1]


@pytest.mark.usefixtures("that_morning")
def test_an_own_link_is_moved_and_taken_away_like_a_story(eve):
    number = closed()
    slug, _ = section_of(number, 1)
    form = {"section": slug, "title": "Tide tables", "url": "https://www.example.org/tides"}
    step_on(eve, number, act="link", **form)

    def there() -> list[int]:
        placed = placements(number)
        return [one.story_id for one in placed if one.section == slug]

    *ids, link = there()
    assert link == -1
    step_on(eve, number, act="move", story="-1", place="0")
    assert there() == [-1, *ids]
    step_on(eve, number, act="ban", story="-1")
    assert there() == ids


@pytest.mark.usefixtures("that_morning")
def test_a_picture_is_chosen_dropped_and_given_back(eve):
    number = closed()
    first = next(p for p in issues.load(number).choice.placements if p.story.image)
    form = {"act": "picture", "story": str(first.story_id)}

    def image():
        placed = placements(number)
        return next(p.story.image for p in placed if p.story_id == first.story_id)

    step_on(
        eve, number, which="this", url="https://img.example.org/ferry.jpg", alt="A ferry", **form
    )
    assert (image().url, image().alt) == ("https://img.example.org/ferry.jpg", "A ferry")
    step_on(eve, number, which="none", **form)
    assert image() is None
    step_on(eve, number, which="paper", **form)
    assert image() == first.story.image
    assert "begins with https://" in step_on(eve, number, which="this", url="javascript:1", **form)


@pytest.mark.usefixtures("that_morning")
def test_only_the_words_that_were_changed_are_kept_from_the_papers_corrections(eve):
    number = closed()
    story = issues.load(number).choice.placements[0].story
    form = {"act": "text", "story": str(issues.load(number).choice.placements[0].story_id)}
    step_on(eve, number, title="Another headline", teaser=story.teaser, **form)
    (step,) = hand.of(number).steps
    assert (step.title, step.teaser) == ("Another headline", None)
    told = step_on(eve, number, title="Another headline", teaser=story.teaser, **form)
    assert "are as they were" in told


class Stand:
    """A newsstand that knows one gone page and one story."""

    def __init__(self, gone: str) -> None:
        self.gone = gone

    def look(self, urls):
        return PagesSeen(
            frozenset(set(urls[2:]) - {self.gone}), {self.gone: Gone("is gone", sure=True)}
        )


def test_the_links_are_checked_and_those_in_trouble_come_first(eve, that_morning, monkeypatch):
    number = closed()
    urls = [one.story.url for one in issues.load(number).choice.placements]
    monkeypatch.setattr(House, "newsstand", lambda self, sources: nullcontext(Stand(urls[-1])))
    page = text(eve.post(f"/console/issues/{number}/links/"))
    chips = re.findall(r'class="chip (good|bad|warn)"', page)
    assert chips == sorted(chips, key=["bad", "warn", "good"].index)
    assert chips.count("bad") == 1
    assert "its page is gone" in page
    assert f"of {len(urls)} links need a look" in page


def test_a_test_copy_goes_to_those_named_and_the_desk_says_who_got_it(eve, tmp_path, monkeypatch):
    house = House(replace(cast.house(), home=tmp_path), lambda: cast.NOW)
    monkeypatch.setattr(hall, "house", lambda: house)
    number = closed()
    url = f"/console/issues/{number}/desk/test/"
    form = {"to": "desk@paper.example.org, night@paper.example.org", "edition": "ur"}
    page = text(eve.post(url, form, follow=True))
    assert "Test copies: 2 submitted" in page
    assert re.findall(r"<bdi>([\w@.]+)</bdi> · <bdi>(\w+)</bdi> ·", page) == [
        ("night@paper.example.org", "ur"),
        ("desk@paper.example.org", "ur"),
    ]
    assert "by eve" in page
    assert issues.state(number) is IssueState.RENDERED
    assert not models.Batch.objects.filter(issue=number).exists()


@pytest.mark.parametrize(
    "to", ["", "readers", "weekend", "a@b.example " * 11, "a@b.example\r\nBcc:x"]
)
def test_a_list_and_what_is_no_address_cannot_be_tested(eve, to, monkeypatch, tmp_path):
    house = House(replace(cast.house(), home=tmp_path), lambda: cast.NOW)
    monkeypatch.setattr(hall, "house", lambda: house)
    number = closed()
    page = text(eve.post(f"/console/issues/{number}/desk/test/", {"to": to}, follow=True))
    assert "No test was sent" in page or "1 submitted" in page
    assert models.Specimen.objects.count() <= 1


def test_the_page_is_seen_as_one_reader_gets_it(eve):
    number = closed()
    look_up = f"/console/issues/{number}/desk/reader/"
    page = text(eve.post(look_up, {"address": "BILAL@reader.example.org"}, follow=True))
    assert "gets it." in page
    bilal = models.Subscriber.objects.get(address="bilal@reader.example.org")
    assert (
        f"variant=ur&amp;width=600&amp;scheme=light&amp;form=page&amp;pictures=off&amp;reader={bilal.pk}"
        in page
    )
    assert "bilal@reader" not in page
    frame = f"/console/issues/{number}/page/?form=text&reader={bilal.pk}"
    assert "بلال احمد" in text(eve.get(frame))
    assert "No reader has that" in text(eve.post(look_up, {"address": "no@x.example"}, follow=True))
    models.Subscription.objects.filter(subscriber=bilal.pk).update(state="unsubscribed")
    nothing = text(eve.get(f"/console/issues/{number}/desk/?reader={bilal.pk}"))
    assert "This reader would get nothing" in nothing


def test_who_may_not_edit_sees_no_readers_page(eve):
    number = closed()
    bilal = models.Subscriber.objects.get(address="bilal@reader.example.org")
    sue = desk_of("sue", "sender")
    assert (
        sue.post(f"/console/issues/{number}/desk/reader/", {"address": "x@y.example"}).status_code
        == 403
    )
    page = text(sue.get(f"/console/issues/{number}/page/?form=text&variant=ur&reader={bilal.pk}"))
    assert "بلال احمد" not in page


def test_a_form_without_its_mark_changes_nothing(eve):
    number = closed()
    assert "which choice it argues with" in say(eve, number, "", act="note", note="x")


def test_a_viewer_sees_no_button(eve):
    number = closed()
    page = text(desk_of("vera", "viewer").get(f"/console/issues/{number}/desk/"))
    assert "Keep these words" not in page
    assert "Approve" not in page


def test_an_editor_does_not_send_and_a_sender_does_not_edit():
    number = closed()
    editor, sender = desk_of("ed", "editor"), desk_of("sue", "sender")
    mark = seen(text(editor.get(f"/console/issues/{number}/desk/")))
    release = f"/console/issues/{number}/send/"
    assert editor.post(release, {"seen": mark}).status_code == 403
    assert editor.get(f"/console/issues/{number}/recipients.csv").status_code == 403
    words = f"/console/issues/{number}/desk/words/"
    assert sender.post(words, {"seen": mark, "subject": "x"}).status_code == 403


# ------------------------------------------------------------------ the page


@pytest.mark.parametrize("query", ["", "variant=ur", "scheme=dark", "form=text", "pictures=on"])
def test_the_page_is_framed_by_us_alone_and_runs_nothing(eve, query):
    answer = eve.get(f"/console/issues/{closed()}/page/?{query}")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert policy.endswith("; sandbox")
    assert ("img-src data:;" in policy) == (query != "pictures=on")
    assert "TOKEN" not in text(answer)
    assert "unsubscribe/" not in text(answer)


# ------------------------------------------------------------------ on its way


def test_pause_and_go_on_and_stop_with_an_audit_line_each(eve):
    cast.ada(), cast.bilal()
    number = cast.issue()
    press = f"/console/issues/{number}/act/"
    for act, state in (
        ("pause", IssueState.PAUSED),
        ("resume", IssueState.SENDING),
        ("cancel", IssueState.CANCELLED),
    ):
        assert eve.post(press, {"act": act}).status_code == 302
        assert issues.state(number) is state
    assert list(models.Audit.objects.filter(subject=f"issue {number}").values_list("act")) == [
        ("pause",),
        ("resume",),
        ("cancel",),
    ]
    assert verify(number).holds
    assert "cannot pause" in text(eve.post(press, {"act": "pause"}, follow=True))


def test_the_exact_list_after_a_stop(eve):
    ada, bilal = cast.ada(), cast.bilal()
    number = cast.issue()
    models.Batch.objects.filter(issue=number, recipients__isnull=False).first()
    eve.post(f"/console/issues/{number}/act/", {"act": "cancel"})
    answer = eve.get(f"/console/issues/{number}/recipients.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="issue-{number}.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert {(row["address"], row["state"]) for row in rows} == {
        (ada.address, "cancelled"),
        (bilal.address, "cancelled"),
    }
    assert eve.get(f"/console/issues/{number}/recipients.csv?state=nonsense").status_code == 404


def doubtful() -> tuple[int, models.Batch]:
    """An issue finished but for one reader, about whom the answer was lost."""
    ada = cast.ada()
    number = cast.issue(steps=cast.FINISHED, languages=("en",))
    batch = models.Batch.objects.get(issue=number)
    models.Batch.objects.filter(pk=batch.pk).update(submitted=0, uncertain=1)
    models.Issue.objects.filter(pk=number).update(state=IssueState.FINISHED_IN_PART)
    models.Delivery.objects.create(
        issue_id=number,
        subscriber_id=ada.id,
        batch=batch,
        position=0,
        state="uncertain",
        reason=EVIL,
        at=cast.NOW,
    )
    return number, batch


def test_the_rest_waits_for_the_first_readers_until_somebody_lets_it_go(eve):
    cast.ada(), cast.bilal(), cast.person("Zoe", "en"), cast.person("Yann", "en")
    number = cast.issue(steps=(IssueStep.FREEZE,), languages=("en",))
    assert canaries.set_aside(number, 2, cast.NOW)
    assert issues.step(number, IssueStep.RELEASE)
    url = f"/console/issues/{number}/"
    assert "The first 2 readers go first." in text(eve.get(url))
    assert "Let the rest go" not in text(desk_of("vera", "viewer").get(url))
    page = text(eve.post(f"{url}act/", {"act": "rest"}, follow=True))
    assert "The rest is on its way." in page
    assert "go first" not in page
    assert not canaries.waits(number)
    assert "Nothing changed" in text(eve.post(f"{url}act/", {"act": "rest"}, follow=True))


def test_a_person_settles_what_is_uncertain(eve):
    number, batch = doubtful()
    page = text(eve.get("/console/uncertain/"))
    assert "1 uncertain" in page
    assert "<img" not in page
    form = {"verdict": "accepted", "reason": "in the provider's log"}
    page = text(eve.post(f"/console/uncertain/{batch.pk}/", form, follow=True))
    assert "Nobody is uncertain" in page
    assert issues.state(number) is IssueState.FINISHED
    assert verify(number).holds
    entry = models.Audit.objects.get(act="settle-accepted")
    assert entry.after["reason"] == "in the provider's log"
    eve.post(f"/console/uncertain/{batch.pk}/", form)
    assert models.Audit.objects.filter(act="settle-accepted").count() == 1


def test_who_surely_does_not_have_it_has_failed_and_the_issue_stays_in_part(eve):
    number, batch = doubtful()
    form = {"verdict": "not-accepted", "reason": "the provider never saw it"}
    eve.post(f"/console/uncertain/{batch.pk}/", form)
    told = verify(number)
    assert (told.holds, told.balance.failed) == (True, 1)
    assert issues.state(number) is IssueState.FINISHED_IN_PART


def test_a_person_sends_again_to_exactly_those_whom_the_page_named(eve):
    number, batch = doubtful()
    url, form = f"/console/uncertain/{batch.pk}/", {"verdict": "again", "reason": "not in its log"}
    assert "Send again to these 1" in text(eve.get("/console/uncertain/"))
    for typed in ("", "2", "one"):
        page = text(eve.post(url, form | {"people": typed}, follow=True))
        assert "look again" in page
    assert models.Batch.objects.count() == 1
    page = text(eve.post(url, form | {"people": "1"}, follow=True))
    assert "1 reader is sent to again" in page
    assert verify(number).holds
    assert (verify(number).balance.uncertain, verify(number).balance.pending) == (0, 1)
    entry = models.Audit.objects.get(act="send-uncertain-again")
    assert entry.after["reason"] == "not in its log"
    eve.post(url, form | {"people": "1"})
    assert models.Batch.objects.count() == 2


def test_a_decision_needs_its_reason(eve):
    _, batch = doubtful()
    page = text(eve.post(f"/console/uncertain/{batch.pk}/", {"verdict": "accepted"}, follow=True))
    assert "how you know" in page
    assert models.Batch.objects.get(pk=batch.pk).uncertain == 1


def test_the_cost_of_the_pages_does_not_grow_with_the_batches(eve, django_assert_max_num_queries):
    number, _ = doubtful()
    with django_assert_max_num_queries(20):
        eve.get(f"/console/issues/{number}/")
    with django_assert_max_num_queries(12):
        eve.get("/console/uncertain/")
