"""How it goes on: a bar on a terminal, plain lines elsewhere, nothing where only data is wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from digest.cli.answer import clean, note
from digest.following import Telling
from digest.model.delivery import Balance

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from digest.flow.gather import SourceReport


class Bar:
    """Tells stages, sources and progress on stderr.  `NO_COLOR` is honoured by rich."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = None if quiet else _stderr()
        self._progress: Progress | None = None
        self._task = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def telling(self) -> Telling:
        """What a send calls while it goes on."""
        if self._console is None:
            return Telling(held=self._held)
        return Telling(self._stage, self._source, self._sent, self._held)

    def _stage(self, words: str) -> None:
        if self._console is not None:
            self._console.print(words, style="bold", markup=False)

    def _held(self, words: str) -> None:
        """Said to a script too: who waits should know for what."""
        told = f"waits for {clean(words)}"
        if self._console is None:
            note(told)
        else:
            self._console.print(f"  {told}", markup=False)

    def _source(self, report: SourceReport) -> None:
        if self._console is not None:
            self._console.print(f"  {source_line(report)}", markup=False)

    def _sent(self, balance: Balance) -> None:
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            self._progress = Progress(
                TextColumn("  readers"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._task = self._progress.add_task("readers", total=balance.audience)  # type: ignore[assignment]
            self._progress.start()
        done = balance.audience - balance.pending
        self._progress.update(self._task, completed=done)  # type: ignore[arg-type]


def _stderr() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False)


@contextmanager
def reading(total: int, *, quiet: bool) -> Iterator[Callable[[SourceReport], None]]:
    """A bar of the sources that have answered, on a terminal; hears each report."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("  sources"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=total)
        yield lambda report: bar.update(task, advance=1, description=report.source)


def source_line(report: SourceReport) -> str:
    """One source in one line: what it brought, or why not."""
    if report.status == "failed":
        return f"{report.source}: FAILED, {clean(report.error)}"
    if report.status == "not_modified":
        return f"{report.source}: not modified"
    size = f"{report.bytes / 1000:,.0f} kB in {report.seconds:.2f} s"
    return f"{report.source}: {report.found} found, {report.new} new, {report.changed} changed ({size})"
