"""A breaking alert in the middle of a large send: seconds from the command to the provider's yes.

    python -m bench alert --readers 1000000 --delay-ms 100

PostgreSQL, Valkey, a worker with two processes for everything and one kept for alerts.  The large
send is on its way when `digest send breaking` to 1,000 readers is typed; what it needs to start, to
gather, to set the page and to freeze its readers counts, and so does the provider's own delay.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.sendgrid_taker import taker
from bench.working import House, house

BAR = 5.0
ALERTED = 1_000
_MIDDLE = 0.2
"""So much of the large send is out when the alert is typed."""
_DONE = "SELECT COALESCE(SUM(submitted), 0) FROM store_batch WHERE issue_id = %s"
_ALERT = "SELECT MAX(id) FROM store_issue WHERE digest = 'breaking'"


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench alert", description=__doc__)
    options.add_argument("--readers", type=int, default=1_000_000)
    options.add_argument("--delay-ms", type=float, default=100.0)
    asked = options.parse_args(words)
    with contextlib.ExitStack() as stack:
        post = stack.enter_context(taker(asked.delay_ms / 1000))
        at = stack.enter_context(house(post))
        at.bring_in("many", asked.readers)
        at.bring_in("few", ALERTED)
        stack.enter_context(at.worker("--processes", "2"))
        stack.enter_context(at.worker("--queues", "alert", "--processes", "1"))
        _measure(at, asked.readers)


def _measure(at: House, readers: int) -> None:
    bulk = at.start("send", "morning", "--list", "many", "--yes", "--json")
    at.wait(lambda: (at.ask(_DONE, 1) or 0) > _MIDDLE * readers)
    begun, before = datetime.now(UTC), at.ask(_DONE, 1)
    alert = at.start("send", "breaking", "--list", "few", "--yes", "--json")
    at.wait(lambda: (number := at.ask(_ALERT)) and at.ask(_DONE, number) == ALERTED)
    after = at.ask(_DONE, 1)
    number = at.ask(_ALERT)
    frozen = at.ask("SELECT frozen_at FROM store_issue WHERE id = %s", number)
    done = at.ask("SELECT MIN(done_at) FROM store_batch WHERE issue_id = %s", number)
    for one in (alert, bulk):
        if one.wait():
            raise SystemExit("a send did not end well")
    if after >= readers:
        raise SystemExit(f"{readers:,} readers were over too soon: say more, or --delay-ms")
    ready, total = (frozen - begun).total_seconds(), (done - begun).total_seconds()
    print(
        f"{before:,} of {readers:,} readers were out when the alert was typed, {after:,} after it"
    )
    print(f"command to frozen readers   {ready:6.2f} s")
    print(f"frozen to the provider's yes {total - ready:5.2f} s")
    print(f"command to the yes          {total:6.2f} s   bar: {BAR:.0f} s")
