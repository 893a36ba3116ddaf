"""A limit holds over four real workers, counted in Redis and in the database; what came, and when, decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from digest import broker
from tests.entry.test_alert import bring_in, worker
from tests.flow.test_limits_kept import Lateness, most
from tests.standin_sendgrid import KEY, serve

pytestmark = [pytest.mark.sqlite, pytest.mark.slow]
READERS, BATCH, RATE, SPAN = 750, 75, 150, 4.0


@contextmanager
def embedded(home: Path) -> Iterator[str]:
    """The broker of one machine: it carries hints, and the database counts."""
    started = broker.start(home)
    try:
        yield broker.url(home)
    finally:
        broker.stop(home)
        if started is not None:
            started.wait()


@pytest.mark.parametrize("counts", ["redis", pytest.param("database", marks=pytest.mark.soak)])
def test_four_workers_keep_one_limit_together(digest, environ, copied, valkey, tmp_path, counts):
    env = copied(environ, batch_size=BATCH)
    bring_in(digest, env, tmp_path, "crowd", READERS)
    digest("rate", "set", f"{RATE}/s", "--provider", "sendgrid", env=env)
    with ExitStack() as stack:
        post = stack.enter_context(serve(tmp_path / "record.jsonl", delay=0.05, keep_bodies=False))
        url = valkey.socket_url
        if counts == "database":
            url = stack.enter_context(embedded(Path(env["DIGEST_HOME"])))
        env |= {
            "REDIS_URL": url,
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": post.url,
        }
        stack.enter_context(worker(env, tmp_path / "worker.log", "--processes", "4"))
        late = stack.enter_context(Lateness())
        digest("send", "morning", "--list", "crowd", "--again", "--yes", "--wait", env=env)
    copies, times = post.copies(), post.times()
    assert set(copies.values()) == {1}
    assert len(copies) == READERS
    held, took = most(times, SPAN), times[-1][0] - times[0][0]
    print(f"{counts}: {held} in {SPAN:.0f} s of {RATE}/s, {took:.1f} s in all")  # noqa: T201
    # A depth of 0.08 s and a portion of 0.05 s may come on top of any span.
    assert held <= RATE * (SPAN + 0.13 + 2 * late.worst)
    assert took >= (READERS / RATE - 0.3) * 0.98
