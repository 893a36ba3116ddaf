"""Words of operators, their roles and accounts; of the audit; of the local outbox."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "operator.viewer": Four("viewer", "Betrachter", "lecteur", "ناظر"),
    "operator.editor": Four("editor", "Redakteur", "rédacteur", "مدیر"),
    "operator.sender": Four("sender", "Versender", "expéditeur", "مرسل"),
    "operator.admin": Four("admin", "Admin", "administrateur", "منتظم"),
    "operator.viewer.words": Four(
        "looks at everything, changes nothing",
        "sieht alles, ändert nichts",
        "voit tout, ne change rien",
        "سب دیکھتا ہے، کچھ نہیں بدلتا",
    ),
    "operator.editor.words": Four(
        "changes what an issue says; does not send",
        "ändert, was eine Ausgabe sagt; sendet nicht",
        "change ce que dit un numéro ; n’envoie pas",
        "شمارے کا مواد بدلتا ہے؛ بھیجتا نہیں",
    ),
    "operator.sender.words": Four(
        "sends, pauses, stops and settles; does not edit",
        "sendet, hält an, bricht ab und klärt; redigiert nicht",
        "envoie, met en pause, arrête et tranche ; ne rédige pas",
        "بھیجتا، روکتا، بند کرتا اور فیصلہ کرتا ہے؛ ترمیم نہیں کرتا",
    ),
    "operator.admin.words": Four(
        "all of that, and operators and their roles",
        "all das, dazu Benutzer und ihre Rollen",
        "tout cela, plus les utilisateurs et leurs rôles",
        "یہ سب، اور صارفین اور ان کے کردار",
    ),
    "account.title": Four("Your account", "Ihr Konto", "Votre compte", "آپ کا اکاؤنٹ"),
    "account.you": Four(
        "You are {name}.", "Sie sind {name}.", "Vous êtes {name}.", "آپ {name} ہیں۔"
    ),
    "account.as": Four(
        "As {role}: {words}.",
        "Als {role}: {words}.",
        "En tant que {role} : {words}.",
        "بطور {role}: {words}۔",
    ),
    "account.password": Four("Password", "Passwort", "Mot de passe", "پاس ورڈ"),
    "account.old": Four(
        "The password you have now",
        "Ihr jetziges Passwort",
        "Votre mot de passe actuel",
        "موجودہ پاس ورڈ",
    ),
    "account.new": Four("The new one", "Das neue", "Le nouveau", "نیا پاس ورڈ"),
    "account.new.hint": Four(
        "At least 12 characters. Your sessions elsewhere end.",
        "Mindestens 12 Zeichen. Ihre Sitzungen anderswo enden.",
        "Au moins 12 caractères. Vos sessions ailleurs prennent fin.",
        "کم از کم 12 حروف۔ دوسری جگہوں پر آپ کے سیشن ختم ہو جائیں گے۔",
    ),
    "account.change": Four(
        "Change the password", "Passwort ändern", "Changer le mot de passe", "پاس ورڈ بدلیے"
    ),
    "account.old.wrong": Four(
        "The password you have now was not right. Nothing changed.",
        "Das jetzige Passwort war nicht richtig. Nichts wurde geändert.",
        "Le mot de passe actuel n’était pas le bon. Rien n’a changé.",
        "موجودہ پاس ورڈ درست نہ تھا۔ کچھ نہیں بدلا۔",
    ),
    "account.changed": Four(
        "Your password is changed. Other sessions have ended.",
        "Ihr Passwort ist geändert. Andere Sitzungen sind beendet.",
        "Votre mot de passe est changé. Les autres sessions ont pris fin.",
        "آپ کا پاس ورڈ بدل گیا۔ دوسرے سیشن ختم ہو گئے۔",
    ),
    "factor.title": Four("One-time codes", "Einmalcodes", "Codes à usage unique", "یک بارگی کوڈ"),
    "factor.on": Four(
        "A code from your authenticator is asked for when you sign in.",
        "Bei der Anmeldung wird ein Code aus Ihrer Authenticator-App verlangt.",
        "Un code de votre application est demandé à la connexion.",
        "داخل ہوتے وقت آپ کی تصدیقی ایپ کا کوڈ پوچھا جاتا ہے۔",
    ),
    "factor.password": Four("Your password", "Ihr Passwort", "Votre mot de passe", "آپ کا پاس ورڈ"),
    "factor.end": Four(
        "Ask for no code any more",
        "Keinen Code mehr verlangen",
        "Ne plus demander de code",
        "اب کوڈ نہ پوچھیے",
    ),
    "factor.ended": Four(
        "No code is asked for any more.",
        "Es wird kein Code mehr verlangt.",
        "Aucun code n’est plus demandé.",
        "اب کوئی کوڈ نہیں پوچھا جائے گا۔",
    ),
    "factor.wrong": Four(
        "The password was not right. Nothing changed.",
        "Das Passwort war nicht richtig. Nichts wurde geändert.",
        "Le mot de passe n’était pas le bon. Rien n’a changé.",
        "پاس ورڈ درست نہ تھا۔ کچھ نہیں بدلا۔",
    ),
    "factor.key": Four(
        "Give this key to your authenticator app, then type the code it shows.",
        "Geben Sie diesen Schlüssel Ihrer Authenticator-App, dann tippen Sie den Code ein, den sie zeigt.",
        "Donnez cette clé à votre application, puis tapez le code affiché.",
        "یہ کلید اپنی تصدیقی ایپ کو دیجیے، پھر جو کوڈ دکھائے وہ لکھیے۔",
    ),
    "factor.address": Four(
        "Or as an address: {link}",
        "Oder als Adresse: {link}",
        "Ou comme adresse : {link}",
        "یا بطور پتا: {link}",
    ),
    "factor.prove": Four(
        "Ask for codes from now on",
        "Ab jetzt Codes verlangen",
        "Demander des codes désormais",
        "اب سے کوڈ پوچھیے",
    ),
    "factor.proved": Four(
        "From now on a code is asked for when you sign in.",
        "Ab jetzt wird bei der Anmeldung ein Code verlangt.",
        "Désormais, un code est demandé à la connexion.",
        "اب سے داخل ہوتے وقت کوڈ پوچھا جائے گا۔",
    ),
    "factor.no_fit": Four(
        "That code does not fit the key. Is your telephone’s clock right?",
        "Der Code passt nicht zum Schlüssel. Geht die Uhr Ihres Telefons richtig?",
        "Ce code ne va pas avec la clé. L’horloge de votre téléphone est-elle juste ?",
        "یہ کوڈ کلید سے نہیں ملتا۔ کیا آپ کے فون کی گھڑی درست ہے؟",
    ),
    "factor.off": Four(
        "With a code from your telephone beside the password, a password that gets out opens nothing.",
        "Mit einem Code vom Telefon neben dem Passwort öffnet ein Passwort, das bekannt wird, nichts.",
        "Avec un code de votre téléphone en plus du mot de passe, un mot de passe qui fuite n’ouvre rien.",
        "پاس ورڈ کے ساتھ فون کا کوڈ ہو تو افشا ہونے والا پاس ورڈ کچھ نہیں کھولتا۔",
    ),
    "factor.make": Four("Make a key", "Schlüssel machen", "Créer une clé", "کلید بنائیے"),
    "operators.made": Four(
        "The password of {name}, shown once:",
        "Das Passwort von {name}, nur einmal gezeigt:",
        "Le mot de passe de {name}, montré une seule fois :",
        "{name} کا پاس ورڈ، صرف ایک بار دکھایا جاتا ہے:",
    ),
    "operators.closed": Four("closed", "geschlossen", "fermé", "بند"),
    "operators.both": Four(
        "password and code", "Passwort und Code", "mot de passe et code", "پاس ورڈ اور کوڈ"
    ),
    "operators.alone": Four("password alone", "nur Passwort", "mot de passe seul", "صرف پاس ورڈ"),
    "operators.seen": Four(
        "Last here {at}",
        "Zuletzt hier {at}",
        "Vu pour la dernière fois le {at}",
        "آخری بار یہاں {at}",
    ),
    "operators.never": Four("Never here", "Noch nie hier", "Jamais venu", "کبھی نہیں آئے"),
    "operators.roles.of": Four(
        "Roles of {name}", "Rollen von {name}", "Rôles de {name}", "{name} کے کردار"
    ),
    "operators.save": Four(
        "Save roles", "Rollen speichern", "Enregistrer les rôles", "کردار محفوظ کیجیے"
    ),
    "operators.password": Four(
        "New password", "Neues Passwort", "Nouveau mot de passe", "نیا پاس ورڈ"
    ),
    "operators.lost": Four(
        "Lost telephone", "Telefon verloren", "Téléphone perdu", "فون گم ہو گیا"
    ),
    "operators.close": Four(
        "Close account", "Konto schließen", "Fermer le compte", "اکاؤنٹ بند کیجیے"
    ),
    "operators.open": Four("Open account", "Konto öffnen", "Ouvrir le compte", "اکاؤنٹ کھولیے"),
    "operators.new": Four("A new operator", "Neuer Benutzer", "Nouvel utilisateur", "نیا صارف"),
    "operators.roles": Four("Roles", "Rollen", "Rôles", "کردار"),
    "operators.add": Four(
        "Add the operator", "Benutzer hinzufügen", "Ajouter l’utilisateur", "صارف شامل کیجیے"
    ),
    "operators.done": Four(
        "Done: {name}. Open sessions of that account have ended.",
        "Erledigt: {name}. Offene Sitzungen dieses Kontos sind beendet.",
        "Fait : {name}. Les sessions ouvertes de ce compte ont pris fin.",
        "ہو گیا: {name}۔ اس اکاؤنٹ کے کھلے سیشن ختم ہو گئے۔",
    ),
}
