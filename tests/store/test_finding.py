"""Readers are looked for along indexes: nothing that is asked by its beginning walks through all of them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest.store import finding
from digest.store.finding import Asked, By

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Asked("ada@"), "address_norm>? AND address_norm<?"),
        (Asked("ada@", after=1), "address_norm>? AND address_norm<?"),
        (Asked("Ada", By.NAME), "subscriber_names"),
        (Asked("Ada", By.NAME, after=1), "subscriber_names"),
        (Asked("reader", By.PART), "COVERING INDEX"),
        (Asked(after=9), "INTEGER PRIMARY KEY (rowid<?)"),
        (Asked(list="readers", state="unsubscribed"), "subscriptions_unconfirmed"),
    ],
)
def test_a_page_of_readers_is_read_from_an_index_and_not_sorted(asked, index):
    with CaptureQueriesContext(connection) as made:
        finding.find(asked, TODAY)
    query = made.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + query.replace("%", "%%"))
        plan = " | ".join(str(row[-1]) for row in cursor.fetchall())
    assert index in plan
    assert "SCAN s |" not in f"{plan} |"
    if asked.by is not By.PART:
        assert "TEMP B-TREE" not in plan
