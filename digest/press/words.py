"""The printed page's own words: one literal table, a language a column of phrases.

A language without a table is printed with the English words (and says so in its `lang`).  Names
of days and months come from the CLDR by way of Babel.  Adding a language: one entry here and
one in SERVICE with all ids of English, one in DATES; a test compares the ids and their gaps.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from babel import Locale

from digest.model.layout import Words
from digest.press.words_service import SERVICE
from digest.rules.layout_text import direction_of_language

FALLBACK = "en"

_PAGE: dict[str, dict[str, str]] = {
    "en": {
        "greeting.morning": "Good morning",
        "greeting.afternoon": "Good afternoon",
        "greeting.evening": "Good evening",
        "greeting.end": ".",
        "stories.one": "one story",
        "stories.many": "{number} stories",
        "editorials.one": "one editorial",
        "editorials.many": "{number} editorials",
        "summary.stories": "Today for you: {stories}.",
        "summary.both": "Today for you: {stories} and {editorials}.",
        "section.lead": "Lead story",
        "section.top": "Top stories",
        "section.news": "News",
        "section.editorials": "Editorials",
        "section.opinion": "Opinion",
        "section.also": "Also worth reading",
        "by": "By {names}",
        "and": " and ",
        "comma": ", ",
        "dot": "\u00a0· ",
        "minutes": "{number}\u00a0min\u00a0read",
        "yesterday": "Yesterday",
        "note.updated": "Updated",
        "note.yesterday": "From yesterday",
        "note.from_yesterday": "From yesterday",
        "also": "Also in {papers}",
        "editor": "From the editor",
        "photo": "Photo: {credit}",
        "read": "Read the full story",
        "view": "View in your browser",
        "preferences": "Change what you receive",
        "unsubscribe": "Unsubscribe",
        "why": "You receive {title} because you subscribed to it.",
        "links": "Links",
        "shortened": "There is much today: the summaries stand on the web page of this issue.",
        "subscribe": "Subscribe to {title}",
        "forwarded": "Was this forwarded to you?",
        "archive": "All issues",
        "breaking": "Breaking news",
    },
    "ur": {
        "greeting.morning": "صبح بخیر",
        "greeting.afternoon": "السلام علیکم",
        "greeting.evening": "شام بخیر",
        "greeting.end": "۔",
        "stories.one": "ایک خبر",
        "stories.many": "{number} خبریں",
        "editorials.one": "ایک اداریہ",
        "editorials.many": "{number} اداریے",
        "summary.stories": "آج آپ کے لیے: {stories}۔",
        "summary.both": "آج آپ کے لیے: {stories} اور {editorials}۔",
        "section.lead": "اہم ترین خبر",
        "section.top": "اہم خبریں",
        "section.news": "خبریں",
        "section.editorials": "اداریے",
        "section.opinion": "رائے",
        "section.also": "مزید پڑھیے",
        "by": "تحریر: {names}",
        "and": " اور ",
        "comma": "، ",
        "dot": "\u00a0\u00a0·\u00a0 ",
        "minutes": "{number}\u00a0منٹ کا مطالعہ",
        "yesterday": "گزشتہ روز",
        "note.updated": "تازہ ترمیم",
        "note.yesterday": "گزشتہ روز سے",
        "note.from_yesterday": "گزشتہ روز سے",
        "also": "یہ خبر یہاں بھی ہے: {papers}",
        "editor": "مدیر کی طرف سے",
        "photo": "تصویر: {credit}",
        "read": "پوری خبر پڑھیے",
        "view": "براؤزر میں دیکھیے",
        "preferences": "اپنی ترجیحات بدلیے",
        "unsubscribe": "رکنیت ختم کیجیے",
        "why": "آپ کو {title} اس لیے ملا کہ آپ اس کے رکن ہیں۔",
        "links": "روابط",
        "shortened": "آج خبریں زیادہ ہیں: خلاصے اس شمارے کے ویب صفحے پر ہیں۔",
        "subscribe": "{title} کے رکن بنیے",
        "forwarded": "یہ خط کسی نے آپ کو بھیجا ہے؟",
        "archive": "تمام شمارے",
        "breaking": "تازہ ترین خبر",
    },
    "de": {
        "greeting.morning": "Guten Morgen",
        "greeting.afternoon": "Guten Tag",
        "greeting.evening": "Guten Abend",
        "greeting.end": ".",
        "stories.one": "eine Meldung",
        "stories.many": "{number} Meldungen",
        "editorials.one": "ein Leitartikel",
        "editorials.many": "{number} Leitartikel",
        "summary.stories": "Heute für Sie: {stories}.",
        "summary.both": "Heute für Sie: {stories} und {editorials}.",
        "section.lead": "Aufmacher",
        "section.top": "Das Wichtigste",
        "section.news": "Nachrichten",
        "section.editorials": "Leitartikel",
        "section.opinion": "Meinung",
        "section.also": "Außerdem lesenswert",
        "by": "Von {names}",
        "and": " und ",
        "comma": ", ",
        "dot": "\u00a0· ",
        "minutes": "{number}\u00a0Min. Lesezeit",
        "yesterday": "Gestern",
        "note.updated": "Aktualisiert",
        "note.yesterday": "Von gestern",
        "note.from_yesterday": "Von gestern",
        "also": "Auch in {papers}",
        "editor": "Aus der Redaktion",
        "photo": "Foto: {credit}",
        "read": "Den ganzen Artikel lesen",
        "view": "Im Browser ansehen",
        "preferences": "Auswahl ändern",
        "unsubscribe": "Abbestellen",
        "why": "Sie erhalten {title}, weil Sie es abonniert haben.",
        "links": "Verweise",
        "shortened": "Heute gibt es viel: Die Zusammenfassungen stehen auf der Webseite der Ausgabe.",
        "subscribe": "{title} abonnieren",
        "forwarded": "Wurde Ihnen das weitergeleitet?",
        "archive": "Alle Ausgaben",
        "breaking": "Eilmeldung",
    },
    "fr": {
        "greeting.morning": "Bonjour",
        "greeting.afternoon": "Bonjour",
        "greeting.evening": "Bonsoir",
        "greeting.end": ".",
        "stories.one": "un article",
        "stories.many": "{number} articles",
        "editorials.one": "un éditorial",
        "editorials.many": "{number} éditoriaux",
        "summary.stories": "Aujourd’hui pour vous : {stories}.",
        "summary.both": "Aujourd’hui pour vous : {stories} et {editorials}.",
        "section.lead": "À la une",
        "section.top": "L’essentiel",
        "section.news": "Actualités",
        "section.editorials": "Éditoriaux",
        "section.opinion": "Opinions",
        "section.also": "À lire aussi",
        "by": "Par {names}",
        "and": " et ",
        "comma": ", ",
        "dot": "\u00a0· ",
        "minutes": "{number}\u00a0min de lecture",
        "yesterday": "Hier",
        "note.updated": "Mis à jour",
        "note.yesterday": "D’hier",
        "note.from_yesterday": "D’hier",
        "also": "Aussi dans {papers}",
        "editor": "Le mot de la rédaction",
        "photo": "Photo : {credit}",
        "read": "Lire l’article",
        "view": "Voir dans le navigateur",
        "preferences": "Modifier vos choix",
        "unsubscribe": "Se désabonner",
        "why": "Vous recevez {title} parce que vous y êtes abonné.",
        "links": "Liens",
        "shortened": "L’actualité est dense : les résumés sont sur la page web de ce numéro.",
        "subscribe": "S’abonner à {title}",
        "forwarded": "On vous l’a transféré ?",
        "archive": "Tous les numéros",
        "breaking": "Dernière minute",
    },
}

PHRASES = {language: page | SERVICE[language] for language, page in _PAGE.items()}

# Full, short and long date as the CLDR writes them; British order in English.
DATES: dict[str, tuple[str, str, str]] = {
    "en": ("{weekday}, {day} {month} {year}", "{day} {month}", "{day} {month} {year}"),
    "ur": ("{weekday}، {day} {month}، {year}", "{day} {month}", "{day} {month}، {year}"),
    "de": ("{weekday}, {day}. {month} {year}", "{day}. {month}", "{day}. {month} {year}"),
    "fr": ("{weekday} {day} {month} {year}", "{day} {month}", "{day} {month} {year}"),
}


@lru_cache(maxsize=64)
def words_for(language: str) -> Words:
    """The words for a language tag (`ur-PK` takes `ur`); English where there is no table."""
    known = language.split("-")[0].lower()
    known = known if known in PHRASES else FALLBACK
    locale = Locale.parse(known)
    days, months = locale.days["format"]["wide"], locale.months["format"]["wide"]
    full, short, long = DATES[known]
    return Words(
        language=known,
        direction=direction_of_language(known),
        phrases=MappingProxyType(PHRASES[known]),
        weekdays=tuple(days[number] for number in range(7)),
        months=tuple(months[number] for number in range(1, 13)),
        full_date=full,
        short_date=short,
        long_date=long,
    )
