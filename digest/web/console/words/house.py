"""Words of the page of settings."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "nav.settings": Four("Settings", "Einstellungen", "Réglages", "ترتیبات"),
    "settings.title": Four("Settings", "Einstellungen", "Réglages", "ترتیبات"),
    "settings.words": Four(
        "They are read when digest starts, from the environment and from the files of its folder. Here they are only shown; a secret never is.",
        "Sie werden beim Start von digest aus der Umgebung und den Dateien seines Ordners gelesen. Hier werden sie nur gezeigt, Geheimnisse nie.",
        "Ils sont lus au démarrage de digest, dans l’environnement et dans les fichiers de son dossier. Ici, ils sont seulement montrés ; un secret jamais.",
        "یہ digest کے آغاز پر ماحول اور اس کے فولڈر کی فائلوں سے پڑھی جاتی ہیں۔ یہاں صرف دکھائی جاتی ہیں؛ راز کبھی نہیں۔",
    ),
    "settings.try": Four(
        "Try something", "Etwas probieren", "Essayer quelque chose", "کچھ آزمائیے"
    ),
    "settings.try.words": Four(
        "No reader is mailed by it. Who tried what stands in the audit.",
        "Kein Leser wird dadurch angeschrieben. Wer was probiert hat, steht im Protokoll.",
        "Aucun lecteur ne reçoit de courrier. Qui a essayé quoi figure au journal.",
        "اس سے کسی قاری کو ڈاک نہیں جاتی۔ کس نے کیا آزمایا، ریکارڈ میں رہتا ہے۔",
    ),
    "trial.post": Four(
        "Post: login, or the provider’s key and its scopes",
        "Post: Anmeldung oder der Schlüssel des Anbieters und seine Rechte",
        "Poste : connexion, ou la clé du fournisseur et ses droits",
        "ڈاک: لاگ اِن، یا فراہم کنندہ کی کلید اور اس کے اختیارات",
    ),
    "trial.domain": Four(
        "Sending domain: SPF, DKIM and DMARC",
        "Absenderdomain: SPF, DKIM und DMARC",
        "Domaine d’envoi : SPF, DKIM et DMARC",
        "بھیجنے والا ڈومین: SPF، DKIM اور DMARC",
    ),
    "trial.returns": Four(
        "What comes back: webhook, box of bounces",
        "Was zurückkommt: Webhook, Postfach der Rückläufer",
        "Ce qui revient : webhook, boîte des retours",
        "واپسی: ویب ہک، واپس آئی ڈاک کا میل باکس",
    ),
    "trial.bells": Four(
        "Alarms: webhook and outside watcher",
        "Alarme: Webhook und äußerer Wächter",
        "Alarmes : webhook et veilleur extérieur",
        "الارم: ویب ہک اور بیرونی نگران",
    ),
    "trial.everything": Four(
        "Everything that doctor looks at",
        "Alles, was doctor ansieht",
        "Tout ce que doctor regarde",
        "ہر وہ چیز جو doctor دیکھتا ہے",
    ),
    "settings.found": Four(
        "Tried: {what}", "Probiert: {what}", "Essayé : {what}", "آزمایا: {what}"
    ),
    "settings.check": Four("What", "Was", "Quoi", "کیا"),
    "settings.verdict": Four("Verdict", "Urteil", "Verdict", "نتیجہ"),
    "settings.said": Four("What was found", "Was gefunden wurde", "Ce qui a été trouvé", "کیا ملا"),
    "verdict.ok": Four("fine", "gut", "bien", "ٹھیک"),
    "verdict.warn": Four("look at it", "ansehen", "à regarder", "توجہ دیجیے"),
    "verdict.bad": Four("bad", "schlecht", "mauvais", "خراب"),
    "settings.environment": Four("The environment", "Die Umgebung", "L’environnement", "ماحول"),
    "settings.variable": Four("Variable", "Variable", "Variable", "متغیر"),
    "settings.value": Four("Value", "Wert", "Valeur", "قدر"),
    "settings.origin": Four("Comes from", "Kommt aus", "Vient de", "کہاں سے"),
    "settings.set": Four(
        "set, not shown", "gesetzt, nicht gezeigt", "défini, non montré", "مقرر، دکھایا نہیں جاتا"
    ),
    "settings.unset": Four("not set", "nicht gesetzt", "non défini", "مقرر نہیں"),
    "settings.empty": Four("none", "keine", "aucun", "کوئی نہیں"),
    "origin.environment": Four("the environment", "der Umgebung", "l’environnement", "ماحول"),
    "origin.file": Four(
        "a file of its own", "einer eigenen Datei", "un fichier à part", "اپنی فائل"
    ),
    "origin.configuration": Four("digest.toml", "digest.toml", "digest.toml", "digest.toml"),
    "origin.default": Four("the default", "der Vorgabe", "la valeur par défaut", "طے شدہ قدر"),
    "settings.file": Four(
        "The file {file}", "Die Datei {file}", "Le fichier {file}", "فائل {file}"
    ),
    "settings.file.words": Four(
        "What it leaves out has its default.",
        "Was sie auslässt, hat seine Vorgabe.",
        "Ce qu’il omet a sa valeur par défaut.",
        "جو اس میں نہیں، اس کی طے شدہ قدر ہے۔",
    ),
    "settings.key": Four("Setting", "Einstellung", "Réglage", "ترتیب"),
}
