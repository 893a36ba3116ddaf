"""Readers of documents timed in this process, ours first: one table for feeds and for pages."""

from __future__ import annotations

import argparse
import contextlib
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Reader = Callable[[bytes], object]


def asked(
    name: str, told: str | None, words: Sequence[str] | None, *, corpus: str, rounds: int
) -> argparse.Namespace:
    """`--corpus FOLDER` and `--rounds N` of a bench; `corpus` says what the folder holds."""
    options = argparse.ArgumentParser(
        prog=f"bench {name}",
        description=told,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--corpus", type=Path, help=f"folder with {corpus}")
    options.add_argument("--rounds", type=int, default=rounds)
    return options.parse_args(words)


def table(readers: Mapping[str, Reader], bodies: list[bytes], rounds: int) -> None:
    """A line for each reader: milliseconds of CPU a document, and the ratio of the means."""
    print(f"{'reader':18} {'mean':>8} {'median':>8} {'p95':>8} {'max':>8} {'x digest':>9}")
    ours = 0.0
    for name, read in readers.items():
        with contextlib.suppress(Exception):
            read(bodies[0])  # imports and first tables are not what is measured
        times = sorted(_best(read, bodies, rounds))
        mean = statistics.fmean(times)
        ours = ours or mean
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        median = statistics.median(times)
        print(f"{name:18} {mean:8.2f} {median:8.2f} {p95:8.2f} {times[-1]:8.2f} {mean / ours:9.2f}")


def _best(read: Reader, bodies: list[bytes], rounds: int) -> list[float]:
    """The best of the rounds for each document, in milliseconds of CPU."""
    best = []
    for body in bodies:
        times = []
        for _ in range(rounds):
            start = time.process_time()
            with contextlib.suppress(Exception):
                read(body)
            times.append((time.process_time() - start) * 1000)
        best.append(min(times))
    return best
