"""Words of the page of sources: their health, what is seen in one, and how one is added."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "nav.sources": Four("Sources", "Quellen", "Sources", "ذرائع"),
    "sources.title": Four("Sources", "Quellen", "Sources", "ذرائع"),
    "sources.source": Four("Source", "Quelle", "Source", "ذریعہ"),
    "sources.health": Four("Health", "Zustand", "Santé", "حالت"),
    "sources.read": Four("Last read", "Zuletzt gelesen", "Dernière lecture", "آخری بار پڑھا"),
    "sources.never": Four("never", "nie", "jamais", "کبھی نہیں"),
    "sources.found": Four(
        "Stories in the last day",
        "Meldungen am letzten Tag",
        "Articles du dernier jour",
        "پچھلے دن کی خبریں",
    ),
    "sources.none": Four(
        "No source is configured. Try an address below, and add it to a digest.",
        "Keine Quelle ist eingerichtet. Probieren Sie unten eine Adresse, und fügen Sie sie einem Digest hinzu.",
        "Aucune source n’est configurée. Essayez une adresse ci-dessous et ajoutez-la à un digest.",
        "کوئی ذریعہ نہیں۔ نیچے پتا آزمائیے اور کسی ڈائجسٹ میں شامل کیجیے۔",
    ),
    "sources.failed": Four(
        "{n} {n:time|times} in a row",
        "{n}-mal hintereinander",
        "{n} fois de suite",
        "لگاتار {n} بار",
    ),
    "sources.until": Four("until {at}", "bis {at}", "jusqu’au {at}", "{at} تک"),
    "sources.moved": Four(
        "moved to {url}", "umgezogen nach {url}", "passée à {url}", "{url} پر منتقل"
    ),
    "health.well": Four("well", "gut", "bonne", "ٹھیک"),
    "health.new": Four(
        "not asked yet", "noch nicht gefragt", "pas encore interrogée", "ابھی پوچھا نہیں گیا"
    ),
    "health.failing": Four("failing", "schlägt fehl", "en échec", "ناکام"),
    "health.waiting": Four("waits", "wartet", "attend", "منتظر"),
    "health.gone": Four(
        "gone for good", "endgültig weg", "partie pour toujours", "ہمیشہ کے لیے ختم"
    ),
    "sources.check": Four(
        "Look into it now", "Jetzt hineinsehen", "Regarder maintenant", "ابھی دیکھیے"
    ),
    "sources.forget": Four(
        "Ask it afresh", "Neu fragen", "L’interroger à neuf", "نئے سرے سے پوچھیے"
    ),
    "sources.forgotten": Four(
        "{source} is asked afresh next time.",
        "{source} wird beim nächsten Mal neu gefragt.",
        "{source} sera interrogée à neuf la prochaine fois.",
        "{source} سے اگلی بار نئے سرے سے پوچھا جائے گا۔",
    ),
    "sources.try": Four(
        "Try an address", "Eine Adresse probieren", "Essayer une adresse", "پتا آزمائیے"
    ),
    "sources.try.words": Four(
        "It is fetched as a gathering does, within its limits; nothing is kept.",
        "Sie wird geholt wie beim Sammeln, in dessen Grenzen; nichts wird behalten.",
        "Elle est lue comme lors d’une collecte, dans ses limites ; rien n’est gardé.",
        "اسے خبریں جمع کرنے کی طرح، انہی حدود میں پڑھا جاتا ہے؛ کچھ محفوظ نہیں ہوتا۔",
    ),
    "sources.url": Four("Address", "Adresse", "Adresse", "پتا"),
    "sources.kind": Four("Kind", "Art", "Sorte", "قسم"),
    "source.feed": Four(
        "feed (RSS, Atom, JSON)",
        "Feed (RSS, Atom, JSON)",
        "flux (RSS, Atom, JSON)",
        "فیڈ (RSS، Atom، JSON)",
    ),
    "source.sitemap": Four(
        "news sitemap", "News-Sitemap", "plan de site d’actualité", "خبروں کا سائٹ میپ"
    ),
    "source.frontpage": Four("front page", "Titelseite", "page d’accueil", "صفحۂ اول"),
    "source.article": Four("article page", "Artikelseite", "page d’article", "خبر کا صفحہ"),
    "source.push": Four(
        "pushed by the newsroom",
        "von der Redaktion geschickt",
        "envoyés par la rédaction",
        "نیوز روم سے بھیجی گئی",
    ),
    "source.text": Four("text", "Text", "texte", "متن"),
    "sources.try.do": Four("Look", "Ansehen", "Regarder", "دیکھیے"),
    "sources.wrong": Four(
        "That is no address that can be read: http or https, without user and password.",
        "Das ist keine lesbare Adresse: http oder https, ohne Nutzer und Passwort.",
        "Ce n’est pas une adresse lisible : http ou https, sans utilisateur ni mot de passe.",
        "یہ پڑھنے کے قابل پتا نہیں: http یا https، بغیر نام اور پاس ورڈ کے۔",
    ),
    "sources.seen": Four(
        "{n} {n:story|stories}, {dated} with a date",
        "{n} {n:Meldung|Meldungen}, {dated} mit Datum",
        "{n} {n:article|articles}, {dated} avec une date",
        "{n} {n:خبر|خبریں}، {dated} تاریخ کے ساتھ",
    ),
    "sources.not_read": Four(
        "It could not be read.",
        "Sie war nicht lesbar.",
        "Elle n’a pas pu être lue.",
        "پڑھا نہیں جا سکا۔",
    ),
    "sources.advice": Four("What to do:", "Was zu tun ist:", "Que faire :", "کیا کیجیے:"),
    "sources.headline": Four("Headline", "Überschrift", "Titre", "سرخی"),
    "sources.published": Four("Published", "Veröffentlicht", "Publié", "شائع ہوا"),
    "sources.undated": Four("no date", "ohne Datum", "sans date", "تاریخ نہیں"),
    "sources.by": Four("from: {where}", "aus: {where}", "d’après : {where}", "ماخذ: {where}"),
    "sources.add": Four(
        "Add it to a digest",
        "Einem Digest hinzufügen",
        "L’ajouter à un digest",
        "کسی ڈائجسٹ میں شامل کیجیے",
    ),
    "sources.digest": Four("Digest", "Digest", "Digest", "ڈائجسٹ"),
    "sources.slug": Four(
        "Name in commands", "Name in Befehlen", "Nom dans les commandes", "کمانڈ میں نام"
    ),
    "sources.slug.hint": Four(
        "Small letters, digits and hyphens.",
        "Kleine Buchstaben, Ziffern und Bindestriche.",
        "Minuscules, chiffres et tirets.",
        "چھوٹے انگریزی حروف، ہندسے اور ہائفن۔",
    ),
    "sources.name": Four(
        "What readers see as the publisher",
        "Was Leser als Herausgeber sehen",
        "Ce que les lecteurs voient comme éditeur",
        "قارئین کو ناشر کا نام",
    ),
    "sources.add.do": Four(
        "Write it into the file",
        "In die Datei schreiben",
        "L’écrire dans le fichier",
        "فائل میں لکھیے",
    ),
    "sources.added": Four(
        "{source} stands in the file of {digest}. It is read from the next start of digest on.",
        "{source} steht in der Datei von {digest}. Sie wird vom nächsten Start von digest an gelesen.",
        "{source} figure dans le fichier de {digest}. Elle sera lue dès le prochain démarrage de digest.",
        "{source} اب {digest} کی فائل میں ہے۔ digest کے اگلے آغاز سے پڑھا جائے گا۔",
    ),
    "sources.not_added": Four(
        "Nothing was written: {why}",
        "Nichts wurde geschrieben: {why}",
        "Rien n’a été écrit : {why}",
        "کچھ نہیں لکھا گیا: {why}",
    ),
}
