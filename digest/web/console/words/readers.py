"""Words of the readers' pages: looking for one, a list of them, what is known of a stranger."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "nav.readers": Four("Readers", "Leser", "Lecteurs", "قارئین"),
    "readers.nav": Four(
        "About readers", "Zu den Lesern", "À propos des lecteurs", "قارئین کے صفحات"
    ),
    "readers.title": Four("Readers", "Leser", "Lecteurs", "قارئین"),
    "readers.search": Four(
        "Look for readers", "Leser suchen", "Chercher des lecteurs", "قارئین تلاش کیجیے"
    ),
    "readers.words": Four("Words", "Worte", "Mots", "الفاظ"),
    "readers.by": Four("Where", "Wo", "Où", "کہاں"),
    "readers.by.address": Four(
        "the address begins so",
        "die Adresse beginnt so",
        "l’adresse commence ainsi",
        "پتا یوں شروع ہوتا ہے",
    ),
    "readers.by.part": Four(
        "stands in the address", "steht in der Adresse", "figure dans l’adresse", "پتے میں کہیں بھی"
    ),
    "readers.by.name": Four(
        "the name begins so", "der Name beginnt so", "le nom commence ainsi", "نام یوں شروع ہوتا ہے"
    ),
    "readers.list": Four("List", "Liste", "Liste", "فہرست"),
    "readers.list.any": Four("any list", "jede Liste", "toute liste", "کوئی بھی فہرست"),
    "readers.state": Four("Standing", "Stand", "Situation", "حیثیت"),
    "readers.state.any": Four("any standing", "jeder Stand", "toute situation", "کوئی بھی حیثیت"),
    "readers.filter": Four("Filter", "Filter", "Filtre", "فلٹر"),
    "readers.filter.hint": Four(
        "Such as {example}; attributes, domain, language, and what was delivered.",
        "Etwa {example}; Attribute, Domain, Sprache und was zugestellt wurde.",
        "Par exemple {example} ; attributs, domaine, langue et ce qui a été distribué.",
        "مثلاً {example}؛ خصوصیات، ڈومین، زبان اور پہنچی ہوئی ڈاک۔",
    ),
    "readers.filter.wrong": Four(
        "The filter cannot be read, at character {n}:",
        "Der Filter ist nicht lesbar, ab Zeichen {n}:",
        "Le filtre n’est pas lisible, au caractère {n} :",
        "فلٹر پڑھا نہیں جا سکا، حرف {n} پر:",
    ),
    "readers.show": Four("Show", "Zeigen", "Afficher", "دکھائیے"),
    "readers.all": Four("All readers", "Alle Leser", "Tous les lecteurs", "تمام قارئین"),
    "readers.address": Four("Address", "Adresse", "Adresse", "پتا"),
    "readers.name": Four("Name", "Name", "Nom", "نام"),
    "readers.language": Four("Language", "Sprache", "Langue", "زبان"),
    "readers.lists": Four("Lists", "Listen", "Listes", "فہرستیں"),
    "readers.since": Four("Known since", "Bekannt seit", "Connu depuis", "کب سے"),
    "readers.next": Four("More readers", "Weitere Leser", "Plus de lecteurs", "مزید قارئین"),
    "readers.none": Four(
        "Nobody fits. Try the beginning of the address, or fewer words.",
        "Niemand passt. Versuchen Sie den Anfang der Adresse oder weniger Worte.",
        "Personne ne correspond. Essayez le début de l’adresse ou moins de mots.",
        "کوئی نہیں ملا۔ پتے کا ابتدائی حصہ یا کم الفاظ لکھ کر دیکھیے۔",
    ),
    "readers.empty": Four(
        "There is no reader yet. Bring a file in, or put the sign-up form on your site.",
        "Es gibt noch keine Leser. Holen Sie eine Datei herein, oder setzen Sie das Anmeldeformular auf Ihre Seite.",
        "Il n’y a encore aucun lecteur. Importez un fichier, ou placez le formulaire d’inscription sur votre site.",
        "ابھی کوئی قاری نہیں۔ فائل درآمد کیجیے یا اپنی سائٹ پر اندراج کا فارم لگائیے۔",
    ),
    "readers.stranger": Four(
        "{address} is nobody’s here.",
        "{address} gehört hier niemandem.",
        "{address} n’est à personne ici.",
        "{address} یہاں کسی کا نہیں۔",
    ),
    "readers.moved": Four(
        "Its reader moved to {address}.",
        "Der Leser zog um nach {address}.",
        "Son lecteur est passé à {address}.",
        "اس کا قاری {address} پر منتقل ہو گیا۔",
    ),
    "readers.never": Four(
        "It is never mailed: {why}, since {at}.",
        "Sie bekommt nie Post: {why}, seit {at}.",
        "Elle ne reçoit jamais de courrier : {why}, depuis le {at}.",
        "اسے کبھی ڈاک نہیں جاتی: {why}، {at} سے۔",
    ),
    "standing.pending": Four("pending", "unbestätigt", "en attente", "تصدیق باقی"),
    "standing.confirmed": Four("confirmed", "bestätigt", "confirmé", "تصدیق شدہ"),
    "standing.paused": Four("paused", "pausiert", "en pause", "وقفے پر"),
    "standing.unsubscribed": Four("unsubscribed", "abgemeldet", "désinscrit", "فہرست چھوڑ دی"),
    "standing.suppressed": Four(
        "never mailed", "nie angeschrieben", "jamais écrit", "کبھی ڈاک نہیں"
    ),
}
