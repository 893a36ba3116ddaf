"""Words of the page with the API's tokens."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "tokens.title": Four("Tokens", "Token", "Jetons", "ٹوکن"),
    "tokens.intro": Four(
        "With a token a system of your own asks the API and acts there. Give each its own, with the least that it needs.",
        "Mit einem Token fragt ein eigenes System die API und handelt dort. Geben Sie jedem sein eigenes, mit dem Wenigsten, was es braucht.",
        "Avec un jeton, un de vos systèmes interroge l’API et y agit. Donnez à chacun le sien, avec le moins de droits possible.",
        "ٹوکن سے آپ کا اپنا نظام API سے پوچھتا اور وہاں کام کرتا ہے۔ ہر نظام کو اس کا اپنا ٹوکن دیجیے، کم سے کم اختیار کے ساتھ۔",
    ),
    "tokens.made": Four(
        "The token {name}, shown once:",
        "Das Token {name}, einmal gezeigt:",
        "Le jeton {name}, montré une seule fois :",
        "ٹوکن {name}، صرف ایک بار دکھایا گیا:",
    ),
    "tokens.live": Four("live", "gültig", "valable", "چالو"),
    "tokens.expired": Four("expired", "abgelaufen", "expiré", "میعاد ختم"),
    "tokens.dead": Four("revoked", "widerrufen", "révoqué", "منسوخ"),
    "tokens.used": Four(
        "Last used {at}", "Zuletzt benutzt {at}", "Dernière utilisation {at}", "آخری استعمال {at}"
    ),
    "tokens.unused": Four("Never used", "Nie benutzt", "Jamais utilisé", "کبھی استعمال نہیں ہوا"),
    "tokens.until": Four("until {at}", "bis {at}", "jusqu’au {at}", "{at} تک"),
    "tokens.revoke": Four("Revoke", "Widerrufen", "Révoquer", "منسوخ کیجیے"),
    "tokens.revoked": Four(
        "{name} opens nothing any more.",
        "{name} öffnet nichts mehr.",
        "{name} n’ouvre plus rien.",
        "{name} اب کچھ نہیں کھولتا۔",
    ),
    "tokens.none": Four(
        "There is no token yet. Make the first below.",
        "Noch gibt es kein Token. Legen Sie unten das erste an.",
        "Il n’y a pas encore de jeton. Créez le premier ci-dessous.",
        "ابھی کوئی ٹوکن نہیں۔ نیچے پہلا بنائیے۔",
    ),
    "tokens.new": Four("A new token", "Neues Token", "Nouveau jeton", "نیا ٹوکن"),
    "tokens.name.hint": Four(
        "As the audit will have it: a-z, 0-9 and -.",
        "Wie es im Protokoll steht: a-z, 0-9 und -.",
        "Tel qu’il figurera au journal : a-z, 0-9 et -.",
        "جیسا ریکارڈ میں لکھا جائے گا: a-z، 0-9 اور -۔",
    ),
    "tokens.expires": Four(
        "Last day (may stay empty)",
        "Letzter Tag (darf leer bleiben)",
        "Dernier jour (peut rester vide)",
        "آخری دن (خالی رہ سکتا ہے)",
    ),
    "tokens.no_day": Four(
        "{day} is no day", "{day} ist kein Tag", "{day} n’est pas un jour", "{day} کوئی دن نہیں"
    ),
    "tokens.make": Four("Make the token", "Token anlegen", "Créer le jeton", "ٹوکن بنائیے"),
}
