"""The work of `digest inspect`: look at each target, tell it as a JSON line, count what failed.

    words -> Request -> targets in order -> seeing -> JSON lines, an exit code

Plain calls are understood here without the command line library, which alone would cost more than
reading several pages; everything else (help, mistakes) goes its usual way through `inspect`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from typing import TYPE_CHECKING, Any

from digest.model.errors import DigestError, UsageError

if TYPE_CHECKING:
    from digest.seeing.opening import Opening
    from digest.seeing.targets import Line, Mistake, Target
    from digest.seeing.texts import Answer

DOCUMENTS = ("feed", "article", "frontpage", "sitemap", "text")
TEXTS = ("cluster", "dates")
_VALUED = ("--url", "--manifest")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be looked at, and as what."""

    kind: str
    targets: tuple[str, ...] = ()
    url: str = ""
    manifest: str = ""


def plainly(words: Sequence[str]) -> Request | None:
    """The request in the words after `inspect`; None where there is anything unusual in them."""
    if not words or words[0] not in DOCUMENTS + TEXTS:
        return None
    targets, valued, rest = [], dict.fromkeys(_VALUED, ""), iter(words[1:])
    for word in rest:
        if word in _VALUED:
            valued[word] = next(rest, "")
            if not valued[word]:
                return None
        elif not word.startswith("-"):
            targets.append(word)
        elif word != "--json":
            return None
    return Request(words[0], tuple(targets), valued["--url"], valued["--manifest"])


def look(request: Request) -> int:
    """Tell every target in order; 0 when all were read, 6 when some were not, 1 when none was."""
    if not request.targets and not request.manifest:
        raise UsageError(f"digest inspect {request.kind} needs a TARGET or --manifest FILE")
    if isinstance(sys.stdout, TextIOWrapper):
        # JSON is UTF-8 wherever it is written; half a character pair leaves as its JSON escape.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return _tell(_texts(request) if request.kind in TEXTS else _documents(request))


def _tell(answers: Iterable[dict[str, Any]]) -> int:
    from digest.cli.answer import as_lines

    told = failed = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal told, failed
        for answer in answers:
            told, failed = told + 1, failed + ("error" in answer)
            yield answer

    as_lines(counted())
    return (1 if failed == told else 6) if failed else 0


def _documents(request: Request) -> Iterator[dict[str, Any]]:
    from digest.seeing.opening import Opening
    from digest.seeing.targets import Target, in_manifest

    given: Iterable[Target | Mistake] = [Target(path, request.url) for path in request.targets]
    listed = in_manifest(request.manifest) if request.manifest else ()
    with Opening(request.kind) as opening:
        for target in chain(given, listed):
            yield _document(request.kind, target, opening)


def _document(kind: str, target: Target | Mistake, opening: Opening) -> dict[str, Any]:
    from digest.seeing.documents import see
    from digest.seeing.targets import Mistake

    if isinstance(target, Mistake):
        return _mistake(target)
    try:
        return {"path": target.path, **see(kind, opening.open(target))}
    except DigestError as error:
        return {"path": target.path, "error": error.message}
    except Exception as error:  # noqa: BLE001 - one bad page must never cost the others
        return {"path": target.path, "error": f"not foreseen: {type(error).__name__}: {error}"}


def _mistake(mistake: Mistake) -> dict[str, Any]:
    return {"path": mistake.where, "error": mistake.error}


def _texts(request: Request) -> Iterator[dict[str, Any]]:
    from digest.seeing import texts
    from digest.seeing.targets import Mistake, read_manifest

    given: Iterable[tuple[str, Line | Mistake]] = [
        (f"target {n}", {"id": str(n), "title": text, "text": text})
        for n, text in enumerate(request.targets, 1)
    ]
    lines = chain(given, read_manifest(request.manifest) if request.manifest else ())
    answers: Iterable[Answer]
    answers = texts.dates(lines) if request.kind == "dates" else texts.clusters(lines)
    for answer in answers:
        yield _mistake(answer) if isinstance(answer, Mistake) else answer
