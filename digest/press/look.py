"""What a newsroom's look means on the page: colours that stay readable, faces per script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from digest.model.errors import ConfigurationError
from digest.model.layout import Card, Layout, Text, Words
from digest.model.plan import Look
from digest.model.service import NoticeLayout

SERIF = "Georgia,'Times New Roman',serif"
SANS = "-apple-system,'Segoe UI',Helvetica,Arial,sans-serif"
FACES = {
    "ur": "'Noto Nastaliq Urdu','Jameel Noori Nastaleeq','Urdu Typesetting',Tahoma,serif",
    "rtl": "'Noto Naskh Arabic','Geeza Pro','Segoe UI',Tahoma,sans-serif",
}
# Nastaliq slopes: a line of it needs twice its size; other right-to-left scripts a little more air.
TALLEST = {"ur": "2.05", "rtl": "1.7"}
# The blank of most Nastaliq faces is too narrow to part two words at reading size.
AIR = {"ur": ";word-spacing:2px"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FACE = re.compile(r"[A-Za-z0-9 ,'_-]{1,200}")

LIGHT_GROUNDS, DARK_GROUNDS = ("#ffffff", "#f7f4ee"), ("#1a1e21", "#23282c")
"""Sheet and tint of the shipped styles."""
READABLE = 4.5

Spoken = Text | Words | Layout | NoticeLayout


@dataclass(frozen=True, slots=True)
class Inks:
    """The page's colours.

    `key` is the ink on a ground of the accent; `text` the accent as an ink itself, moved towards
    black (on a dark page white) as far as it takes to be read.
    """

    accent: str
    accent_dark: str
    key: str
    key_dark: str
    text: str
    text_dark: str


def inks(look: Look) -> Inks:
    """Checked colours.  ConfigurationError for what is not `#rrggbb`."""
    for name in ("accent", "accent_dark"):
        if not _COLOUR.fullmatch(getattr(look, name)):
            raise ConfigurationError(
                "a colour must be written #rrggbb", key=f"look.{name}", found=getattr(look, name)
            )
    return Inks(
        accent=look.accent,
        accent_dark=look.accent_dark,
        key=_ink_on(look.accent),
        key_dark=_ink_on(look.accent_dark),
        text=_readable(look.accent, LIGHT_GROUNDS, 0),
        text_dark=_readable(look.accent_dark, DARK_GROUNDS, 255),
    )


@lru_cache(maxsize=64)
def _readable(ink: str, grounds: tuple[str, ...], towards: int) -> str:
    channels = [int(ink[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(21):
        mixed = (round(c + (towards - c) * step / 20) for c in channels)
        tried = "#" + "".join(f"{channel:02x}" for channel in mixed)
        if all(contrast(tried, ground) >= READABLE for ground in grounds):
            return tried
    raise AssertionError("black and white can be read on every ground of ours")


def _ink_on(ground: str) -> str:
    light, dark = "#ffffff", "#14181c"
    return max((light, dark), key=lambda ink: contrast(ink, ground))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Type:
    """Faces, line heights and sides for a text, as templates ask for them.

    `serif` and `sans` give declarations of a style: the face and the line height (the usual one,
    or what the script needs).  Inside an element of the same script and kind nothing is repeated.
    """

    def __init__(self, look: Look) -> None:
        self._faces = {
            "serif": _faces(look.serif, "look.serif") or SERIF,
            "sans": _faces(look.sans, "look.sans") or SANS,
        }

        self._made: dict[tuple[str, str, str, str], Markup] = {}

    def serif(self, text: Spoken, usual: str, inside: Spoken | None = None) -> Markup:
        """Headlines and reading text; `inside` = what the element around is set in, in sans."""
        return self._style("serif", text, usual, inside)

    def sans(self, text: Spoken, usual: str, inside: Spoken | None = None) -> Markup:
        """The small print; `inside` = what the element around is set in, in sans."""
        return self._style("sans", text, usual, inside)

    def _style(self, face: str, text: Spoken, usual: str, inside: Spoken | None) -> Markup:
        scripts = (_script(text), _script(inside) if inside is not None else "")
        key = (face, usual, *scripts)
        if key not in self._made:
            self._made[key] = self._make(face, usual, *scripts)
        return self._made[key]

    def _make(self, face: str, usual: str, script: str, around: str) -> Markup:
        height = TALLEST.get(script, usual)
        if script == around and (face == "sans" or script in FACES):
            return Markup("") if script in FACES else Markup("line-height:{}").format(height)
        family = FACES.get(script, self._faces[face]) + AIR.get(script, "")
        return Markup(f"font-family:{family};line-height:{height}")  # noqa: S704  checked in _faces

    @staticmethod
    def start(text: Spoken) -> str:
        """The side where a line of it begins."""
        return "right" if text.direction == "rtl" else "left"

    @staticmethod
    def end(text: Spoken) -> str:
        """The side where a line of it ends."""
        return "left" if text.direction == "rtl" else "right"


def _script(text: Spoken) -> str:
    if text.direction != "rtl":
        return "ltr"
    return "ur" if text.language.split("-")[0] == "ur" else "rtl"


def _faces(faces: str, key: str) -> str:
    wanted = faces.replace('"', "'").strip()
    if wanted and not _FACE.fullmatch(wanted):
        raise ConfigurationError(
            "a list of faces may hold letters, digits, spaces, commas and quotes",
            key=key,
            found=faces,
        )
    return wanted


def own(text: Text, around: Card | Spoken) -> Markup:
    """`lang="…" dir="…"` where the text differs from what it stands in, else nothing."""
    base = around.title if isinstance(around, Card) else around
    out = Markup("")
    if text.language != base.language:
        out += Markup('lang="{}"').format(text.language)
    if text.direction != base.direction:
        out += Markup(' dir="{}"').format(text.direction)
    return out
