"""A file of readers into a list, beside the bare bulk load of the same normalised rows.

    python -m bench imports [ROWS] [postgresql]

The bare load writes what an import leaves in the tables (reader, subscription, consent, with all
their keys), from rows that are normalised and hashed already: SQLite's own `.import` where the
shell is there, else one executemany; COPY on PostgreSQL.  What an import adds to that is reading
CSV in any habit, checking each address, and asking who is known, who left and who is suppressed.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.housed import database

Load = Callable[[], None]
TABLES = ("store_subscriber", "store_subscription", "store_consent")


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    rows = next((int(word) for word in words if word.isdigit()), 1_000_000)
    with database("postgresql" in words) as folder:
        path = folder / "readers.csv"
        _write(path, rows)
        first = _timed("first import", rows, lambda: _bring_in(path))
        print(f"  peak memory {_peak():,.0f} MB")
        again = _timed("the same again", rows, lambda: _bring_in(path))
        bare = _timed("bare bulk load", rows, _bare(folder))
    print(f"first {first / bare:.2f} x bare, again {again / bare:.2f} x bare; the bar is 3")


def _write(path: Path, rows: int) -> None:
    """One row in a hundred is no reader; the order is not that of the alphabet."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Email,First name,Last name,Language,City\n")
        for n in range(rows):
            at = "" if n % 100 == 99 else "@"
            who = n * 7_919 % 1_000_003
            file.write(
                f"Reader.{who}.{n}{at}mail{n % 50}.example.org,Ada,Example {n},en,Riverton\n"
            )


def _bring_in(path: Path) -> None:
    from datetime import UTC, datetime

    from digest import roster
    from digest.rules.roster import Reader
    from digest.store import importing

    found = roster.look_through(path)
    terms = importing.Terms("bench", found.source, b"k" * 32, datetime(2026, 11, 25, tzinfo=UTC))
    rows = (row for row in roster.readers(found, {}) if isinstance(row, Reader))
    told: Counter[str] = Counter()
    for counts in importing.bring_in(rows, terms):
        told += counts
    print("  ", ", ".join(f"{n:,} {kind}" for kind, n in told.items()))


def _timed(what: str, rows: int, work: Load) -> float:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"{what:<16} {took:6.1f} s  {rows / took:>9,.0f} rows a second")
    return took


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare(folder: Path) -> Load:
    """The loading alone: writing the rows out and emptying the tables is done here, untimed."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return _bare_copy(folder)
    return _bare_import(folder)


def _bare_copy(folder: Path) -> Load:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            with (folder / table).open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as out:
                for block in out:
                    file.write(block)
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")

    def load() -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                with (
                    (folder / table).open("rb") as file,
                    cursor.copy(f"COPY {table} FROM STDIN") as into,
                ):
                    while block := file.read(1 << 20):
                        into.write(block)

    return load


def _bare_import(folder: Path) -> Load:
    import csv

    from django.db import connection

    shell = shutil.which("sqlite3")
    database = connection.settings_dict["NAME"]
    kept: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            if shell:
                with (folder / table).open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(cursor)
            else:
                kept[table] = cursor.fetchall()
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table}")
    connection.close()

    def by_shell() -> None:
        for table in TABLES:
            command = f".import {folder / table} {table}"
            subprocess.run([str(shell), database, "-csv", command], check=True, capture_output=True)

    def by_hand() -> None:
        from django.db import transaction

        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in kept.items():
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    return by_shell if shell else by_hand


if __name__ == "__main__":
    main(sys.argv[1:])
