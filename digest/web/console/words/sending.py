"""Words of preparing a digest by hand and of the typed number that lets it go."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "send.title": Four("Send a digest", "Digest senden", "Envoyer un digest", "ڈائجسٹ بھیجیے"),
    "send.intro": Four(
        "This prepares an issue and opens its desk. Nothing leaves until somebody types the number of its readers.",
        "Das bereitet eine Ausgabe vor und öffnet ihren Desk. Nichts geht hinaus, bis jemand die Zahl ihrer Leser eintippt.",
        "Ceci prépare un numéro et ouvre son desk. Rien ne part tant que personne n’a tapé le nombre de ses lecteurs.",
        "اس سے شمارہ تیار ہو کر اس کا ڈیسک کھلتا ہے۔ جب تک کوئی قارئین کی تعداد نہ لکھے، کچھ روانہ نہیں ہوتا۔",
    ),
    "send.which": Four(
        "Which newsletter", "Welcher Newsletter", "Quelle newsletter", "کون سا نیوز لیٹر"
    ),
    "send.list": Four(
        "to the list {list}", "an die Liste {list}", "à la liste {list}", "فہرست {list} کو"
    ),
    "send.subject.hint": Four(
        "Empty = as the digest makes it. You can change it on the desk.",
        "Leer = wie der Digest ihn macht. Sie können ihn am Desk ändern.",
        "Vide = tel que le digest le fait. Vous pourrez le changer au desk.",
        "خالی = جیسا ڈائجسٹ بنائے۔ آپ اسے ڈیسک پر بدل سکتے ہیں۔",
    ),
    "send.narrow": Four(
        "Narrower than the lists, if you like",
        "Enger als die Listen, wenn Sie wollen",
        "Plus étroit que les listes, si vous voulez",
        "چاہیں تو فہرستوں سے محدود تر",
    ),
    "send.segment": Four("Segment", "Segment", "Segment", "طبقہ"),
    "send.segment.all": Four(
        "everybody on the lists", "alle auf den Listen", "tous ceux des listes", "فہرستوں کے سب لوگ"
    ),
    "send.only": Four(
        "These addresses alone", "Nur diese Adressen", "Ces adresses seulement", "صرف یہ پتے"
    ),
    "send.only.hint": Four(
        "Readers of the lists; separated by blanks or lines. Empty = everybody.",
        "Leser der Listen; durch Leerzeichen oder Zeilen getrennt. Leer = alle.",
        "Des lecteurs des listes ; séparés par des espaces ou des lignes. Vide = tout le monde.",
        "فہرستوں کے قارئین؛ وقفے یا سطر سے الگ۔ خالی = سب۔",
    ),
    "send.stories": Four("Stories", "Meldungen", "Articles", "خبریں"),
    "send.stories.only": Four(
        "These stories alone", "Nur diese Meldungen", "Ces articles seulement", "صرف یہ خبریں"
    ),
    "send.stories.hint": Four(
        "The addresses of their pages, one a line; for breaking news that no feed has yet. Empty = the digest chooses by its rules.",
        "Die Adressen ihrer Seiten, eine je Zeile; für Eilmeldungen, die noch kein Feed hat. Leer = der Digest wählt nach seinen Regeln.",
        "Les adresses de leurs pages, une par ligne ; pour une information qu’aucun flux n’a encore. Vide = le digest choisit selon ses règles.",
        "ان کے صفحات کے پتے، فی سطر ایک؛ ایسی تازہ خبر کے لیے جو ابھی کسی فیڈ میں نہیں۔ خالی = ڈائجسٹ اپنے قواعد سے چنے گا۔",
    ),
    "send.how": Four("How", "Wie", "Comment", "کیسے"),
    "send.gather": Four(
        "Read the sources first (takes a moment)",
        "Erst die Quellen lesen (dauert einen Moment)",
        "Lire d’abord les sources (prend un instant)",
        "پہلے ذرائع پڑھیے (ذرا وقت لگتا ہے)",
    ),
    "send.again": Four(
        "Even if one went out a short while ago",
        "Auch wenn vor Kurzem schon eine hinausging",
        "Même si un autre est parti il y a peu",
        "چاہے ایک ابھی ابھی گیا ہو",
    ),
    "send.button": Four("Prepare it", "Vorbereiten", "Préparer", "تیار کیجیے"),
    "send.refused": Four(
        "Nothing was prepared: {why}.",
        "Nichts wurde vorbereitet: {why}.",
        "Rien n’a été préparé : {why}.",
        "کچھ تیار نہیں ہوا: {why}۔",
    ),
    "send.there": Four(
        "An issue of today is on its way already: here it is.",
        "Eine Ausgabe von heute ist schon unterwegs: Hier ist sie.",
        "Un numéro du jour est déjà en route : le voici.",
        "آج کا ایک شمارہ پہلے ہی راستے میں ہے: یہ رہا۔",
    ),
    "send.no_list": Four(
        "choose at least one list",
        "wählen Sie mindestens eine Liste",
        "choisissez au moins une liste",
        "کم از کم ایک فہرست چنیے",
    ),
    "send.too_many": Four(
        "at most {most} can be named here; there are {n}",
        "höchstens {most} können hier stehen; es sind {n}",
        "{most} au plus peuvent figurer ici ; il y en a {n}",
        "یہاں زیادہ سے زیادہ {most} لکھے جا سکتے ہیں؛ یہ {n} ہیں",
    ),
    "send.range": Four(
        "{n} is not a number from {least} to {most}",
        "{n} ist keine Zahl von {least} bis {most}",
        "{n} n’est pas un nombre de {least} à {most}",
        "{n} ایسا عدد نہیں جو {least} سے {most} تک ہو",
    ),
    "send.no_address": Four(
        "“{word}” is no address that can be mailed: {why}",
        "„{word}“ ist keine Adresse, an die Mail gehen kann: {why}",
        "« {word} » n’est pas une adresse où écrire : {why}",
        "”{word}“ ایسا پتا نہیں جس پر ڈاک جا سکے: {why}",
    ),
    "send.no_story": Four(
        "no story can be read there: {source}: {why}",
        "dort ist keine Meldung zu lesen: {source}: {why}",
        "aucun article n’y est lisible : {source} : {why}",
        "وہاں کوئی خبر پڑھی نہیں جا سکتی: {source}: {why}",
    ),
    "confirm.title": Four("Send {title}", "{title} senden", "Envoyer {title}", "{title} بھیجیے"),
    "confirm.ask": Four("Send {title}?", "{title} senden?", "Envoyer {title} ?", "{title} بھیجیں؟"),
    "confirm.usually": Four("usually {n}", "üblich {n}", "d’habitude {n}", "عموماً {n}"),
    "confirm.no_usual": Four(
        "there is no usual number yet",
        "es gibt noch keine übliche Zahl",
        "il n’y a pas encore de nombre habituel",
        "ابھی کوئی معمول کی تعداد نہیں",
    ),
    "confirm.lists": Four("Lists", "Listen", "Listes", "فہرستیں"),
    "confirm.only": Four("Only", "Nur", "Seulement", "صرف"),
    "confirm.named": Four(
        "{n} named {n:address|addresses}",
        "{n} genannte {n:Adresse|Adressen}",
        "{n} {n:adresse nommée|adresses nommées}",
        "{n} {n:نامزد پتا|نامزد پتے}",
    ),
    "confirm.languages": Four("Languages", "Sprachen", "Langues", "زبانیں"),
    "confirm.language": Four(
        "{language} {n}", "{language} {n}", "{language} {n}", "{language} {n}"
    ),
    "confirm.left_out": Four("Left out", "Ausgenommen", "Exclus", "شامل نہیں"),
    "confirm.nobody": Four("nobody", "niemand", "personne", "کوئی نہیں"),
    "confirm.unusual": Four(
        "This is unusual: {why}.",
        "Das ist ungewöhnlich: {why}.",
        "C’est inhabituel : {why}.",
        "یہ معمول سے ہٹ کر ہے: {why}۔",
    ),
    "confirm.say_why": Four(
        "Say why, for the audit.",
        "Sagen Sie für das Protokoll, warum.",
        "Dites pourquoi, pour le journal.",
        "ریکارڈ کے لیے وجہ بتائیے۔",
    ),
    "confirm.first": Four(
        "{who} agreed already; with your yes it goes.",
        "{who} hat schon zugestimmt; mit Ihrem Ja geht sie hinaus.",
        "{who} a déjà donné son accord ; avec votre oui, il part.",
        "{who} پہلے ہی متفق ہیں؛ آپ کی ہاں سے روانہ ہو جائے گا۔",
    ),
    "confirm.others": Four(
        "Somebody else has to agree, too: {who}.",
        "Auch jemand anders muss zustimmen: {who}.",
        "Quelqu’un d’autre doit aussi donner son accord : {who}.",
        "کسی اور کا اتفاق بھی ضروری ہے: {who}۔",
    ),
    "confirm.type": Four(
        "Type the number of readers",
        "Tippen Sie die Zahl der Leser ein",
        "Tapez le nombre de lecteurs",
        "قارئین کی تعداد لکھیے",
    ),
    "confirm.type.hint": Four(
        "Then it leaves after {n} seconds, in which you can take it back.",
        "Dann geht sie nach {n} Sekunden hinaus, in denen Sie sie zurücknehmen können.",
        "Il part ensuite après {n} secondes, pendant lesquelles vous pouvez le reprendre.",
        "پھر یہ {n} سیکنڈ بعد روانہ ہوگا، اس دوران آپ واپس لے سکتے ہیں۔",
    ),
    "confirm.type.later": Four(
        "Then it leaves at {at}, and until then you can take it back; or, if you say so, in {n} seconds.",
        "Dann geht sie um {at} hinaus, und bis dahin können Sie sie zurücknehmen; oder, wenn Sie es sagen, in {n} Sekunden.",
        "Il part ensuite à {at}, et d’ici là vous pouvez le reprendre ; ou, si vous le dites, dans {n} secondes.",
        "پھر یہ {at} پر روانہ ہوگا، اور تب تک آپ واپس لے سکتے ہیں؛ یا آپ کے کہنے پر {n} سیکنڈ میں۔",
    ),
    "confirm.send.later": Four(
        "Send it at its time",
        "Zu ihrer Zeit senden",
        "Envoyer à son heure",
        "اپنے وقت پر بھیجیے",
    ),
    "confirm.send.now": Four("Send it now", "Jetzt senden", "Envoyer maintenant", "ابھی بھیجیے"),
    "confirm.reason": Four(
        "Why it should go", "Warum sie hinausgehen soll", "Pourquoi il doit partir", "یہ کیوں جائے"
    ),
    "confirm.agree": Four("Agree to it", "Zustimmen", "Donner mon accord", "اتفاق کیجیے"),
    "confirm.send": Four("Send it", "Senden", "Envoyer", "بھیجیے"),
    "confirm.refused": Four(
        "It cannot go: {why}.",
        "Sie kann nicht hinausgehen: {why}.",
        "Il ne peut pas partir : {why}.",
        "یہ نہیں جا سکتا: {why}۔",
    ),
    "confirm.wrong": Four(
        "That is not the number of readers. Nothing leaves.",
        "Das ist nicht die Zahl der Leser. Nichts geht hinaus.",
        "Ce n’est pas le nombre de lecteurs. Rien ne part.",
        "یہ قارئین کی تعداد نہیں۔ کچھ روانہ نہیں ہوگا۔",
    ),
    "confirm.no_reason": Four(
        "A send that is unusual needs a reason. Nothing leaves.",
        "Ein ungewöhnlicher Versand braucht einen Grund. Nichts geht hinaus.",
        "Un envoi inhabituel demande une raison. Rien ne part.",
        "غیر معمولی ترسیل کی وجہ درکار ہے۔ کچھ روانہ نہیں ہوگا۔",
    ),
    "confirm.changed": Four(
        "somebody changed it after you looked at it; look again",
        "jemand hat sie geändert, nachdem Sie sie ansahen; sehen Sie noch einmal hin",
        "quelqu’un l’a modifié après votre lecture ; regardez encore",
        "آپ کے دیکھنے کے بعد کسی نے بدل دیا؛ دوبارہ دیکھیے",
    ),
    "unusual.many": Four(
        "{n} readers are more than one and a half times the usual {usual}",
        "{n} Leser sind mehr als das Anderthalbfache der üblichen {usual}",
        "{n} lecteurs, c’est plus d’une fois et demie les {usual} habituels",
        "{n} قارئین معمول کے {usual} سے ڈیڑھ گنا سے زیادہ ہیں",
    ),
    "unusual.soon": Four(
        "another digest made by hand went out less than {n} hours ago",
        "vor weniger als {n} Stunden ging schon ein Digest von Hand hinaus",
        "un autre digest à la main est parti il y a moins de {n} heures",
        "ہاتھ سے بنا ایک اور ڈائجسٹ {n} گھنٹے سے کم پہلے جا چکا ہے",
    ),
}
