"""Words beside the page of an issue: how it is looked at, what is checked, its test copies."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "proof.title": Four(
        "As readers will see it",
        "Wie Leser es sehen werden",
        "Tel que les lecteurs le verront",
        "جیسا قارئین دیکھیں گے",
    ),
    "proof.looks": Four(
        "How to look at the page",
        "Wie die Seite gezeigt wird",
        "Comment regarder la page",
        "صفحہ کیسے دیکھیں",
    ),
    "proof.light": Four("light", "hell", "clair", "روشن"),
    "proof.dark": Four("dark", "dunkel", "sombre", "تاریک"),
    "proof.text": Four("text", "Text", "texte", "متن"),
    "proof.pictures.off": Four("pictures off", "ohne Bilder", "sans images", "تصویریں بند"),
    "proof.pictures.on": Four(
        "load pictures", "Bilder laden", "charger les images", "تصویریں دکھائیے"
    ),
    "proof.reader": Four("As reader", "Als Leser", "En tant que lecteur", "بطور قاری"),
    "proof.reader.show": Four(
        "Show theirs", "Dessen Ausgabe zeigen", "Montrer la sienne", "ان کا دکھائیے"
    ),
    "proof.reader.nobody": Four("nobody’s", "von niemandem", "de personne", "کسی کا نہیں"),
    "proof.reader.unknown": Four(
        "No reader has that address.",
        "Kein Leser hat diese Adresse.",
        "Aucun lecteur n’a cette adresse.",
        "اس پتے کا کوئی قاری نہیں۔",
    ),
    "proof.reader.nothing": Four(
        "This reader would get nothing: {why}.",
        "Dieser Leser bekäme nichts: {why}.",
        "Ce lecteur ne recevrait rien : {why}.",
        "اس قاری کو کچھ نہیں ملے گا: {why}۔",
    ),
    "proof.reader.suppressed": Four(
        "never mailed: the address is suppressed",
        "bekommt nie Post: die Adresse ist gesperrt",
        "jamais de courrier : l’adresse est bloquée",
        "کبھی ڈاک نہیں: پتا بند ہے",
    ),
    "proof.reader.unconfirmed": Four(
        "not confirmed on a list of this issue",
        "auf keiner Liste dieser Ausgabe bestätigt",
        "confirmé sur aucune liste de ce numéro",
        "اس شمارے کی کسی فہرست پر تصدیق شدہ نہیں",
    ),
    "proof.reader.gets": Four(
        "As reader {n:id} gets it.",
        "Wie Leser {n:id} es bekommt.",
        "Tel que le reçoit le lecteur {n:id}.",
        "جیسا قاری {n:id} کو ملے گا۔",
    ),
    "proof.reader.named": Four(
        "As reader {n:id}, {name}, gets it.",
        "Wie Leser {n:id}, {name}, es bekommt.",
        "Tel que le reçoit le lecteur {n:id}, {name}.",
        "جیسا قاری {n:id}، {name}، کو ملے گا۔",
    ),
    "proof.frame": Four(
        "The page in {variant}, {width} pixels, {scheme}",
        "Die Seite in {variant}, {width} Pixel, {scheme}",
        "La page en {variant}, {width} pixels, {scheme}",
        "صفحہ {variant} میں، {width} پکسل، {scheme}",
    ),
    "proof.before": Four(
        "Before it goes", "Bevor es hinausgeht", "Avant le départ", "روانگی سے پہلے"
    ),
    "check.bad": Four("stop", "Halt", "stop", "رکیے"),
    "check.warn": Four("look", "ansehen", "à voir", "دیکھیے"),
    "check.good": Four("fine", "gut", "bien", "ٹھیک"),
    "check.note": Four("note", "Hinweis", "note", "نوٹ"),
    "check.gone": Four("gone", "weg", "disparu", "ختم"),
    "proof.no_page": Four(
        "There is no page yet.",
        "Es gibt noch keine Seite.",
        "Il n’y a pas encore de page.",
        "ابھی کوئی صفحہ نہیں۔",
    ),
    "proof.size": Four(
        "{size} kB of {most} kB before it is cut off",
        "{size} kB von {most} kB, bevor abgeschnitten wird",
        "{size} ko sur {most} ko avant d’être coupé",
        "{most} میں سے {size} کلوبائٹ، اس کے بعد کٹ جاتا ہے",
    ),
    "proof.fine": Four(
        "The lint has no error",
        "Die Prüfung findet keinen Fehler",
        "Le contrôle ne trouve aucune erreur",
        "جانچ میں کوئی غلطی نہیں",
    ),
    "links.check": Four("Check the links", "Links prüfen", "Vérifier les liens", "روابط جانچیے"),
    "links.again": Four("Check again", "Noch einmal prüfen", "Vérifier encore", "دوبارہ جانچیے"),
    "links.title": Four("Links: {title}", "Links: {title}", "Liens : {title}", "روابط: {title}"),
    "links.of": Four(
        "Links of {title}, {day}",
        "Links von {title}, {day}",
        "Liens de {title}, {day}",
        "{title}، {day} کے روابط",
    ),
    "desk.back": Four("Back to the desk", "Zurück zum Desk", "Retour au desk", "واپس ڈیسک پر"),
    "links.none": Four(
        "The issue has no link yet.",
        "Die Ausgabe hat noch keinen Link.",
        "Le numéro n’a pas encore de lien.",
        "شمارے میں ابھی کوئی ربط نہیں۔",
    ),
    "links.trouble": Four(
        "{n} of {all} links {n:needs|need} a look.",
        "{n} von {all} Links {n:braucht|brauchen} einen Blick.",
        "{n} liens sur {all} {n:est|sont} à voir.",
        "{all} میں سے {n} {n:ربط|روابط} دیکھنے کے لائق۔",
    ),
    "links.fine": Four(
        "All {n} links lead to a page.",
        "Alle {n} Links führen zu einer Seite.",
        "Les {n} liens mènent tous à une page.",
        "تمام {n} روابط کسی صفحے تک جاتے ہیں۔",
    ),
    "link.nowhere": Four(
        "it has no page to lead to",
        "sie hat keine Seite, zu der sie führt",
        "aucune page où mener",
        "اس کا کوئی صفحہ نہیں",
    ),
    "link.gone": Four(
        "its page {what}", "ihre Seite: {what}", "sa page : {what}", "اس کا صفحہ: {what}"
    ),
    "link.there": Four(
        "its page is there", "ihre Seite ist da", "sa page est là", "اس کا صفحہ موجود ہے"
    ),
    "link.silent": Four(
        "its page did not answer, or may not be asked by machines",
        "ihre Seite antwortete nicht, oder Maschinen dürfen sie nicht abfragen",
        "sa page n’a pas répondu, ou ne se laisse pas interroger par des machines",
        "اس کے صفحے نے جواب نہیں دیا، یا مشینوں کو پوچھنے کی اجازت نہیں",
    ),
    "test.title": Four("Test copies", "Probeexemplare", "Exemplaires d’essai", "آزمائشی نقلیں"),
    "test.to": Four("To these addresses", "An diese Adressen", "À ces adresses", "ان پتوں پر"),
    "test.hint": Four(
        "At most ten, marked [TEST]. A list cannot be named here, and nobody’s links work in it.",
        "Höchstens zehn, mit [TEST] gekennzeichnet. Eine Liste kann hier nicht stehen, und niemandes Links funktionieren darin.",
        "Dix au plus, marquées [TEST]. Aucune liste ne peut être nommée ici, et les liens n’y sont ceux de personne.",
        "زیادہ سے زیادہ دس، [TEST] کے نشان کے ساتھ۔ یہاں فہرست نہیں لکھی جا سکتی، اور اس میں کسی کے ربط نہیں چلتے۔",
    ),
    "test.edition": Four("Edition", "Fassung", "Édition", "ایڈیشن"),
    "test.button": Four("Send a test", "Probe senden", "Envoyer un essai", "آزمائشی نقل بھیجیے"),
    "test.none": Four(
        "Nobody got a test of this issue yet.",
        "Noch bekam niemand eine Probe dieser Ausgabe.",
        "Personne n’a encore reçu d’essai de ce numéro.",
        "ابھی کسی کو اس شمارے کی آزمائشی نقل نہیں گئی۔",
    ),
    "test.refused": Four(
        "No test was sent: {why}.",
        "Es wurde keine Probe gesendet: {why}.",
        "Aucun essai n’est parti : {why}.",
        "کوئی آزمائشی نقل نہیں گئی: {why}۔",
    ),
    "test.sent": Four(
        "Test copies: {told}. See below who got one.",
        "Probeexemplare: {told}. Unten steht, wer eines bekam.",
        "Exemplaires d’essai : {told}. Voyez ci-dessous qui en a reçu.",
        "آزمائشی نقلیں: {told}۔ کسے ملیں، نیچے دیکھیے۔",
    ),
    "test.came": Four("{n} {state}", "{n} {state}", "{n} {state}", "{n} {state}"),
    "specimen.asked": Four("on its way", "unterwegs", "en route", "راستے میں"),
    "specimen.submitted": Four("submitted", "übergeben", "remis", "سپرد"),
    "specimen.failed": Four("failed", "abgelehnt", "refusé", "ناکام"),
    "specimen.uncertain": Four("uncertain", "ungewiss", "incertain", "غیر یقینی"),
    "specimen.excluded": Four("not sent", "nicht gesendet", "pas envoyé", "نہیں بھیجا گیا"),
    "by": Four("by {who}", "von {who}", "par {who}", "از {who}"),
    "desk.approve": Four(
        "Approve and send…",
        "Freigeben und senden …",
        "Approuver et envoyer…",
        "منظور کر کے بھیجیے…",
    ),
    "desk.skip": Four("Skip it…", "Auslassen …", "Sauter…", "چھوڑ دیجیے…"),
    "desk.skip.words": Four(
        "This issue will not be sent, and cannot be taken up again.",
        "Diese Ausgabe wird nicht gesendet und kann nicht wieder aufgenommen werden.",
        "Ce numéro ne sera pas envoyé, et ne pourra pas être repris.",
        "یہ شمارہ نہیں بھیجا جائے گا، اور دوبارہ نہیں لیا جا سکتا۔",
    ),
    "desk.skip.button": Four("Do not send it", "Nicht senden", "Ne pas l’envoyer", "نہ بھیجیے"),
    "desk.sender": Four(
        "Somebody with the role sender lets it go.",
        "Jemand mit der Rolle Versender gibt sie frei.",
        "Quelqu’un ayant le rôle d’expéditeur le laisse partir.",
        "بھیجنے والے کا کردار رکھنے والا اسے جانے دیتا ہے۔",
    ),
}
