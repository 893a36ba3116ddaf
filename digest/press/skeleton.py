"""Template files -> one Jinja source of finished, inlined HTML, made once and kept by content.

    layout.mjml with its parts     search path: the newsroom's folder first, the shipped one last
    | masks over the Jinja         digest.press.mask
    | MJML -> HTML                 digest.press.mjml
    | styles inlined               css-inline, on the skeleton, so that no edition pays for it
    | masks off

Feed text never passes through here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from css_inline import CSSInliner

from digest.model.errors import TemplateError
from digest.press.mask import Masks, check_code, commented
from digest.press.mjml import check_tags, compile_mjml

_INCLUDE = re.compile(r"""[ \t]*<mj-include\s+path=["']([^"']+)["']\s*/>""")
_SPACE = re.compile(r">\s*\n\s*<")
FOLDER = "email"


@dataclass(frozen=True, slots=True)
class Source:
    """A template with its parts put in; `origin` gives file and line for every line of `text`."""

    name: str
    text: str
    origin: tuple[tuple[str, int], ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it was read from, by its name in the search path."""
        return tuple(dict.fromkeys((self.name, *(file for file, _ in self.origin))))

    def place(self, line: int) -> tuple[str, int]:
        """File and line of a line of the whole."""
        return self.origin[min(max(line, 1), len(self.origin)) - 1]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Jinja source of an HTML page, with what is needed to name a place in the files."""

    source: Source
    jinja: str
    masks: Masks


class Shelf:
    """The template folders in order.  Reads files, nothing outside its folders."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = tuple(root / FOLDER if (root / FOLDER).is_dir() else root for root in roots)

    def find(self, path: str) -> Path | None:
        """The first folder's file of that name; None where no folder has it."""
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\x00" in path:
            return None
        for root in self.roots:
            file = root / pure
            if file.is_file() and file.resolve().is_relative_to(root.resolve()):
                return file
        return None

    def stamp(self, paths: Sequence[str]) -> tuple[object, ...]:
        """What changes when one of the files does, or when another folder's takes its place."""
        files = (self.find(path) for path in paths)
        return tuple((file, _mark(file)) if file else None for file in files)

    def read(self, path: str, *, wanted_by: str = "") -> Source:
        """A file with its `<mj-include path="_parts/…"/>` lines replaced by those files."""
        lines: list[str] = []
        origin: list[tuple[str, int]] = []
        self._read_into(path, wanted_by, lines, origin, ())
        return Source(path, "\n".join(lines), tuple(origin))

    def _read_into(
        self,
        path: str,
        wanted_by: str,
        lines: list[str],
        origin: list[tuple[str, int]],
        above: tuple[str, ...],
    ) -> None:
        file = self.find(path)
        if file is None or path in above:
            why = "a template includes itself" if path in above else "no such template"
            folders = ", ".join(str(root) for root in self.roots)
            raise TemplateError(why, file=path, wanted_by=wanted_by or "-", folders=folders)
        text = file.read_text("utf-8-sig")
        check_code(text, path)
        for number, line in enumerate(text.splitlines(), 1):
            include = _INCLUDE.fullmatch(line.rstrip())
            if include:
                self._read_into(include[1], f"{path}:{number}", lines, origin, (*above, path))
            else:
                lines.append(line)
                origin.append((path, number))


def _mark(file: Path) -> tuple[int, int]:
    state = file.stat()
    return state.st_mtime_ns, state.st_size


def build(source: Source) -> Skeleton:
    """The finished skeleton of a layout.  TemplateError names file, line and tag."""
    masks = Masks()
    try:
        masked = masks.hide(source.text)
        check_tags(masked, source.name)
        compiled = compile_mjml(masked, file=source.name)
        html = _inlined(compiled.html, compiled.inline_css)
    except TemplateError as error:
        raise _placed(error, source, masks) from error.__cause__
    return Skeleton(source, masks.reveal(_SPACE.sub("><", html)), masks)


def _inlined(html: str, css: str) -> str:
    before = commented(html)
    inliner = CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css
    )
    after = inliner.inline(before)
    for tag in ("<table", "<tbody", "<tr", "<td"):
        if before.count(tag) != after.count(tag):
            raise TemplateError(
                "rows of a table must stand inside <table><tbody>, and cells inside <tr>",
                tag=f"{tag}>",
            )
    return after


def _placed(error: TemplateError, source: Source, masks: Masks) -> TemplateError:
    """The same error with the file and line that the author knows, and the code unmasked."""
    ids = dict(error.ids)
    line = ids.get("line")
    if isinstance(line, int):
        ids["file"], ids["line"] = source.place(line)
    ids.setdefault("file", source.name)
    if "tag" in ids:
        ids["tag"] = masks.reveal(str(ids["tag"]))
    return TemplateError(error.message, **ids)
