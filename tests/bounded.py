"""The program with bounds of the test's for its workers: time and memory run out in seconds.

python -m tests.bounded '{"task_soft_time_limit": 2}' worker --processes 1
"""

from __future__ import annotations

import json
import sys
from typing import Any

if __name__ == "__main__":
    from digest import queue, tasks
    from digest.cli.program import run
    from digest.settings import Settings

    _usual = queue.configuration

    def _bounded(settings: Settings) -> dict[str, Any]:
        return _usual(settings) | json.loads(sys.argv[1])

    queue.configuration = _bounded
    tasks.RETRY = tasks.RETRY | {"countdown": 0}
    sys.exit(run(sys.argv[2:]))
