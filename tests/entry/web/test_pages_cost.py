"""What a page of the console costs: as many queries on a large house as on a small one, no write."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from digest.bootstrap import House
from digest.model.audience import Segment
from digest.model.specimen import SpecimenKind
from digest.store import apitokens, approval, house, models, operators, segments, specimens
from digest.web.console import ahead, hall, proof, sending
from digest.web.console.readers import growth, lists, never
from digest.web.console.readers import segments as builder
from tests import cast
from tests.entry.web.test_roles import MATRIX, console

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
MOST = 40
"""Queries of one page, whatever the house holds."""
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "TRUNCATE", "COPY")
days = count(1)


@pytest.fixture
def places(monkeypatch) -> dict[str, int | str]:
    """What the addresses of the pages are filled with: an issue on the desk and a past one."""
    monkeypatch.setattr(hall, "house", lambda: House(cast.house(), lambda: cast.NOW))
    operators.add("chief", ["admin"], PASSWORD, actor="test", now=cast.NOW)
    cast.ada(), cast.bilal()
    desk = cast.issue(steps=())
    approval.ask(desk, actor="eve")
    return {"number": desk, "batch": 1, "position": 0, "digest": "morning"}


def grow(times: int, desk: int) -> None:
    """More of everything that a page shows."""
    for _ in range(times):
        n = next(days)
        past = cast.issue(cast.DAY - timedelta(days=n), steps=cast.FINISHED)
        batch = models.Batch.objects.filter(issue=past).first()
        assert batch is not None
        models.Batch.objects.filter(pk=batch.pk).update(submitted=batch.n - 1, uncertain=1)
        models.Issue.objects.filter(pk=past).update(state="finished_in_part")
        models.Delivery.objects.create(
            issue_id=past,
            subscriber_id=batch.first_id,
            batch=batch,
            position=0,
            state="uncertain",
            reason=f"the answer was lost {n}",
            at=cast.NOW,
        )
        waits = cast.issue(cast.DAY + timedelta(days=n), steps=())
        approval.ask(waits, actor="rules", because="too thin")
        operators.add(f"op{n}", ["sender"], PASSWORD, actor="test", now=cast.NOW)
        apitokens.make(f"token-{n}", ["viewer"], actor="test", now=cast.NOW)
        house.freeze(f"d{n}", actor="eve", reason="wrong list", now=cast.NOW)
        house.beat(f"worker:{n}", cast.NOW)
        house.audit("eve", "pause", f"issue {desk}", cast.NOW)
        models.Source.objects.create(slug=f"s{n}", failures=3, error="404")
        cast.person(f"R{n}", "en")
        segments.keep(Segment(f"s{n}", "language = ur", {}), actor="eve", now=cast.NOW)
        models.MailingList.objects.create(slug=f"l{n}", title=f"List {n}", created_at=cast.NOW)
        models.Suppression.objects.create(
            address_hash=f"{n:040d}", reason="by_hand", source="telephone", at=cast.NOW
        )
        specimens.begin(
            desk, SpecimenKind.TEST, f"t{n}@example.org", "en", actor="eve", now=cast.NOW
        )


def shown(where: dict[str, int | str]) -> Iterator[tuple[str, str]]:
    """Every page that is looked at: its route and its address."""
    for name in MATRIX:
        kinds = console()[name].pattern.converters
        yield name, reverse(name, kwargs={kind: where[kind] for kind in kinds})


def asked(client: Client, url: str) -> tuple[int, list[str]]:
    """The status and every statement; nothing is remembered from another time."""
    for kept in (ahead._counted, sending._counted, proof._kept):
        kept.clear()
    for counts in (growth.COUNTS, lists.COUNTS, never.COUNTS, builder.COUNTS):
        counts.forget()
    with CaptureQueriesContext(connection) as made:
        answer = client.get(url)
        assert list(answer) or answer.status_code != 200  # what streams is asked for by reading
    return answer.status_code, [one["sql"] for one in made.captured_queries]


def test_no_page_asks_more_of_a_large_house_and_none_writes(places):
    chief = Client()
    chief.force_login(get_user_model().objects.get(username="chief"))
    past = places | {"number": cast.issue(cast.DAY - timedelta(days=400), steps=cast.FINISHED)}
    grow(2, int(places["number"]))
    pages = {f"{name} {n}": url for n, of in enumerate((places, past)) for name, url in shown(of)}
    few = {name: asked(chief, url) for name, url in pages.items()}
    grow(12, int(places["number"]))
    wrong: list[str] = []
    for name, url in pages.items():
        status, queries = asked(chief, url)
        assert status in (200, 404, 405), name
        if status == 200 and len(queries) > min(len(few[name][1]), MOST):
            more = [q[:200] for q in queries if q not in few[name][1]]
            wrong.append(f"{name}: {len(few[name][1])} -> {len(queries)}: {more[:3]}")
        wrong += [f"{name} writes: {q[:100]}" for q in queries if q.split(" ", 1)[0] in WRITES]
    assert not wrong, "\n".join(wrong)
