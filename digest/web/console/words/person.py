"""Words of one reader's page: the history, and what may be done for them."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "person.title": Four("One reader", "Ein Leser", "Un lecteur", "ایک قاری"),
    "person.number": Four(
        "Number {n:id}, known since {at}",
        "Nummer {n:id}, bekannt seit {at}",
        "Numéro {n:id}, connu depuis le {at}",
        "نمبر {n:id}، {at} سے معلوم",
    ),
    "person.hour": Four("own hour {n}", "eigene Stunde {n}", "heure choisie {n}", "اپنا وقت {n}"),
    "person.kept": Four("What is kept", "Was gespeichert ist", "Ce qui est gardé", "محفوظ معلومات"),
    "person.zone": Four("Zone", "Zeitzone", "Fuseau", "وقت کا خطہ"),
    "person.former": Four(
        "Former addresses", "Frühere Adressen", "Anciennes adresses", "پرانے پتے"
    ),
    "person.until": Four(
        "{address} until {at}",
        "{address} bis {at}",
        "{address} jusqu’au {at}",
        "{address}، {at} تک",
    ),
    "person.standing": Four("On the lists", "Auf den Listen", "Sur les listes", "فہرستوں میں"),
    "person.on.none": Four(
        "On no list: nothing reaches this reader.",
        "Auf keiner Liste: Nichts erreicht diesen Leser.",
        "Sur aucune liste : rien ne parvient à ce lecteur.",
        "کسی فہرست میں نہیں: اس قاری کو کچھ نہیں پہنچتا۔",
    ),
    "person.source": Four("From", "Woher", "Origine", "ذریعہ"),
    "person.changed": Four("Since", "Seit", "Depuis", "کب سے"),
    "person.unsubscribe": Four("Unsubscribe", "Abmelden", "Désinscrire", "فہرست سے نکالیے"),
    "person.pause": Four("Pause", "Pausieren", "Mettre en pause", "وقفہ دیجیے"),
    "person.resume": Four("End the pause", "Pause beenden", "Finir la pause", "وقفہ ختم کیجیے"),
    "person.why": Four(
        "Why, for the record",
        "Warum, fürs Protokoll",
        "Pourquoi, pour mémoire",
        "وجہ، ریکارڈ کے لیے",
    ),
    "person.never": Four(
        "Never mailed: {why}, since {at}.",
        "Bekommt nie Post: {why}, seit {at}.",
        "Ne reçoit jamais de courrier : {why}, depuis le {at}.",
        "کبھی ڈاک نہیں جاتی: {why}، {at} سے۔",
    ),
    "person.theirs": Four(
        "It is the reader’s own word: only they can take it back.",
        "Es ist das eigene Wort des Lesers: Nur er selbst kann es zurücknehmen.",
        "C’est la parole du lecteur : lui seul peut la reprendre.",
        "یہ قاری کی اپنی بات ہے: صرف وہی اسے واپس لے سکتا ہے۔",
    ),
    "person.suppress": Four(
        "Never mail again",
        "Nie mehr anschreiben",
        "Ne plus jamais écrire",
        "آئندہ کبھی ڈاک نہ بھیجیں",
    ),
    "person.lift": Four(
        "May be mailed again",
        "Darf wieder Post bekommen",
        "Peut de nouveau recevoir",
        "دوبارہ ڈاک بھیجی جا سکتی ہے",
    ),
    "person.copies": Four(
        "What was sent", "Was gesendet wurde", "Ce qui a été envoyé", "کیا بھیجا گیا"
    ),
    "person.copies.none": Four(
        "In none of these issues.",
        "In keiner dieser Ausgaben.",
        "Dans aucun de ces numéros.",
        "ان شماروں میں سے کسی میں نہیں۔",
    ),
    "person.issue": Four("Issue", "Ausgabe", "Numéro", "شمارہ"),
    "person.copy": Four("Copy", "Exemplar", "Exemplaire", "نقل"),
    "person.back": Four("What came back", "Was zurückkam", "Ce qui est revenu", "کیا جواب آیا"),
    "person.clicks": Four(
        "{n} {n:click|clicks}", "{n} {n:Klick|Klicks}", "{n} {n:clic|clics}", "{n} {n:کلک|کلک}"
    ),
    "person.older": Four("Older issues", "Ältere Ausgaben", "Numéros plus anciens", "پرانے شمارے"),
    "person.consents": Four(
        "What was said about lists",
        "Was zu Listen gesagt wurde",
        "Ce qui a été dit des listes",
        "فہرستوں کے بارے میں کیا کہا گیا",
    ),
    "person.act": Four("What", "Was", "Quoi", "کیا"),
    "person.wording": Four("Wording", "Wortlaut", "Formulation", "متن"),
    "person.when": Four("When", "Wann", "Quand", "کب"),
    "person.who": Four("By whom", "Von wem", "Par qui", "کس نے"),
    "person.consents.none": Four(
        "Nothing was ever said about this address.",
        "Zu dieser Adresse wurde nie etwas gesagt.",
        "Rien n’a jamais été dit de cette adresse.",
        "اس پتے کے بارے میں کبھی کچھ نہیں کہا گیا۔",
    ),
    "person.changes": Four(
        "What the reader changed",
        "Was der Leser änderte",
        "Ce que le lecteur a changé",
        "قاری نے کیا بدلا",
    ),
    "person.letters": Four("Service mails", "Servicemails", "Courriers de service", "خدماتی ڈاک"),
    "person.export": Four(
        "Download everything", "Alles herunterladen", "Tout télécharger", "سب کچھ ڈاؤن لوڈ کیجیے"
    ),
    "person.erase": Four("Erase…", "Löschen…", "Effacer…", "مٹائیے…"),
    "person.erase.words": Four(
        "Everything about this reader goes, for good. A keyed mark stays, so that no file brings them back.",
        "Alles über diesen Leser verschwindet endgültig. Eine verschlüsselte Marke bleibt, damit keine Datei ihn zurückbringt.",
        "Tout ce qui concerne ce lecteur disparaît pour toujours. Une marque chiffrée reste, pour qu’aucun fichier ne le ramène.",
        "اس قاری سے متعلق سب کچھ ہمیشہ کے لیے مٹ جائے گا۔ صرف ایک خفیہ نشان رہے گا تاکہ کوئی فائل اسے واپس نہ لائے۔",
    ),
    "person.erase.type": Four(
        "Type the address to erase it",
        "Tippen Sie die Adresse, um zu löschen",
        "Tapez l’adresse pour effacer",
        "مٹانے کے لیے پتا لکھیے",
    ),
    "person.erase.do": Four(
        "Erase for good", "Endgültig löschen", "Effacer pour toujours", "ہمیشہ کے لیے مٹائیے"
    ),
    "person.done.unsubscribe": Four(
        "Unsubscribed from {list}.",
        "Von {list} abgemeldet.",
        "Désinscrit de {list}.",
        "{list} سے نکال دیا گیا۔",
    ),
    "person.done.pause": Four(
        "Paused on {list}.",
        "Auf {list} pausiert.",
        "En pause sur {list}.",
        "{list} پر وقفہ دے دیا گیا۔",
    ),
    "person.done.resume": Four(
        "The pause on {list} is over.",
        "Die Pause auf {list} ist vorbei.",
        "La pause sur {list} est finie.",
        "{list} پر وقفہ ختم ہوا۔",
    ),
    "person.done.suppress": Four(
        "This address is never mailed again.",
        "Diese Adresse bekommt nie mehr Post.",
        "Cette adresse ne recevra plus jamais de courrier.",
        "اس پتے پر اب کبھی ڈاک نہیں جائے گی۔",
    ),
    "person.done.lift": Four(
        "This address may be mailed again.",
        "Diese Adresse darf wieder Post bekommen.",
        "Cette adresse peut de nouveau recevoir.",
        "اس پتے پر دوبارہ ڈاک جا سکتی ہے۔",
    ),
    "person.done.erase": Four(
        "The reader is erased. A mark stays, nothing else.",
        "Der Leser ist gelöscht. Es bleibt eine Marke, sonst nichts.",
        "Le lecteur est effacé. Une marque reste, rien d’autre.",
        "قاری مٹا دیا گیا۔ صرف ایک نشان باقی ہے۔",
    ),
    "person.erase.other": Four(
        "That is not this reader’s address. Nothing was erased.",
        "Das ist nicht die Adresse dieses Lesers. Nichts wurde gelöscht.",
        "Ce n’est pas l’adresse de ce lecteur. Rien n’a été effacé.",
        "یہ اس قاری کا پتا نہیں۔ کچھ نہیں مٹایا گیا۔",
    ),
    "person.same": Four(
        "It was so already. Nothing changed.",
        "Das war schon so. Nichts hat sich geändert.",
        "C’était déjà le cas. Rien n’a changé.",
        "پہلے ہی ایسا تھا۔ کچھ نہیں بدلا۔",
    ),
    "person.say.why": Four(
        "Say why, for whoever looks later. Nothing changed.",
        "Sagen Sie, warum, für alle, die später nachsehen. Nichts hat sich geändert.",
        "Dites pourquoi, pour qui regardera plus tard. Rien n’a changé.",
        "وجہ لکھیے تاکہ بعد میں دیکھنے والا سمجھے۔ کچھ نہیں بدلا۔",
    ),
}
