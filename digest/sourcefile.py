"""A source written into a digest's file, as a person would: a block at the end, all else untouched.

    block of TOML | the whole file read and checked as at a start | put in place of the old one

What would not be read at the next start is never written.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from digest.model.errors import ConfigurationError, UsageError
from digest.model.source import SourceKind
from digest.settings import checks
from digest.settings.load import read_digests
from digest.settings.table import read_toml

KINDS = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.FRONTPAGE)
"""What an address on the web may be."""


@dataclass(frozen=True, slots=True)
class Added:
    """A source to be added; `kind` is one of KINDS, `name` may be empty."""

    slug: str
    kind: str
    url: str
    name: str = ""


def block(source: Added) -> str:
    """The lines that stand for it.  UsageError where they could not be meant."""
    _check(source)
    lines = ["[[sources]]", _line("slug", source.slug)]
    lines += [_line("name", source.name)] if source.name else []
    lines += [_line("kind", source.kind), _line("url", source.url)]
    return "\n".join(lines) + "\n"


def _line(key: str, value: str) -> str:
    # What JSON escapes in a line of text, TOML reads as the same.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _check(source: Added) -> None:
    if source.kind not in KINDS:
        raise UsageError(f"a source cannot be of kind {source.kind!r}; allowed: {', '.join(KINDS)}")
    checked = (
        ("a source's name in commands", checks.slug, source.slug, checks.SLUG),
        ("a source's address", checks.web_address, source.url, "an http or https address"),
        ("a publisher's name", checks.single_line, source.name, "one line of text"),
    )
    for what, check, value, allowed in checked:
        try:
            check(value)
        except ValueError:
            raise UsageError(f"{value[:80]!r} is not {what}; allowed: {allowed}") from None
    if any(sign.isspace() for sign in source.url):
        raise UsageError(f"{source.url[:80]!r} is not a source's address: without blanks")


def add_source(config: Path, digest: str, source: Added) -> Path:
    """The file that it stands in now.

    UsageError where there is no such digest or the source cannot be meant, ConfigurationError where
    the file would not be read with it, or cannot be written.
    """
    path = config / "digests" / f"{digest}.toml"
    if not path.is_file():
        raise UsageError(f"there is no digest {digest!r} in {path.parent}")
    text = path.read_text(encoding="utf-8-sig")
    made = f"{text.rstrip()}\n\n{block(source)}"
    _readable(made, path, config)
    try:
        _put(made, path)
    except OSError as error:
        words = f"cannot be written: {error.strerror or error}; put these lines at its end"
        raise ConfigurationError(f"{words}:\n{block(source)}", file=path) from None
    return path


def _readable(text: str, path: Path, config: Path) -> None:
    """Read as a start would, in a folder of its own.  ConfigurationError names what is wrong."""
    with TemporaryDirectory() as folder:
        trial = Path(folder) / "digests" / path.name
        trial.parent.mkdir()
        trial.write_text(text, encoding="utf-8")
        for beside in (*config.iterdir(), *path.parent.iterdir()):
            if beside not in (path, path.parent):
                (Path(folder) / beside.relative_to(config)).symlink_to(beside)
        try:
            read_digests(Path(folder), read_toml(config / "digest.toml"))
        except ConfigurationError as error:
            words = str(error).replace(str(trial), str(path))
            raise ConfigurationError(f"nothing was written: {words}") from None


def _put(text: str, path: Path) -> None:
    """In one step: a reader finds the old file or the new one."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as made:
        made.write(text)
        made.flush()
        os.fsync(made.fileno())
    try:
        Path(made.name).chmod(path.stat().st_mode)
        Path(made.name).replace(path)
    except OSError:
        Path(made.name).unlink(missing_ok=True)
        raise
