"""Wanted pictures -> own copies, each fetched once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from digest.media.album import Album
from digest.model.owncopy import Developed, NoCopy, OwnCopy, Wanted
from digest.model.source import Source


class Stand(Protocol):
    """Where pictures are fetched."""

    def pictures(self, urls: Sequence[str]) -> Iterator[tuple[str, bytes | str]]:
        """Each address with its bytes, or with the reason why there are none."""


Open = Callable[[Sequence[Source]], AbstractContextManager[Stand]]
"""A stand that is open for these sources."""


class Darkroom:
    """Makes and keeps the house's own copies."""

    def __init__(self, stand: Open, album: Album) -> None:
        self._stand = stand
        self._album = album

    def copies(
        self, sources: Sequence[Source], wanted: Sequence[Wanted]
    ) -> Mapping[str, Developed]:
        """What became of each wanted address, in their order."""
        asked = {one.url: one for one in wanted}
        made: dict[str, Developed] = {}
        if asked:
            with self._stand(sources) as stand:
                for url, body in stand.pictures(list(asked)):
                    made[url] = self._copy(body, asked[url])
        return {url: made.get(url, NoCopy("it was not fetched")) for url in asked}

    def _copy(self, body: bytes | str, wanted: Wanted) -> Developed:
        if isinstance(body, str):
            return NoCopy(body)
        # Only here: most issues have no pictures of their own, and Pillow is large.
        from digest.media.develop import Spoilt, develop

        try:
            made = develop(body, wanted.room)
            copy = OwnCopy(self._album.keep(made.body, made.suffix), made.width, made.height)
            self._album.note(wanted, copy)
        except Spoilt as why:
            return NoCopy(str(why))
        except OSError as error:
            return NoCopy(f"the copy cannot be kept in {self._album.folder}: {error.strerror}")
        return copy
