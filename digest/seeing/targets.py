"""What is to be looked at: targets of a command line, and the lines of a manifest.

A manifest is JSON lines; a line that is no such thing is a `Mistake` and costs itself only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.model.errors import UsageError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """A document: `path` is a file, an http(s) address or `-`, and is what its answer is called by.

    `url` is where the document is from (relative links are resolved against it), `charset` what
    its HTTP header said.  `folder` is the manifest's: relative paths are looked for there first.
    """

    path: str
    url: str = ""
    charset: str = ""
    folder: Path | None = None

    @property
    def is_address(self) -> bool:
        """Whether it has to be fetched."""
        return self.path.lower().startswith(("http://", "https://"))

    @property
    def file(self) -> Path:
        """The file meant: beside the manifest where there is one, else from the working folder."""
        beside = self.folder / self.path if self.folder else Path(self.path)
        return beside if beside.exists() else Path(self.path)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that cannot be used; `where` is manifest and line, `error` is for people."""

    where: str
    error: str


Line = Mapping[str, Any]


def read_manifest(path: str) -> Iterator[tuple[str, Line | Mistake]]:
    """Each line with its place.  Raises UsageError when the manifest itself cannot be read."""
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as lines:
            for number, raw in enumerate(lines, 1):
                if raw.strip():
                    where = f"{path}:{number}"
                    yield where, _line(raw, where)
    except OSError as error:
        raise UsageError(f"the manifest {path} cannot be read: {error.strerror}") from None


def _line(raw: bytes, where: str) -> Line | Mistake:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return Mistake(where, "this line of the manifest is not JSON")
    if not isinstance(line, dict):
        return Mistake(where, "this line of the manifest is not an object")
    return line


def in_manifest(path: str) -> Iterator[Target | Mistake]:
    """The documents of a manifest: lines `{"path", "url", "charset"?}`."""
    folder = None if path == STDIN else Path(path).parent
    for where, line in read_manifest(path):
        yield line if isinstance(line, Mistake) else _target(line, where, folder)


def _target(line: Line, where: str, folder: Path | None) -> Target | Mistake:
    if not isinstance(line.get("path"), str) or not line["path"]:
        return Mistake(where, 'this line of the manifest has no "path"')
    for name in ("url", "charset"):
        if not isinstance(line.get(name), str | None):
            return Mistake(where, f'"{name}" in this line of the manifest is not text')
    return Target(line["path"], line.get("url") or "", line.get("charset") or "", folder)
