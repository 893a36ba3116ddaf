"""What a reader costs: rows and bytes that stay, bytes that pass, commands to database and broker.

    python -m bench footprint --readers 200000

PostgreSQL, Valkey and a worker with two processes; a post that says yes at once.  `docs/scale.md`
reckons with these figures.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import redis

from bench.sendgrid_taker import Taker, taker
from bench.working import House, house

_LOG = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"
_TABLES = (
    "SELECT COALESCE(SUM(pg_total_relation_size(oid)), 0) FROM pg_class"
    " WHERE relkind = 'r' AND relname = ANY(%s)"
)
_READERS = ["store_subscriber", "store_subscription", "store_consent", "store_formeraddress"]
_COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"


_LEDGER = """SELECT COALESCE(SUM(pg_column_size(b.*)), 0) + (SELECT COALESCE(SUM(pg_column_size(d.*)), 0)
FROM store_delivery d) FROM store_batch b"""


@dataclass(frozen=True, slots=True)
class Look:
    """Sums so far: bytes of the write-ahead log, commits, the broker's commands."""

    log: int
    commits: int
    commands: int


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench footprint", description=__doc__)
    options.add_argument("--readers", type=int, default=200_000)
    many = options.parse_args(words).readers
    with contextlib.ExitStack() as stack:
        post = stack.enter_context(taker(0.0))
        at = stack.enter_context(house(post))
        at.run("issue", "list")
        empty, log = at.ask(_TABLES, _READERS), at.ask(_LOG)
        at.bring_in("many", many)
        _print("a reader on a list", at.ask(_TABLES, _READERS) - empty, many, "bytes stay")
        _print("", at.ask(_LOG) - log, many, "bytes of write-ahead log, once")
        stack.enter_context(at.worker("--processes", "2"))
        _send(at, post, many)


def _send(at: House, post: Taker, readers: int) -> None:
    """What a send adds, the making of the issue included; by reader and by request."""
    post.look()
    before = _look(at)
    at.run("send", "morning", "--list", "many", "--yes", "--json")
    after, taken = _look(at), post.look()
    _print("a reader of an issue", at.ask(_LEDGER), readers, "bytes of ledger stay")
    _print("", after.log - before.log, readers, "bytes of write-ahead log")
    _print("", taken.octets, readers, "bytes to the provider")
    _print("a request", after.commits - before.commits, taken.requests, "transactions")
    _print("", after.commands - before.commands, taken.requests, "commands to the broker")


def _look(at: House) -> Look:
    path = urlsplit(at.env["REDIS_URL"]).path
    with redis.Redis(unix_socket_path=path) as broker:
        commands = int(broker.info("stats")["total_commands_processed"])
    at.ask("SELECT pg_stat_clear_snapshot()")
    return Look(at.ask(_LOG), at.ask(_COMMITS), commands)


def _print(what: str, total: int, by: int, unit: str) -> None:
    print(f"{what:22} {float(total) / by:10.2f} {unit}")
