"""A database whose tables were made at once is the one that all migrations in turn come to."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.furnished import MAKE

KEPT = (
    "SELECT app, name FROM django_migrations ORDER BY 1, 2",
    "SELECT codename, name FROM auth_permission ORDER BY 1, 2",
    "SELECT app_label, model FROM django_content_type ORDER BY 1, 2",
)
SCHEMA = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
    " column_default, is_identity FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
)


def parts(sql: str | None) -> list[str]:
    """What a CREATE says, a column or rule each, in no order; SQLite holds nobody to a length."""
    plain = re.sub(r"\s+", " ", re.sub(r"varchar\(\d+\)", "text", sql or ""))
    head, _, body = plain.partition("(")
    return [head, *sorted(re.split(r", (?=\"|CONSTRAINT)(?![^(]*\))", body.removesuffix(")")))]


@pytest.mark.sqlite
@pytest.mark.django_db
def test_on_sqlite(tables: Path):
    sql = "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
    with closing(sqlite3.connect(tables)) as made, connection.cursor() as migrated:
        schema = made.execute(sql).fetchall()
        expected = migrated.execute(sql).fetchall()
        assert len(schema) > 100
        assert [(t, n, parts(s)) for t, n, s in schema] == [
            (t, n, parts(s)) for t, n, s in expected
        ]
        for kept in KEPT:
            assert made.execute(kept).fetchall() == migrated.execute(kept).fetchall()


@pytest.mark.postgres
@pytest.mark.django_db
def test_on_postgresql(postgres_url: str):
    environ = os.environ | {"DATABASE_URL": postgres_url}
    subprocess.run([sys.executable, "-c", MAKE], env=environ, check=True)
    with psycopg.connect(postgres_url) as made, connection.cursor() as migrated:
        for sql in (*SCHEMA, *KEPT):
            migrated.execute(sql)
            assert made.execute(sql).fetchall() == migrated.fetchall()
