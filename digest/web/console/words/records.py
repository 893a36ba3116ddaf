"""Words of the audit and of the local outbox."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "audit.narrow": Four(
        "Narrow the audit", "Protokoll eingrenzen", "Restreindre le journal", "ریکارڈ محدود کیجیے"
    ),
    "audit.who": Four("Who", "Wer", "Qui", "کون"),
    "audit.what": Four("What", "Was", "Quoi", "کیا"),
    "audit.when": Four("When", "Wann", "Quand", "کب"),
    "audit.subject": Four("To what", "Woran", "À quoi", "کس پر"),
    "audit.before": Four("Before", "Vorher", "Avant", "پہلے"),
    "audit.after": Four("After", "Nachher", "Après", "بعد"),
    "audit.show": Four("Show", "Zeigen", "Montrer", "دکھائیے"),
    "audit.all": Four("Everything", "Alles", "Tout", "سب کچھ"),
    "audit.older": Four("Older", "Ältere", "Plus anciens", "پرانے"),
    "audit.no_fit": Four("Nothing fits.", "Nichts passt.", "Rien ne correspond.", "کچھ نہیں ملا۔"),
    "audit.none": Four(
        "Nobody did anything yet. What people change, send or stop will stand here.",
        "Noch hat niemand etwas getan. Was Menschen ändern, senden oder anhalten, wird hier stehen.",
        "Personne n’a encore rien fait. Ce que des personnes changent, envoient ou arrêtent figurera ici.",
        "ابھی کسی نے کچھ نہیں کیا۔ جو کچھ بدلا، بھیجا یا روکا جائے گا یہاں درج ہوگا۔",
    ),
    "inbox.intro": Four(
        "What the local outbox holds: nothing of it has left this machine.",
        "Was im lokalen Ausgang liegt: Nichts davon hat diese Maschine verlassen.",
        "Ce que contient la boîte de départ locale : rien n’a quitté cette machine.",
        "مقامی آؤٹ باکس میں کیا ہے: اس میں سے کچھ اس مشین سے باہر نہیں گیا۔",
    ),
    "inbox.narrow": Four(
        "Narrow the letters", "Briefe eingrenzen", "Restreindre les lettres", "خطوط محدود کیجیے"
    ),
    "inbox.issue": Four("Issue", "Ausgabe", "Numéro", "شمارہ"),
    "inbox.address": Four("Address", "Adresse", "Adresse", "پتا"),
    "inbox.letters": Four("Letters", "Briefe", "Lettres", "خطوط"),
    "inbox.to": Four("To", "An", "À", "بنام"),
    "inbox.name": Four("Name", "Name", "Nom", "نام"),
    "inbox.batch": Four("Batch", "Paket", "Lot", "کھیپ"),
    "inbox.more": Four("More", "Mehr", "Suite", "مزید"),
    "inbox.no_fit": Four(
        "No letter fits.", "Kein Brief passt.", "Aucune lettre ne correspond.", "کوئی خط نہیں ملا۔"
    ),
    "inbox.empty": Four(
        "The outbox is empty. Letters come here with {setting}.",
        "Der Ausgang ist leer. Briefe kommen hierher mit {setting}.",
        "La boîte est vide. Les lettres y arrivent avec {setting}.",
        "آؤٹ باکس خالی ہے۔ خطوط {setting} کے ساتھ یہاں آتے ہیں۔",
    ),
    "letter.title": Four("Letter {name}", "Brief {name}", "Lettre {name}", "خط {name}"),
    "letter.all": Four(
        "All letters of issue {n:id}",
        "Alle Briefe der Ausgabe {n:id}",
        "Toutes les lettres du numéro {n:id}",
        "شمارہ {n:id} کے تمام خطوط",
    ),
    "letter.page": Four("Page", "Seite", "Page", "صفحہ"),
    "letter.pictures": Four("With pictures", "Mit Bildern", "Avec images", "تصویروں کے ساتھ"),
    "letter.text": Four("Text", "Text", "Texte", "متن"),
    "letter.file": Four(
        "File (.eml, {n} bytes)",
        "Datei (.eml, {n} Bytes)",
        "Fichier (.eml, {n} octets)",
        "فائل (.eml، {n} بائٹ)",
    ),
    "letter.headers": Four("Headers", "Kopfzeilen", "En-têtes", "سرنامے"),
    "letter.as_html": Four(
        "The letter as a page", "Der Brief als Seite", "La lettre en page", "خط بطور صفحہ"
    ),
    "letter.as_text": Four(
        "The letter as text", "Der Brief als Text", "La lettre en texte", "خط بطور متن"
    ),
}
