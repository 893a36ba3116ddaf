"""The template folders: the newsroom's first, the shipped one last.

A newsroom replaces a whole template (`brief/layout.mjml`) or one block (`_parts/row.mjml`) by a
file of the same name.  Reads files, and nothing outside its folders; sets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from digest.model.errors import TemplateError
from digest.press.mask import check_code

FOLDER = "email"
LARGEST = 500_000
"""Bytes of one file; the largest that is shipped has 8,000."""
_INCLUDE = re.compile(r"""<mj-include\s+path=["']([^"']+)["']\s*/>""")


@dataclass(frozen=True, slots=True)
class Source:
    """A template with its parts put in; `origin` gives file and line for every line of `text`."""

    name: str
    text: str
    origin: tuple[tuple[str, int], ...]
    files: tuple[str, ...]

    def place(self, line: int) -> tuple[str, int]:
        """File and line of a line of the whole."""
        return self.origin[min(max(line, 1), len(self.origin)) - 1]


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    lines: list[str] = field(default_factory=list)
    origin: list[tuple[str, int]] = field(default_factory=list)
    files: dict[str, None] = field(default_factory=dict)


class Shelf:
    """The folders in order; a root may be the folder itself or hold it as `email/`."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = tuple(root / FOLDER if (root / FOLDER).is_dir() else root for root in roots)

    def find(self, path: str) -> Path | None:
        """The first folder's file of that name; None where no folder has it."""
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\x00" in path:
            return None
        return next((root / pure for root in self.roots if (root / pure).is_file()), None)

    def stamp(self, paths: Sequence[str]) -> tuple[object, ...]:
        """What changes when one of the files does, or when another folder's takes its place."""
        files = (self.find(path) for path in paths)
        return tuple((file, _mark(file)) if file else None for file in files)

    def read(self, path: str, *, wanted_by: str = "") -> Source:
        """A file with every `<mj-include path="_parts/…"/>` replaced by that file."""
        reading = _Reading()
        self._read_into(reading, path, wanted_by, ())
        return Source(path, "\n".join(reading.lines), tuple(reading.origin), tuple(reading.files))

    def _read_into(
        self, reading: _Reading, path: str, wanted_by: str, above: tuple[str, ...]
    ) -> None:
        reading.files[path] = None
        trail = (*above, path)
        for number, line in enumerate(self._lines(path, wanted_by, above), 1):
            here = f"{path}:{number}"
            alone = _INCLUDE.fullmatch(line.strip())
            if alone:
                self._read_into(reading, alone[1], here, trail)
            else:
                inside = _INCLUDE.split(line)
                for at in range(1, len(inside), 2):
                    inside[at] = self._one_line(reading, inside[at], here, trail)
                reading.lines.append("".join(inside))
                reading.origin.append((path, number))

    def _one_line(
        self, reading: _Reading, path: str, wanted_by: str, above: tuple[str, ...]
    ) -> str:
        """A part inside a line: put in as one line, so that no gap appears round its text."""
        part = _Reading(files=reading.files)
        self._read_into(part, path, wanted_by, above)
        return "".join(line.strip() for line in part.lines)

    def _lines(self, path: str, wanted_by: str, above: tuple[str, ...]) -> list[str]:
        file = self.find(path)
        if file is not None and not self._is_inside(file):
            file = None
        if file is None or path in above:
            why = "a template includes itself" if path in above else "no such template"
            folders = ", ".join(str(root) for root in self.roots)
            raise TemplateError(why, file=path, wanted_by=wanted_by or "-", folders=folders)
        if file.stat().st_size > LARGEST:
            raise TemplateError(f"a template has at most {LARGEST:,} bytes", file=str(file))
        try:
            text = file.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TemplateError("a template must be UTF-8", file=str(file)) from error
        check_code(text, path)
        return text.splitlines()

    def _is_inside(self, file: Path) -> bool:
        real = file.resolve()
        return any(real.is_relative_to(root.resolve()) for root in self.roots)


def _mark(file: Path) -> tuple[int, int]:
    state = file.stat()
    return state.st_mtime_ns, state.st_size
