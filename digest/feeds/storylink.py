"""Is this link of a front page a story?  A sum of weights over what its text and address show.

    text, address | signs | sum of their weights | logistic -> score 0 to 1, story from 0.5

The weights were fitted by logistic regression on links that people had labelled, with whole sites
left out for checking, and are kept here as a table that can be read and argued with.  A sign is
present or not, so that every verdict can be explained by naming the signs.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

STORY_FROM = 0.5

_DATE = re.compile(
    r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?(?:0[1-9]|[12]\d|3[01]))?(?=[/_.-]|$)|(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)",
    re.I,
)
_LONG_ID = re.compile(
    r"(?<!\d)\d{5,}(?!\d)|[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{16,}|(?=[A-Z0-9]*\d)[A-Z0-9]{20,}"
)
_NOT_STORIES = re.compile(
    r"^(?:tags?|topics?|categor(?:y|ies)|authors?|autor(?:es)?|auteurs?|people|person|staff|team|profiles?|users?|by|"
    r"sections?|collections?|hubs?|series|archives?|page|search|about(?:[-_]?us)?|contact(?:[-_]?us)?|impressum|kontakt|"
    r"privacy(?:[-_]policy)?|terms(?:[-_].*)?|legal|policies|policy|cookies?|help|support|faq|jobs|careers?|"
    r"advertis(?:e|ing)(?:[-_].*)?|subscri(?:be|ption)s?(?:[-_].*)?|newsletters?|sign-?(?:in|up)|log-?in|register|account|donate|"
    r"donations?|membership|join|shop|store|marketplace|classifieds?|obituaries|weather|tv|watch|live|schedule|"
    r"events?|calendar|games?|puzzles?|horoscopes?|radio|podcasts?|rss|feeds?|apps?|e-?paper|pages|sitemap|"
    r"share|sharer(?:\.php)?|intent|users?|member|abo|marketing|media-?kit|masthead|contributors?|columnists?|"
    r"wp-content|wp-login\.php|cdn-cgi|theme|themen|thema|temas?|etiquetas?|dossiers?|etiqueta|rubrik|rubrique)$",
    re.I,
)
_STORY_PARTS = re.compile(
    r"^(?:articles?|stor(?:y|ies)|article[-_].*|story[-_].*|artikel|p|noticias?|actualites?|blogs?|posts?)$",
    re.I,
)
_NEWS_PARTS = re.compile(
    r"^(?:news|politics|politik|sports?|business|world|nation|local|opinion|culture|entertainment|health|economy|national|us|uk)$",
    re.I,
)
_PHRASES = re.compile(
    r"^(?:read|view|see|show|load|watch|click|learn|sign|log|subscribe|follow|share|contact|about|advertise|"
    r"privacy|terms|cookie|skip|get|find|join|download|manage|submit|support|meet|our|customer|do not|"
    r"newsletters?|donate|all|more|next|previous|back|home|search|menu)\b",
    re.I,
)
_READ_ON = re.compile(
    r"^(?:(?:continue|keep)\s+reading|read (?:more|now|on|the|full|story|article)|\d[\d,.]*|comments?\s*\d*|\d+\s*comments?|»|→|more)\W*$",
    re.I,
)
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|instagram|youtube|linkedin|tiktok|pinterest|whatsapp|reddit|flipboard|threads|bsky|telegram|t|google|apple|itunes|spotify|legacy|amazon)\.(?:com|net|me|app|co)$",
    re.I,
)
_FILE = re.compile(r"\.(?:pdf|jpe?g|png|gif|mp[34]|zip|xml|rss)$", re.I)
_SERVICE_HOST = re.compile(
    r"^(?:subscribe|subscriptions?|shop|store|account|accounts|my|login|jobs|careers|advertising|ads?|help|support|privacy|policies|info|events|go|link|links|click|offers|pages|games|obituaries|classifieds|e-?paper|realestate|newsletters?|donate|profile|id|join)\d*\.",
    re.I,
)
_WORD = re.compile(r"\w[\w'’.-]*")
_PAID_TEXT = re.compile(
    r"^(?:sponsored|advertisement|advertorial|paid|partner|anzeige|publicit|promoted|ad)\b", re.I
)
_PAID_ADDRESS = re.compile(
    r"utm_(?:source|medium|campaign)=[^&]*(?:taboola|outbrain|paid|native|affiliate|referral|tb_|zergnet)|/(?:products?|deals?|coupons?|offers?|buy|paid-?posts?|sponsored)/",
    re.I,
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class LinkSigns:
    """What a link shows, each sign by its name in `WEIGHTS`."""

    signs: frozenset[str]

    @property
    def score(self) -> float:
        """0 to 1; from STORY_FROM on the link is taken for a story."""
        total = BIAS + sum(WEIGHTS.get(sign, 0.0) for sign in self.signs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def read_signs(
    text: str, address: str, page_url: str, place: frozenset[str] = frozenset()
) -> LinkSigns:
    """The signs of one link; `address` is absolute, `place` adds signs of where it stands."""
    parts = urlsplit(address)
    own = [*_text_signs(text), *_path_signs(parts), *_host_signs(parts, page_url)]
    return LinkSigns(frozenset([*own, *_shared_signs(text, parts), *place]))


def _text_signs(text: str) -> list[str]:
    words = _WORD.findall(text)
    found = [f"words {min(len(words), 9) if len(words) < 6 else 6 if len(words) < 9 else 9}"]
    found += ["text service"] * bool(_PHRASES.match(text) and len(words) < 6)
    found += ["text paid"] * bool(_PAID_TEXT.match(text))
    found += ["text read on"] * bool(_READ_ON.match(text))
    found += ["text sentence"] * bool(re.search(r"[.?!…:,’'“\"]", text) and len(words) > 3)
    found += ["text small words"] * (sum(w.islower() for w in words) > 2)
    found += ["text long"] * (len(text) > 60)
    found += ["text number"] * bool(re.search(r"\d", text) and len(words) > 3)
    return found


def _path_signs(parts: SplitResult) -> list[str]:
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    last = re.sub(r"\.\w{2,5}$", "", segments[-1]) if segments else ""
    hyphens = max((segment.count("-") + segment.count("_") for segment in segments[-2:]), default=0)
    found = [
        f"depth {min(len(segments), 4)}",
        f"hyphens {0 if not hyphens else 1 if hyphens < 3 else 3 if hyphens < 5 else 5}",
    ]
    found += ["path date"] * bool(_DATE.search(parts.path))
    found += ["path id"] * bool(_LONG_ID.search(parts.path))
    found += ["path not a story"] * any(_NOT_STORIES.match(segment) for segment in segments[:-1])
    found += ["path ends not a story"] * bool(segments and _NOT_STORIES.match(segments[-1]))
    found += ["path says story"] * any(_STORY_PARTS.match(segment) for segment in segments[:-1])
    found += ["path says news"] * any(_NEWS_PARTS.match(segment) for segment in segments[:-1])
    found += ["path file"] * bool(_FILE.search(parts.path))
    found += ["slug long"] * (len(last) > 24)
    found += ["address paid"] * bool(_PAID_ADDRESS.search(f"{parts.path}?{parts.query}"))
    found += ["query only"] * bool(parts.query and not hyphens)
    found += ["fragment only"] * bool(parts.fragment and not segments)
    return found


def _host_signs(parts: SplitResult, page_url: str) -> list[str]:
    host, home = _host(parts.hostname), _host(urlsplit(page_url).hostname)
    if host == home:
        return ["host same"]
    found = ["host related"] if _owner(host) == _owner(home) else ["host other"]
    found += ["host social"] * bool(_SOCIAL.search(host))
    found += ["host service"] * bool(_SERVICE_HOST.match(host))
    return found


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


def _owner(host: str) -> str:
    labels = host.split(".")
    return max(labels[-3:-1] or labels, key=len)


def _shared_signs(text: str, parts: SplitResult) -> list[str]:
    """Do slug and text speak of the same thing?"""
    path = unquote(parts.path).lower()
    slug = set(_LETTERS.findall(path.rsplit("/", 2)[-1] or path))
    common = len(slug & set(_LETTERS.findall(text.lower())))
    return ["shared many"] if common >= 3 else ["shared some"] if common else []


BIAS = -1.55
WEIGHTS = {
    # the address
    "path date": 1.27,
    "slug long": 1.25,
    "path id": 1.10,
    "path says story": 1.09,
    "path says news": 0.58,
    "hyphens 5": 1.23,
    "hyphens 3": 0.80,
    "hyphens 1": -0.04,
    "hyphens 0": -1.99,
    "depth 0": -0.42,
    "depth 1": -0.33,
    "depth 2": 0.06,
    "depth 3": -0.16,
    "depth 4": 0.84,
    "path not a story": -1.83,
    "path ends not a story": -0.57,
    "query only": -0.19,
    "fragment only": -0.15,
    # whose it is
    "host same": 0.72,
    "host other": -0.15,
    "host related": -0.58,
    "host social": -0.56,
    "host service": -0.72,
    # the text
    "words 1": -0.70,
    "words 2": -0.58,
    "words 3": -0.03,
    "words 4": -0.05,
    "words 5": 0.36,
    "words 6": 0.51,
    "words 9": 0.48,
    "text sentence": 0.76,
    "text long": 0.64,
    "text small words": 0.36,
    "text number": -0.25,
    "text read on": 0.44,
    "text service": -0.42,
    "shared some": -0.50,
    "shared many": -0.24,
    # set by hand: too few labels show them, and what they say is plain
    "text paid": -3.0,
    "address paid": -0.5,
    "path file": -2.0,
    "in a heading": 0.8,
    "in an editorial block": 3.0,
    "in navigation": -1.5,
    "holds other links": -1.5,
}
