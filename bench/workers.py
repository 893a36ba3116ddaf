"""What a second worker brings, and what claims cost that sixteen workers want at once.

    python -m bench workers

Two ratios of one run, on PostgreSQL and Valkey:

    time to send with 1 worker / with 2      a worker is one process; the provider answers after
                                             `--delay-ms`, each worker has `--at-once` requests there
    batches a second, 16 workers that all    every worker wants every batch, in the same order;
    want the same / that share them          beside the same work with a share for each

From the freeze of the audience to the end of the issue; best of `--rounds`.  Two cores carry the
workers, the database, the broker and the provider together, so the first ratio is about waiting for
the provider, which is what workers do: with `--delay-ms 0` it would be about the cores.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from typing import Any

from bench.sendgrid_taker import taker
from bench.working import House, house
from digest.model.post import Answer, Evidence, Fate, Parcel, Verdict

GAIN, LOSS = 1.7, 0.10
CROWD = 16
_SEND = ("send", "morning", "--list", "many", "--again", "--yes", "--json")
_LAST = "SELECT MAX(id) FROM store_issue"
_TOOK = "SELECT EXTRACT(EPOCH FROM finished_at - frozen_at) FROM store_issue WHERE id = %s"
_PENDING = "SELECT COUNT(*) FROM store_batch WHERE issue_id = %s AND state <> 'done'"


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench workers", description=__doc__)
    options.add_argument("--readers", type=int, default=200_000)
    options.add_argument("--delay-ms", type=float, default=400.0)
    options.add_argument("--at-once", type=int, default=8)
    options.add_argument("--batches", type=int, default=1600)
    options.add_argument("--rounds", type=int, default=2)
    asked = options.parse_args(words)
    _second_worker(asked)
    _claims(asked)


def _second_worker(asked: argparse.Namespace) -> None:
    with taker(asked.delay_ms / 1000) as post, house(post, at_once=asked.at_once) as at:
        at.bring_in("many", asked.readers)
        took = {many: min(_sent(at, many) for _ in range(asked.rounds)) for many in (1, 2)}
    print(
        f"{asked.readers:,} readers, the provider answers after {asked.delay_ms:g} ms, "
        f"{asked.at_once} requests a worker"
    )
    for many, seconds in took.items():
        print(f"{many} worker{'s' * (many > 1)}   {seconds:6.2f} s")
    print(f"1 / 2 workers = {took[1] / took[2]:.2f}   bar: {GAIN} or more")


def _sent(at: House, workers: int) -> float:
    at.forget()
    with contextlib.ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(at.worker("--processes", "1"))
        at.run(*_SEND)
    return float(at.ask(_TOOK, at.ask(_LAST)))


def _claims(asked: argparse.Namespace) -> None:
    per_batch = 25
    with house(None, batch_size=per_batch, at_once=1) as at:
        at.bring_in("many", asked.batches * per_batch)
        rates: dict[bool, float] = {}
        for _ in range(asked.rounds):
            for contended in (False, True):
                rate = asked.batches / _worked_off(at, contended=contended)
                rates[contended] = max(rate, rates.get(contended, 0.0))
    print(
        f"{CROWD} workers, {asked.batches:,} batches of {per_batch} readers, a post that says yes at once"
    )
    print(f"a share for each   {rates[False]:7.0f} batches a second")
    print(f"all want the same  {rates[True]:7.0f} batches a second")
    print(f"lost to contention = {1 - rates[True] / rates[False]:.1%}   bar: {LOSS:.0%} or less")


def _worked_off(at: House, *, contended: bool) -> float:
    """Seconds from the go to the last verdict."""
    at.forget()
    # Nobody takes the hints: the batches wait.
    at.run(*_SEND, "--no-wait")
    issue = at.ask(_LAST)
    spawn = multiprocessing.get_context("spawn")
    ready, ends = spawn.Barrier(CROWD + 1), spawn.Queue()
    crowd = [
        spawn.Process(
            target=_work, args=(at.env, issue, CROWD if contended else which, ready, ends)
        )
        for which in range(CROWD)
    ]
    for one in crowd:
        one.start()
    ready.wait()
    begun = time.time()
    over = max(ends.get() for _ in crowd)
    for one in crowd:
        one.join()
    if at.ask(_PENDING, issue):
        raise SystemExit("batches were left over")
    return float(over - begun)


class _Yes:
    """A post that takes everything at once."""

    name, step, at_once = "yes", 1000, 1

    def submit(self, parcel: Parcel) -> Answer:  # noqa: ARG002 - the port
        return Answer(Verdict(Fate.ACCEPTED))

    def ready(self, parcel: Parcel) -> Parcel:
        return parcel

    def evidence(self, issue: int, batch: int, start: int) -> Evidence:  # noqa: ARG002 - the port
        return Evidence(certain=True)


def _work(env: dict[str, str], issue: int, share: int, ready: Barrier, ends: Any) -> None:
    """`share`: which of them; CROWD = all."""
    os.environ.update(env)
    from digest.bootstrap import open_house

    home = open_house()
    # Not before: they are the database's.
    from digest.flow.hands import submit_all
    from digest.store import balance, batches

    room = replace(home.post_room(), mailer=_Yes())
    waiting = batches.open_batches(issue)
    ready.wait()
    submit_all(waiting if share == CROWD else waiting[share::CROWD], room)
    ends.put(time.time())
    balance.finish(issue, home.clock())
