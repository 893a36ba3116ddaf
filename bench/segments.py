"""Counts of segments over a million readers, filter by filter.

    python -m bench segments [READERS] [sqlite]

On PostgreSQL by default, where the bar is one second for fields that an index answers: attributes
by value, lists, and what was reported.  The rows are made by the database itself; each count is
asked three times, and the middle one is told.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.housed import database

BAR = 1.0
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
INDEXED = (
    "city = 'City 7'",
    "city in ('City 7', 'City 8', 'City 9')",
    "plan = paid and city = 'City 7'",
    "age = 40",
    "staff = true",
    "city = 'City 7' and on(morning)",
    "city = 'City 7' and not on(morning, unsubscribed)",
    "city = 'City 7' and not delivered within 30 days",
    "delivered within 7 days",
    "email = 'reader7@mail7.example.org'",
    "on(morning)",
    "on(morning) and not on(evening)",
    "subscribed(evening) within 90 days",
)
WALKED = (
    "age >= 40",
    "born before 1990-01-01",
    "name contains '77'",
    "domain = 'mail7.example.org'",
    "language = en and zone starts 'Europe/'",
    "joined within 30 days",
    "not city = 'City 7'",
)


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    readers = next((int(word) for word in words if word.isdigit()), 1_000_000)
    with database("sqlite" not in words):
        _fill(readers)
        slowest = max(_counted(text, readers) for text in INDEXED)
        print(f"the slowest of these {slowest:.2f} s; the bar is {BAR:g} s")
        for text in WALKED:
            _counted(text, readers)


def _fill(readers: int) -> None:
    from django.db import connection

    from digest.store.subscribers import make_list

    lists = [make_list(slug, NOW) for slug in ("morning", "evening")]
    began = time.perf_counter()
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for sql in _POSTGRESQL if postgresql else _SQLITE:
            cursor.execute(sql.format(n=readers, morning=lists[0], evening=lists[1]))
        _issue()
        cursor.execute(_EVENTS.format(n=readers, **_WORDS[connection.vendor]))
        cursor.execute("VACUUM ANALYZE" if postgresql else "ANALYZE")
    print(f"{readers:,} readers made in {time.perf_counter() - began:.0f} s")


def _issue() -> None:
    """Events are about an issue; one will do."""
    from digest.store import models

    occurrence = models.Occurrence.objects.create(
        digest="morning",
        slot="2026-11-25#1",
        kind="adhoc",
        day=NOW.date(),
        due_at=NOW,
        created_at=NOW,
    )
    models.Issue.objects.create(
        pk=1,
        kind="adhoc",
        digest="morning",
        day=NOW.date(),
        number=1,
        occurrence=occurrence,
        closed_at=NOW,
        created_at=NOW,
    )


def _counted(text: str, readers: int) -> float:
    from digest.model.attribute import Attribute, AttributeKind
    from digest.rules.filters import parse
    from digest.store.segments import count_of

    kinds = AttributeKind
    declared = {
        "city": Attribute("city", kinds.TEXT),
        "age": Attribute("age", kinds.NUMBER),
        "born": Attribute("born", kinds.DATE),
        "staff": Attribute("staff", kinds.BOOLEAN),
        "plan": Attribute("plan", kinds.CHOICE, ("free", "paid")),
    }
    tree, took, found = parse(text, declared), [], 0
    for _ in range(3):
        began = time.perf_counter()
        found = count_of(tree, NOW)
        took.append(time.perf_counter() - began)
    middle = statistics.median(took)
    print(f"{middle * 1000:9.1f} ms  {found:>9,} of {readers:,}  {text}")
    return middle


_POSTGRESQL = (
    """INSERT INTO store_subscriber (address, address_norm, address_hash, name, language, zone,
              attributes, erased, created_at)
       SELECT a, a, md5(a) || left(md5(n::text), 8), 'Reader ' || n,
              (ARRAY['en', 'ur', 'de', 'fr'])[n % 4 + 1],
              (ARRAY['Europe/London', 'Asia/Karachi'])[n % 2 + 1],
              jsonb_build_object('city', 'City ' || (n % 500), 'age', n % 80, 'staff', n % 1000 = 0,
                                 'plan', (ARRAY['free', 'paid'])[n % 2 + 1],
                                 'born', (date '1940-01-01' + n % 25000)::text),
              FALSE, timestamptz '2026-11-25 06:00Z' - n % 2000 * interval '1 day'
         FROM (SELECT n, 'reader' || n || '@mail' || (n % 50) || '.example.org' AS a
                 FROM generate_series(1, {n}) n) made""",
    """INSERT INTO store_subscription (list_id, subscriber_id, state, source, changed_at)
       SELECT {morning}, id, CASE WHEN id % 10 = 0 THEN 'unsubscribed' ELSE 'confirmed' END, '',
              created_at FROM store_subscriber""",
    """INSERT INTO store_subscription (list_id, subscriber_id, state, source, changed_at)
       SELECT {evening}, id, 'confirmed', '', created_at FROM store_subscriber WHERE id % 3 = 0""",
)
_SQLITE = (
    """WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {n})
       INSERT INTO store_subscriber (address, address_norm, address_hash, name, language, zone,
              attributes, erased, created_at)
       SELECT a, a, printf('%040d', n), 'Reader ' || n, CASE n % 4 WHEN 0 THEN 'en' WHEN 1 THEN 'ur'
              WHEN 2 THEN 'de' ELSE 'fr' END,
              CASE n % 2 WHEN 0 THEN 'Europe/London' ELSE 'Asia/Karachi' END,
              json_object('city', 'City ' || (n % 500), 'age', n % 80,
                          'staff', json(CASE n % 1000 WHEN 0 THEN 'true' ELSE 'false' END),
                          'plan', CASE n % 2 WHEN 0 THEN 'free' ELSE 'paid' END,
                          'born', date('1940-01-01', (n % 25000) || ' days')),
              FALSE, datetime('2026-11-25 06:00', (-n % 2000) || ' days')
         FROM (SELECT n, 'reader' || n || '@mail' || (n % 50) || '.example.org' AS a FROM t)""",
    *_POSTGRESQL[1:],
)
# A letter to each in the last 60 days, told in the order of the days, as a provider does.
_EVENTS = """INSERT INTO store_event (natural_key, issue_id, subscriber_id, kind, reason, at)
    SELECT 'e' || id, 1, id, CASE WHEN id % 50 = 0 THEN 'bounced' ELSE 'delivered' END, '', {at}
      FROM store_subscriber ORDER BY id % 60 DESC"""
_WORDS = {
    "postgresql": {"at": "timestamptz '2026-11-25 06:00Z' - id % 60 * interval '1 day'"},
    "sqlite": {"at": "datetime('2026-11-25 06:00', (-id % 60) || ' days')"},
}


if __name__ == "__main__":
    main(sys.argv[1:])
