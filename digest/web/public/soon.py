"""What a page sets going, at once and after the commit: a hint to a worker, or a thread of our own.

    hint -> a worker takes it | nobody did within two seconds, or there is no broker -> this process

The claims make it single, whoever comes first; the sweeper finds whatever is left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from django.db import connection, transaction

from digest import serving, settings
from digest.logs import log
from digest.model.errors import DigestError
from digest.queue import hints

PATIENCE = 2.0
"""Seconds that workers have before this process does it: they may all be busy with a batch."""


def answer(signup: int) -> None:
    """A wish from a form waits for its answer."""
    transaction.on_commit(
        lambda: _go(hints(settings.current()).answer, serving.answer_signup, signup)
    )


def serve(notice: int | None) -> None:
    """A service mail may go."""
    if notice is not None:
        transaction.on_commit(
            lambda: _go(hints(settings.current()).serve, serving.serve_notice, notice)
        )


def _go(hint: Callable[[Sequence[int]], None], work: Callable[[int], object], number: int) -> None:
    hint([number])
    wait = PATIENCE if hints(settings.current()).reached else 0.0
    timer = threading.Timer(wait, _work, (work, number))
    timer.daemon = True
    timer.start()


def _work(work: Callable[[int], object], number: int) -> None:
    try:
        work(number)
    except DigestError as error:
        log(__name__).warning("waits", number=number, error=str(error))
    except Exception:  # noqa: BLE001 - a thread that dies says it nowhere else; the sweeper goes on
        log(__name__).exception("a service mail could not be brought on its way", number=number)
    finally:
        connection.close()
