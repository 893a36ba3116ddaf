"""Text fit for print: clean, cut at a word, with its direction and its isolates.

Feeds bring control characters, stray direction overrides and mixed scripts.  Mail programs ignore
`<bdi>`, so names and numbers of the other direction are wrapped in Unicode isolates (UAX #9),
which also work in subjects and in plain text.
"""

from __future__ import annotations

import re
import unicodedata

from digest.model.layout import Text

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"

RTL_LANGUAGES = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)

# Controls, direction embeddings and overrides, isolates (ours are put in afterwards), BOM and
# interlinear marks.  ZWJ, ZWNJ and the directional marks stay: scripts need them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Openings of template languages (Jinja, Handlebars, Mailchimp, SendGrid, Mailgun).  A headline or a
# reader's name may hold them; no machine further down the road may take them for code.
OPENINGS = re.compile(r"\{(?=[{%#])|\*(?=\|)|<(?=%)|\[(?=\[)|%(?=recipient)")
_WORD_JOINER = "\u2060"
_SPACE = re.compile(r"[\s\x85\u2028\u2029]+")
_LATIN_RUN = re.compile(
    r"(?:[A-Za-z\u00c0-\u024f\u0370-\u052f]|[$\u20ac\u00a3#@+]?[0-9]+[-\u2013/:.,%][0-9A-Za-z%])"
    r"(?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*[0-9A-Za-z\u00c0-\u024f\u0370-\u052f%])?"
)
_RTL_CHARACTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RTL_RUN = re.compile(f"[{_RTL_CHARACTERS}](?:[^A-Za-z\u00c0-\u052f]*[{_RTL_CHARACTERS}])?")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_ATTACHED = frozenset("+#%°")
"""Signs that belong to the word before them: C++, 18+, 3.5%."""
_URDU_LETTERS = frozenset("ٹڈڑںےۓھ")
_PERSIAN_LETTERS = frozenset("پچژگکی")


def clean(text: str) -> str:
    """One line of NFC text without controls and without direction overrides."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))).strip()


def disarm_text(text: str) -> str:
    """The same to the eye, with a word joiner inside every opening of a template language."""
    return OPENINGS.sub(lambda found: found[0] + _WORD_JOINER, text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word and closed by an ellipsis."""
    if len(text) <= limit:
        return text
    room = text[:limit]
    head = room.rsplit(" ", 1)[0] if " " in room else room[:-1]
    return head.rstrip(" ,;:.–—-،؛") + "…"


def direction_of_language(language: str) -> str:
    """`rtl` or `ltr` by the primary subtag."""
    return "rtl" if language.split("-")[0].lower() in RTL_LANGUAGES else "ltr"


def direction_of(text: str, fallback: str) -> str:
    """The direction of most of its letters: a Latin brand name does not turn an Urdu headline."""
    weight = 0
    for character in text:
        kind = unicodedata.bidirectional(character)
        weight += 1 if kind == "L" else -1 if kind in ("R", "AL") else 0
    return fallback if weight == 0 else "ltr" if weight > 0 else "rtl"


def isolate(text: str, direction: str) -> str:
    """The text with every run of the other direction in an isolate of its own."""
    run_of, mark = (_LATIN_RUN, LRI) if direction == "rtl" else (_RTL_RUN, RLI)
    out, at = [], 0
    while (run := run_of.search(text, at)) is not None:
        end = _whole(text, run.start(), run.end())
        out += [text[at : run.start()], mark, text[run.start() : end], PDI]
        at = end
    return "".join([*out, text[at:]])


def _whole(text: str, start: int, end: int) -> int:
    """Where a run ends that takes its brackets and signs along, and never half a pair.

    A bracket is mirrored by the side it stands on: of a pair cut in two, both look the same way.
    """
    opened: list[int] = []
    for at in range(start, end):
        if text[at] in _PAIRS:
            opened.append(at)
        elif text[at] in _PAIRS.values():
            if not opened or _PAIRS[text[opened.pop()]] != text[at]:
                return _end_before(text, start, at)
    while text[end : end + 1] and (text[end] in _ATTACHED or _closes(text[end], text, opened)):
        if text[end] not in _ATTACHED:
            opened.pop()
        end += 1
    return _end_before(text, start, opened[0]) if opened else end


def _closes(sign: str, text: str, opened: list[int]) -> bool:
    return bool(opened) and _PAIRS[text[opened[-1]]] == sign


def _end_before(text: str, start: int, at: int) -> int:
    return start + len(text[start:at].rstrip())


def enclose(text: str) -> str:
    """A filled-in value whose direction is not known, wrapped whole."""
    return f"{FSI}{text}{PDI}" if text else ""


def language_of(text: str, language: str, page_language: str) -> str:
    """The stated language where its direction fits the text; else one that fits.

    Screen readers choose a voice and browsers a face by it: a wrong tag is worse than a broad one.
    """
    direction = direction_of(text, direction_of_language(language or page_language))
    for known in (language, page_language):
        if known and direction_of_language(known) == direction:
            return known
    return _rtl_language(text) if direction == "rtl" else "en"


def _rtl_language(text: str) -> str:
    letters = set(text)
    if letters & _URDU_LETTERS:
        return "ur"
    if letters & _PERSIAN_LETTERS:
        return "fa"
    return "he" if any("\u0590" <= letter <= "\u05ff" for letter in letters) else "ar"


def printed(text: str, language: str, page_language: str, *, limit: int = 0) -> Text | None:
    """Text of a story as it is printed, or None where nothing is left after cleaning."""
    words = clean(text)
    if not words:
        return None
    words = cut(words, limit) if limit else words
    tag = language_of(words, language, page_language)
    direction = direction_of(words, direction_of_language(tag))
    return Text(isolate(words, direction), tag, direction)
