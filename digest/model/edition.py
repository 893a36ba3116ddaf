"""An issue rendered for one variant: immutable subject, HTML and text with named gaps.

The gaps are `%%<nonce>.NAME%%`; the nonce is fresh for every build, so that no text from a feed
can ever spell one and collect a reader's token.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

TOKEN = "TOKEN"  # noqa: S105 - the name of a gap
NAME = "NAME"
CLICK = "CLICK"
GAPS = (TOKEN, NAME, CLICK)
"""TOKEN: 43 characters that open this reader's own pages.  NAME: how we address the reader.

CLICK: 43 characters that open none of them and say who followed a link; only where links are
counted."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What editions of one issue differ in.  `key` is unique within the issue.

    `sections`: those that were chosen among the ones that may be left out; None = all of them.
    """

    language: str
    sections: tuple[str, ...] | None = None

    @property
    def key(self) -> str:
        """`en`, `en+world+sport` where a reader chose sections, `en+` where they left out all."""
        return (
            self.language if self.sections is None else f"{self.language}+{'+'.join(self.sections)}"
        )

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.sections is None

    @staticmethod
    def read(key: str) -> Variant:
        """The variant of that key."""
        language, mark, sections = key.partition("+")
        return Variant(language, tuple(filter(None, sections.split("+"))) if mark else None)


@dataclass(frozen=True, slots=True)
class Edition:
    """One rendered variant.  `html` and `text` hold gaps; `subject` and `preheader` do not.

    `steps` names what the size ladder had to drop, in order.
    """

    variant: Variant
    subject: str
    preheader: str
    html: str
    text: str
    nonce: str
    direction: str = "ltr"
    steps: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """64 hex digits over the page without its nonce: the same content hashes alike."""
        parts = (
            self.subject,
            self.html.replace(self.nonce, ""),
            self.text.replace(self.nonce, ""),
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    @property
    def counted(self) -> bool:
        """Whether it holds links or a picture that are counted by reader."""
        click = self.gap(CLICK)
        return click in self.html or click in self.text

    def gap(self, name: str) -> str:
        """The placeholder of that name as it stands in `html` and `text`."""
        return gap(self.nonce, name)


def gap(nonce: str, name: str) -> str:
    """The placeholder `%%<nonce>.NAME%%`."""
    return f"%%{nonce}.{name}%%"
