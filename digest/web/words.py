"""What the public pages and the readers' own pages say, in four languages: one literal table.

A language without a table gets the English words.  Adding one: an entry with all ids of English; a
test compares ids and gaps.  `VERSION` goes into every consent, so that what a reader agreed to can
be looked up later: change it with the words under `unsubscribe` and `preferences`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from digest.press.words import words_for
from digest.rules.layout_text import direction_of, direction_of_language, enclose

VERSION = "web-1"
FALLBACK = "en"

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "skip": "Skip to the content",
        "home.title": "Newsletters of {newsroom}",
        "home.none": "There is no newsletter yet.",
        "archive.all": "All issues",
        "archive.of": "All issues of {title}",
        "archive.none": "Nothing has been published yet. The first issue will stand here.",
        "archive.newer": "Newer issues",
        "archive.older": "Older issues",
        "archive.page": "Page {page} of {pages}",
        "archive.feed": "Follow with a feed reader",
        "archive.languages": "Language",
        "issue.permanent": "Permanent link",
        "issue.number": "issue {number} of the day",
        "unsubscribe.ask": "Unsubscribe from {title}?",
        "unsubscribe.who": "{title} comes to {address}. One press of the button and it stops.",
        "unsubscribe.button": "Unsubscribe",
        "unsubscribe.instead": "Or change what you receive",
        "unsubscribe.done": "You are unsubscribed",
        "unsubscribe.done.words": "{title} will not come to {address} any more. A copy that is already on its way may still arrive.",
        "unsubscribe.undo": "That was a mistake: send it again",
        "unsubscribe.undone": "You are back",
        "unsubscribe.undone.words": "{title} comes to {address} again.",
        "unsubscribe.keep": "You can close this page.",
        "preferences.title": "What you receive",
        "preferences.who": "Your choices for {title}, sent to {address}.",
        "preferences.name": "Your name",
        "preferences.name.hint": "As we should greet you. You may leave it empty.",
        "preferences.name.wrong": "At most 100 characters on one line, please.",
        "preferences.language": "Language",
        "preferences.list": "{title}: how do you want it?",
        "preferences.confirmed": "Send it to me",
        "preferences.paused": "Pause it",
        "preferences.unsubscribed": "Do not send it",
        "preferences.save": "Save",
        "preferences.saved": "Saved.",
        "preferences.leave": "Unsubscribe from all of {title}",
        "suppressed": "At the moment nothing is sent to this address, because mail to it came back or was reported. Please write to us if it should be tried again.",
        "contact": "Questions: {contact}",
        "error.400": "This request cannot be read",
        "error.400.words": "Something in the address or in the form is not as it should be. Please go back and try again.",
        "error.403": "You may not see this page",
        "error.403.words": "It is for people with another role, or the form was open for too long. Please go back and try again.",
        "error.404": "There is nothing here",
        "error.404.words": "The address may be mistyped, or the page is gone. A link from a mail works only in full: if it was broken over two lines, put it together again.",
        "error.500": "Something went wrong here",
        "error.500.words": "It is our fault, not yours, and it has been noted. Please try again in a few minutes.",
    },
    "ur": {
        "skip": "اصل متن پر جائیے",
        "home.title": "{newsroom} کے خبرنامے",
        "home.none": "ابھی کوئی خبرنامہ نہیں ہے۔",
        "archive.all": "تمام شمارے",
        "archive.of": "{title} کے تمام شمارے",
        "archive.none": "ابھی کوئی شمارہ شائع نہیں ہوا۔ پہلا شمارہ یہیں نظر آئے گا۔",
        "archive.newer": "نئے شمارے",
        "archive.older": "پرانے شمارے",
        "archive.page": "صفحہ {page} از {pages}",
        "archive.feed": "فیڈ ریڈر سے پڑھیے",
        "archive.languages": "زبان",
        "issue.permanent": "مستقل ربط",
        "issue.number": "دن کا شمارہ {number}",
        "unsubscribe.ask": "{title} کی رکنیت ختم کرنی ہے؟",
        "unsubscribe.who": "{title} اس پتے پر آتا ہے: {address}۔ بٹن دبائیے تو یہ آنا بند ہو جائے گا۔",
        "unsubscribe.button": "رکنیت ختم کیجیے",
        "unsubscribe.instead": "یا اپنی ترجیحات بدلیے",
        "unsubscribe.done": "آپ کی رکنیت ختم ہو گئی",
        "unsubscribe.done.words": "{title} اب اس پتے پر نہیں آئے گا: {address}۔ جو شمارہ روانہ ہو چکا ہے وہ شاید پھر بھی پہنچ جائے۔",
        "unsubscribe.undo": "غلطی سے ہوا: دوبارہ بھیجیے",
        "unsubscribe.undone": "خوش آمدید",
        "unsubscribe.undone.words": "{title} پھر سے اس پتے پر آئے گا: {address}۔",
        "unsubscribe.keep": "آپ یہ صفحہ بند کر سکتے ہیں۔",
        "preferences.title": "آپ کو کیا ملتا ہے",
        "preferences.who": "{title} کے لیے آپ کی ترجیحات، پتا: {address}۔",
        "preferences.name": "آپ کا نام",
        "preferences.name.hint": "جس نام سے ہم آپ کو مخاطب کریں۔ خالی بھی چھوڑ سکتے ہیں۔",
        "preferences.name.wrong": "براہِ کرم ایک سطر میں زیادہ سے زیادہ 100 حروف لکھیے۔",
        "preferences.language": "زبان",
        "preferences.list": "{title}: آپ کیا چاہتے ہیں؟",
        "preferences.confirmed": "مجھے بھیجیے",
        "preferences.paused": "کچھ عرصہ روک دیجیے",
        "preferences.unsubscribed": "مت بھیجیے",
        "preferences.save": "محفوظ کیجیے",
        "preferences.saved": "محفوظ ہو گیا۔",
        "preferences.leave": "{title} کی رکنیت بالکل ختم کیجیے",
        "suppressed": "اس پتے پر فی الحال کچھ نہیں بھیجا جاتا، کیونکہ یہاں بھیجی گئی ڈاک واپس آئی یا اس کی شکایت ہوئی۔ دوبارہ کوشش کے لیے ہمیں لکھیے۔",
        "contact": "سوالات: {contact}",
        "error.400": "یہ درخواست پڑھی نہیں جا سکی",
        "error.400.words": "پتے یا فارم میں کچھ درست نہیں۔ براہِ کرم واپس جا کر دوبارہ کوشش کیجیے۔",
        "error.403": "یہ صفحہ آپ کے لیے نہیں",
        "error.403.words": "یہ دوسرے ارکان کے لیے ہے، یا فارم بہت دیر کھلا رہا۔ براہِ کرم واپس جا کر دوبارہ کوشش کیجیے۔",
        "error.404": "یہاں کچھ نہیں ہے",
        "error.404.words": "شاید پتا غلط لکھا گیا یا صفحہ ہٹا دیا گیا۔ ای میل کا ربط مکمل ہو تبھی کام کرتا ہے: اگر وہ دو سطروں میں ٹوٹ گیا ہو تو اسے جوڑ لیجیے۔",
        "error.500": "یہاں کوئی خرابی ہو گئی",
        "error.500.words": "قصور ہمارا ہے، آپ کا نہیں، اور اسے درج کر لیا گیا ہے۔ براہِ کرم چند منٹ بعد دوبارہ کوشش کیجیے۔",
    },
    "de": {
        "skip": "Zum Inhalt",
        "home.title": "Newsletter von {newsroom}",
        "home.none": "Es gibt noch keinen Newsletter.",
        "archive.all": "Alle Ausgaben",
        "archive.of": "Alle Ausgaben von {title}",
        "archive.none": "Noch ist nichts erschienen. Die erste Ausgabe wird hier stehen.",
        "archive.newer": "Neuere Ausgaben",
        "archive.older": "Ältere Ausgaben",
        "archive.page": "Seite {page} von {pages}",
        "archive.feed": "Mit einem Feed-Leser verfolgen",
        "archive.languages": "Sprache",
        "issue.permanent": "Dauerhafter Link",
        "issue.number": "Ausgabe {number} des Tages",
        "unsubscribe.ask": "{title} abbestellen?",
        "unsubscribe.who": "{title} kommt an {address}. Ein Druck auf den Knopf, und es hört auf.",
        "unsubscribe.button": "Abbestellen",
        "unsubscribe.instead": "Oder die Auswahl ändern",
        "unsubscribe.done": "Abbestellt",
        "unsubscribe.done.words": "{title} kommt nicht mehr an {address}. Was schon unterwegs ist, kann noch eintreffen.",
        "unsubscribe.undo": "Das war ein Versehen: wieder zusenden",
        "unsubscribe.undone": "Willkommen zurück",
        "unsubscribe.undone.words": "{title} kommt wieder an {address}.",
        "unsubscribe.keep": "Sie können diese Seite schließen.",
        "preferences.title": "Was Sie erhalten",
        "preferences.who": "Ihre Auswahl für {title} an {address}.",
        "preferences.name": "Ihr Name",
        "preferences.name.hint": "Wie wir Sie begrüßen sollen. Das Feld darf leer bleiben.",
        "preferences.name.wrong": "Bitte höchstens 100 Zeichen in einer Zeile.",
        "preferences.language": "Sprache",
        "preferences.list": "{title}: wie möchten Sie es?",
        "preferences.confirmed": "Zusenden",
        "preferences.paused": "Pausieren",
        "preferences.unsubscribed": "Nicht zusenden",
        "preferences.save": "Speichern",
        "preferences.saved": "Gespeichert.",
        "preferences.leave": "{title} ganz abbestellen",
        "suppressed": "Zurzeit wird an diese Adresse nichts gesendet, weil Post an sie zurückkam oder gemeldet wurde. Bitte schreiben Sie uns, wenn wir es wieder versuchen sollen.",
        "contact": "Fragen: {contact}",
        "error.400": "Diese Anfrage ist nicht lesbar",
        "error.400.words": "In der Adresse oder im Formular stimmt etwas nicht. Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
        "error.403": "Diese Seite ist nicht für Sie freigegeben",
        "error.403.words": "Sie ist für Menschen mit einer anderen Rolle, oder das Formular war zu lange offen. Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
        "error.404": "Hier ist nichts",
        "error.404.words": "Vielleicht ist die Adresse vertippt, oder die Seite gibt es nicht mehr. Ein Link aus einer Mail gilt nur vollständig: Wurde er auf zwei Zeilen gebrochen, fügen Sie ihn wieder zusammen.",
        "error.500": "Hier ist etwas schiefgegangen",
        "error.500.words": "Der Fehler liegt bei uns und ist vermerkt. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
    },
    "fr": {
        "skip": "Aller au contenu",
        "home.title": "Les lettres de {newsroom}",
        "home.none": "Il n’y a pas encore de lettre.",
        "archive.all": "Tous les numéros",
        "archive.of": "Tous les numéros de {title}",
        "archive.none": "Rien n’est encore paru. Le premier numéro sera affiché ici.",
        "archive.newer": "Numéros plus récents",
        "archive.older": "Numéros plus anciens",
        "archive.page": "Page {page} sur {pages}",
        "archive.feed": "Suivre avec un lecteur de flux",
        "archive.languages": "Langue",
        "issue.permanent": "Lien permanent",
        "issue.number": "numéro {number} du jour",
        "unsubscribe.ask": "Se désabonner de {title} ?",
        "unsubscribe.who": "{title} arrive à {address}. Un clic sur le bouton et l’envoi s’arrête.",
        "unsubscribe.button": "Se désabonner",
        "unsubscribe.instead": "Ou modifier vos choix",
        "unsubscribe.done": "Vous êtes désabonné",
        "unsubscribe.done.words": "{title} n’arrivera plus à {address}. Un numéro déjà parti peut encore vous parvenir.",
        "unsubscribe.undo": "C’était une erreur : reprendre l’envoi",
        "unsubscribe.undone": "Vous revoilà",
        "unsubscribe.undone.words": "{title} arrive de nouveau à {address}.",
        "unsubscribe.keep": "Vous pouvez fermer cette page.",
        "preferences.title": "Ce que vous recevez",
        "preferences.who": "Vos choix pour {title}, à {address}.",
        "preferences.name": "Votre nom",
        "preferences.name.hint": "Celui par lequel nous vous saluons. Vous pouvez le laisser vide.",
        "preferences.name.wrong": "100 caractères au plus, sur une ligne, s’il vous plaît.",
        "preferences.language": "Langue",
        "preferences.list": "{title} : que souhaitez-vous ?",
        "preferences.confirmed": "Recevoir",
        "preferences.paused": "Suspendre",
        "preferences.unsubscribed": "Ne pas recevoir",
        "preferences.save": "Enregistrer",
        "preferences.saved": "C’est enregistré.",
        "preferences.leave": "Se désabonner entièrement de {title}",
        "suppressed": "Pour l’instant, rien n’est envoyé à cette adresse, car le courrier est revenu ou a été signalé. Écrivez-nous s’il faut réessayer.",
        "contact": "Questions : {contact}",
        "error.400": "Cette demande est illisible",
        "error.400.words": "Quelque chose ne va pas dans l’adresse ou dans le formulaire. Revenez en arrière et réessayez.",
        "error.403": "Cette page ne vous est pas ouverte",
        "error.403.words": "Elle est destinée à d’autres rôles, ou le formulaire est resté ouvert trop longtemps. Revenez en arrière et réessayez.",
        "error.404": "Il n’y a rien ici",
        "error.404.words": "L’adresse est peut-être mal écrite, ou la page n’existe plus. Un lien reçu par courriel doit être entier : s’il a été coupé sur deux lignes, recollez-le.",
        "error.500": "Un problème est survenu chez nous",
        "error.500.words": "La faute est la nôtre et elle a été notée. Réessayez dans quelques minutes.",
    },
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, with its direction."""

    language: str
    direction: str
    phrases: Mapping[str, str]

    def say(self, phrase: str, **values: object) -> str:
        """The phrase with its gaps filled: plain text, to be escaped where HTML is meant."""
        return self.phrases[phrase].format(**values)

    def filled(self, values: Mapping[str, object]) -> dict[str, str]:
        """All phrases that these values fill, by id with `_` for `.`, as templates ask for them.

        What runs the other way is isolated, so that an address in Urdu stays in one piece.
        """
        apart = {name: self._apart(value) for name, value in values.items()}
        return {
            phrase.replace(".", "_"): pattern.format(**apart)
            for phrase, pattern in self.phrases.items()
            if _gaps(pattern) <= values.keys()
        }

    def _apart(self, value: object) -> object:
        if not isinstance(value, str) or not value:
            return value
        same = direction_of(value, self.direction) == self.direction
        return value if same else enclose(value)

    def day(self, day: date) -> str:
        """`Wednesday, 25 November 2026` in this language."""
        return words_for(self.language).day(day)


def _gaps(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def words(language: str) -> Words:
    """The words for a language tag: `ur-PK` takes `ur`, an unknown one English."""
    known = table_of(language)
    return Words(known, direction_of_language(known), MappingProxyType(PHRASES[known]))


def table_of(language: str) -> str:
    """The table that a language tag is read from."""
    primary = language.split("-")[0].lower()
    return primary if primary in PHRASES else FALLBACK


def accepted(header: str) -> str:
    """The first language of an `Accept-Language` header that there is a table for."""
    asked: list[tuple[float, int, str]] = []
    for place, entry in enumerate(header[:200].split(",")):
        tag, _, weight = entry.strip().partition(";q=")
        try:
            asked.append((-float(weight or 1), place, tag.split("-")[0].strip().lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(asked) if tag in PHRASES), FALLBACK)


def name_of(language: str) -> str:
    """A language's name in itself: `Deutsch`, `اردو`."""
    try:
        name = Locale.parse(language, sep="-").get_display_name(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:] if name else language
