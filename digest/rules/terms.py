"""Text -> terms that can be counted, in any script.

    text | one spelling (width, case, marks, Arabic letter forms) | words | stems, or pairs of signs

Words are what stands between blanks and punctuation.  Scripts written without blanks (Chinese,
Japanese, Thai, Lao, Khmer, Burmese) give pairs of neighbouring signs instead.

Does not know a dictionary, does not translate, does not guess a language.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

# Word characters alone split Hindi or Tamil at every vowel sign; the Indic and South-East Asian
# blocks are taken whole, but for their two full stops.
_WORD = re.compile(
    r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])+"
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
# Vowel marks, tatweel, soft hyphens, joiners and apostrophes: the same word with and without.
_DROPPED = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640\u00ad\u200b-\u200f\ufeff'’‘ʼ`´]")
# A keyboard for Arabic and one for Urdu write the same letter with different code points.
_ONE_LETTER = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ة": "ہ",
        "ۃ": "ہ",
        "ه": "ہ",
        "ھ": "ہ",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
    }
)

# Words that join sentences and tell no event, in the languages of the sample and its neighbours.
STOP = frozenset(
    """a about after again against all also am amid an and any are as at be because been before being
    between both but by can could did do does down during each for from further get gets had has have
    he her here him his how i if in into is it its just may me might more most my new no nor not now of
    off on once only or our out over own said say says set she should so some such than that the their
    them then there these they this those through to too under until up upon us very was we were what
    when where which while who whom why will with would you your
    arent cant couldnt didnt doesnt dont hadnt hasnt havent hes heres im isnt ive lets shes shouldnt
    thats theres theyre theyve wasnt werent weve whats whos wont wouldnt youll youre youve
    back best come day even ever every first go going good here how know last let like look made make
    many much need never next one people see still take tell thing three time today top two want way
    week well year years
    aber als am an auch auf aus bei das dem den der des die durch ein eine einem einen einer es für hat
    im in ist mit nach nicht noch oder sich sie sind so über um und von vor war wie wird zu zum zur
    al au aux avec ce ces con contre dans de del des du el elle en est et il la las le les leur lo los
    mais ne o os ou par para pas plus por pour que qui sa se ses son sur un una une y
    کا کی کے کو نے میں سے پر اور یہ وہ ہے ہیں تھا تھی تھے بہی کہ جو تک لیے گیا گیی گیے کر کرنے کیا ایک اس ان
    ہو ہوا ہوگا نہ نہیں یا تو بعد ساتہ اپنے
    और का की के को ने में से पर यह वह है हैं था थे कि जो तक लिए गया गई कर एक इस भी नहीं
    في من على الى عن ان هذا هذه مع او بعد قبل قد ما لا""".translate(_ONE_LETTER).split()
)


def fold(text: str) -> str:
    """One spelling: compatibility forms, case, marks and Arabic letter forms made alike."""
    if text.isascii():
        return text.replace("'", "").replace("`", "").lower()
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return plain if plain.isascii() else _strip_accents(plain).translate(_ONE_LETTER)


def _strip_accents(text: str) -> str:
    """`é` and `e` alike in alphabets; marks of other scripts carry the vowel and stay."""
    apart = unicodedata.normalize("NFD", text)
    kept = (sign for sign in apart if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFC", "".join(kept))


def words(text: str) -> list[str]:
    """Folded words in order, stop words kept; pairs of signs where no blanks are written."""
    plain = fold(text)
    if plain.isascii():
        return _ASCII_WORD.findall(plain)
    return [part for match in _WORD.finditer(plain) for part in _split(match.group())]


def _split(word: str) -> Iterator[str]:
    if word.isascii():
        yield word
        return
    end = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > end:
            yield word[end : run.start()]
        yield from _pairs(run.group())
        end = run.end()
    if end < len(word):
        yield word[end:]


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in itertools.pairwise(run):
        yield first + second


def terms(text: str) -> list[str]:
    """What is counted: folded words without stop words, English plurals and endings cut."""
    return [term for word in words(text) if (term := _term(word))]


@lru_cache(maxsize=50_000)
def _term(word: str) -> str:
    """The word's stem; nothing for a word that tells nothing."""
    return "" if word in STOP or (len(word) == 1 and word.isascii()) else stem(word)


def stem(word: str) -> str:
    """`bombings`, `bombing` and `bombs` alike.  Only for plain Latin words of five letters up."""
    if len(word) < 5 or not word.isascii() or not word.isalpha():
        return word
    for ending in ("ings", "ing", "ies", "ied", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)].rstrip("e")
    return word[:-1] if word.endswith(("e", "y")) else word


SHAPE = "~"
"""Begins a part of a word: three letters.  Inflected forms share how they begin."""

SHAPES = 3
"""So many parts of a word are counted: the first ones, its beginning marked."""

SHAPE_WEIGHT = 0.5
TEASER_WEIGHT = 0.5
TEASER_LENGTH = 400
OFTEN = 3
"""A word of the teaser counts at most so many times: a refrain is no event."""


def counted(title: str, teaser: str = "") -> dict[str, float]:
    """Terms with their weight: words of headline and teaser, and the shapes of the headline's."""
    counts: dict[str, float] = {}
    known = counts.get
    for word in words(title):
        for term, weight in _weighed(word):
            counts[term] = known(term, 0.0) + weight
    for term, times in Counter(terms(teaser[:TEASER_LENGTH])).items():
        counts[term] = known(term, 0.0) + TEASER_WEIGHT * min(times, OFTEN)
    return counts


@lru_cache(maxsize=50_000)
def _weighed(word: str) -> tuple[tuple[str, float], ...]:
    """A headline's word as its stem and its shapes; nothing for a word that tells nothing."""
    term = _term(word)
    if not term:
        return ()
    if len(word) == 2 and _UNSPACED.match(word):
        return ((word, 1.0),)
    marked = f"^{word}$"
    shapes = [f"{SHAPE}{marked[at : at + 3]}" for at in range(len(marked) - 2)][:SHAPES]
    return ((term, 1.0), *((shape, SHAPE_WEIGHT) for shape in shapes))
