"""The program with a clock of the test's: several times as fast, or at another time.

    python -m tests.hurried 15 1795939200.0 worker --processes 1       15 times as fast since then
    python -m tests.hurried 1 1795939200.0@1796198400.0 ticker --once  it was then three days later

Every process with the same numbers has the same time.  Leases, lateness and ticks are those of the
product, in the house's own time; what it measures by the steady clock (how long a sweeper works, how
long it sulks) is shortened as much.  What takes real time stays as it is: databases, brokers, the
post.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime


def moment(speed: float, since: float, shown: float | None = None) -> datetime:
    """What the house's clock shows now, if it showed `shown` (else the truth) at the time `since`."""
    begin = since if shown is None else shown
    return datetime.fromtimestamp(begin + (time.time() - since) * speed, UTC)


def real(at: datetime, speed: float, since: float) -> float:
    """The Unix time at which the house's clock shows that, if it showed the truth at `since`."""
    return since + (at.timestamp() - since) / speed


def _hurry(speed: float, since: float, shown: float) -> None:
    from digest import bootstrap, jobs, offering, queue, tasks, ticker, watching

    # The default of `House.clock`: the only clock that the house has.
    bootstrap.House.__init__.__defaults__ = (lambda: moment(speed, since, shown),)
    ticker.MINUTE /= speed
    watching.MINUTE /= speed
    jobs._AT_WORK /= speed
    offering.A_TASK /= speed
    queue._SULK /= speed
    tasks.RETRY = tasks.RETRY | {"countdown": 1}


if __name__ == "__main__":
    _since, _, _shown = sys.argv[2].partition("@")
    _hurry(float(sys.argv[1]), float(_since), float(_shown or _since))
    from digest.cli.program import run

    sys.exit(run(sys.argv[3:]))
