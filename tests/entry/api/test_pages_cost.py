"""A page of issues costs the same number of queries however many stand on it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest.store import models
from tests import cast

pytestmark = pytest.mark.django_db


def queries(asks, path: str) -> tuple[int, int]:
    """How many issues are answered, and by how many queries."""
    with CaptureQueriesContext(connection) as made:
        answer = asks.get(path)
    assert answer.status_code == 200, answer.content
    return len(answer.json().get("items") or answer.json()["now"]), len(made)


def issues(count: int, state: str) -> None:
    models.Issue.objects.update(state="finished")  # one that is on its way would be joined
    for n in range(count):
        cast.issue(steps=cast.FINISHED, subject=f"{n}")
    models.Issue.objects.update(state=state)


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("issues?limit=100", "finished"),
        ("status", "sending"),
    ],
)
def test_ten_issues_are_read_by_as_many_queries_as_two(machine, path, state):
    cast.ada(), cast.clara()
    asks = machine("viewer")
    issues(2, state)
    queries(asks, path)  # what is asked once a process
    few = queries(asks, path)
    issues(8, state)
    assert (few[0], queries(asks, path)) == (2, (10, few[1]))
