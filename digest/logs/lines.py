"""How a line of the log looks: structlog and logging alike, to one stream.

person at a terminal -> words and colours        machine -> a JSON object a line
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from digest.logs import without_addresses

_QUIET = ("celery", "kombu", "amqp", "httpx2", "httpcore2", "asyncio", "django.request")
"""Loggers that tell of every task and every request: from them only warnings are wanted."""


def logger(name: str) -> Any:
    """A logger of structlog."""
    return structlog.stdlib.get_logger(name)


def set_up(part: str, stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream` (stderr), named as that part; may be repeated."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(part, person=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def _formatter(part: str, *, person: bool) -> logging.Formatter:
    def named(_: Any, __: str, event: EventDict) -> EventDict:
        return {"part": part, **event}

    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if person:
        colours = not os.environ.get("NO_COLOR")
        last += [_redacted, structlog.dev.ConsoleRenderer(colors=colours)]
    else:
        last += [named, structlog.processors.format_exc_info, _redacted, _ordered, _json]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_SHARED, processors=last)


_json = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]
_FIRST = ("timestamp", "level", "part", "event")


def _redacted(_: Any, __: str, event: EventDict) -> EventDict:
    """The net under the rope: whatever slipped into a line, an address does not stay there."""
    return {
        key: without_addresses(value) if isinstance(value, str) else value
        for key, value in event.items()
    }


def _ordered(_: Any, __: str, event: MutableMapping[str, Any]) -> EventDict:
    first = {key: event[key] for key in _FIRST if key in event}
    return {**first, **{key: value for key, value in event.items() if key not in first}}


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
