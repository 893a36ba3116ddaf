"""A house without a broker: nobody is told, and whoever would tell does the work itself."""

from __future__ import annotations

from collections.abc import Sequence


class NoHints:
    """Without a broker the process that dispatches does the work itself."""

    reached = False

    def advance(self, issue: int) -> None:
        """Nobody to tell."""

    def submit(self, batches: Sequence[int]) -> None:
        """Nobody to tell."""

    def serve(self, notices: Sequence[int]) -> None:
        """Nobody to tell."""

    def answer(self, signups: Sequence[int]) -> None:
        """Nobody to tell."""

    def bring_in(self, uploads: Sequence[int]) -> None:
        """Nobody to tell."""

    def follow(self, chores: Sequence[str]) -> None:
        """Nobody to tell."""

    def step(self, occurrences: Sequence[int]) -> None:
        """Nobody to tell."""

    def trigger(self, triggers: Sequence[int]) -> None:
        """Nobody to tell."""

    def pulse(self) -> None:
        """Nobody to ask."""
