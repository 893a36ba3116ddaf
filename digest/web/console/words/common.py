"""Words of every page: the frame, what divides and measures, flashes of any form."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "skip": Four("Skip to the content", "Zum Inhalt", "Aller au contenu", "سیدھے متن پر جائیے"),
    "nav": Four("Pages", "Seiten", "Pages", "صفحات"),
    "nav.today": Four("Today", "Heute", "Aujourd’hui", "آج"),
    "nav.send": Four("Send a digest", "Digest senden", "Envoyer un digest", "ڈائجسٹ بھیجیے"),
    "nav.uncertain": Four("Uncertain", "Ungewiss", "Incertains", "غیر یقینی"),
    "nav.inbox": Four("Inbox", "Postkorb", "Boîte locale", "مقامی ڈاک"),
    "nav.audit": Four("Audit", "Protokoll", "Journal", "کارروائی کا ریکارڈ"),
    "nav.operators": Four("Operators", "Benutzer", "Utilisateurs", "صارفین"),
    "nav.rows": Four("Rows", "Datensätze", "Enregistrements", "ریکارڈ"),
    "nav.out": Four("Sign out", "Abmelden", "Se déconnecter", "باہر جائیے"),
    "list.comma": Four(", ", ", ", ", ", "، "),
    "list.and": Four("; ", "; ", " ; ", "؛ "),
    "span.seconds": Four("{n} s", "{n} s", "{n} s", "{n} سیکنڈ"),
    "span.minutes": Four("{n} min", "{n} min", "{n} min", "{n} منٹ"),
    "span.hours": Four("{n} h", "{n} Std.", "{n} h", "{n} گھنٹے"),
    "span.days": Four(
        "{n} {n:day|days}", "{n} {n:Tag|Tage}", "{n} {n:jour|jours}", "{n} {n:دن|دن}"
    ),
    "span.ago": Four("{span} ago", "vor {span}", "il y a {span}", "{span} پہلے"),
    "nothing.chosen": Four(
        "Nothing was chosen, and nothing changed.",
        "Es wurde nichts gewählt, und nichts hat sich geändert.",
        "Rien n’a été choisi, rien n’a changé.",
        "کچھ منتخب نہیں کیا گیا، اور کچھ نہیں بدلا۔",
    ),
    "nothing.changed": Four(
        "Nothing changed: {why}.",
        "Nichts wurde geändert: {why}.",
        "Rien n’a changé : {why}.",
        "کچھ نہیں بدلا: {why}۔",
    ),
}
