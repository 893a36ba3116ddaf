"""Words of the issue desk: the choice and the editor's hand."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "desk.title": Four("Desk: {title}", "Desk: {title}", "Desk : {title}", "ڈیسک: {title}"),
    "desk.issue": Four("Issue {n:id}", "Ausgabe {n:id}", "Numéro {n:id}", "شمارہ {n:id}"),
    "desk.frozen": Four(
        "The audience of this issue is frozen: its choice stands for ever.",
        "Die Empfänger dieser Ausgabe stehen fest: Ihre Auswahl bleibt, wie sie ist.",
        "Les destinataires de ce numéro sont arrêtés : son choix ne change plus.",
        "اس شمارے کے قارئین طے ہو چکے: اس کا انتخاب اب نہیں بدلے گا۔",
    ),
    "waits": Four(
        "It waits for somebody to approve it.",
        "Sie wartet darauf, dass jemand sie freigibt.",
        "Il attend que quelqu’un donne son accord.",
        "یہ کسی کی منظوری کا منتظر ہے۔",
    ),
    "waits.why": Four(
        "It waits for somebody to approve it: {why}.",
        "Sie wartet darauf, dass jemand sie freigibt: {why}.",
        "Il attend que quelqu’un donne son accord : {why}.",
        "یہ کسی کی منظوری کا منتظر ہے: {why}۔",
    ),
    "waits.agreed": Four(
        "{who} agreed to it, and somebody else has to agree too",
        "{who} hat zugestimmt, und noch jemand muss zustimmen",
        "{who} a donné son accord, et quelqu’un d’autre doit aussi le donner",
        "{who} نے اتفاق کیا، اب کسی اور کا اتفاق بھی ضروری ہے",
    ),
    "desk.words": Four(
        "Words in the inbox", "Worte im Posteingang", "Les mots dans la boîte", "ان باکس کے الفاظ"
    ),
    "desk.subject": Four("Subject", "Betreff", "Objet", "موضوع"),
    "desk.length": Four("{n} characters", "{n} Zeichen", "{n} caractères", "{n} حروف"),
    "desk.subject.hint": Four(
        "about 50 are seen on a phone",
        "etwa 50 sind auf dem Telefon zu sehen",
        "environ 50 se voient sur un téléphone",
        "فون پر تقریباً 50 دکھائی دیتے ہیں",
    ),
    "desk.preheader": Four("Preheader", "Vorschautext", "Texte d’aperçu", "جھلک کا متن"),
    "desk.preheader.hint": Four(
        "empty = made from the stories",
        "leer = aus den Meldungen gemacht",
        "vide = tiré des articles",
        "خالی = خبروں سے بنتا ہے",
    ),
    "desk.keep": Four(
        "Keep these words", "Diese Worte behalten", "Garder ces mots", "یہ الفاظ رکھیے"
    ),
    "desk.choice": Four("The choice", "Die Auswahl", "Le choix", "انتخاب"),
    "desk.keys": Four(
        "Buttons, dragging, or keys: J and K walk, U and D move up and down, P pins, B bans, H holds for the next issue.",
        "Knöpfe, Ziehen oder Tasten: J und K wandern durch die Meldungen, U und D rücken auf und ab, P heftet an, B sperrt, H stellt für die nächste Ausgabe zurück.",
        "Boutons, glisser ou touches : J et K avancent, U et D montent et descendent, P épingle, B écarte, H garde pour le prochain numéro.",
        "بٹن، گھسیٹنا یا کیز: J اور K چلتی ہیں، U اور D اوپر نیچے کرتی ہیں، P جگہ پکی کرتی ہے، B روکتی ہے، H اگلے شمارے کے لیے رکھتی ہے۔",
    ),
    "desk.up": Four("Up", "Nach oben", "Monter", "اوپر"),
    "desk.up.label": Four(
        "Move up: {title}", "Nach oben: {title}", "Monter : {title}", "اوپر: {title}"
    ),
    "desk.down": Four("Down", "Nach unten", "Descendre", "نیچے"),
    "desk.down.label": Four(
        "Move down: {title}", "Nach unten: {title}", "Descendre : {title}", "نیچے: {title}"
    ),
    "desk.pin": Four("Pin", "Anheften", "Épingler", "جگہ پکی"),
    "desk.pin.label": Four(
        "Pin here: {title}", "Anheften: {title}", "Épingler : {title}", "جگہ پکی: {title}"
    ),
    "desk.pin.in.label": Four(
        "Pin: {title}", "Anheften: {title}", "Épingler : {title}", "جگہ پکی: {title}"
    ),
    "desk.ban": Four("Ban", "Sperren", "Écarter", "روکیے"),
    "desk.ban.label": Four(
        "Ban: {title}", "Sperren: {title}", "Écarter : {title}", "روکیے: {title}"
    ),
    "desk.hold": Four("Hold", "Zurückstellen", "Garder", "رکھ لیجیے"),
    "desk.hold.label": Four(
        "Hold for the next issue: {title}",
        "Zurückstellen für die nächste Ausgabe: {title}",
        "Garder pour le prochain numéro : {title}",
        "رکھ لیجیے اگلے شمارے کے لیے: {title}",
    ),
    "desk.release": Four(
        "To the rules", "Den Regeln überlassen", "Laisser aux règles", "قواعد پر چھوڑیے"
    ),
    "desk.release.label": Four(
        "Leave to the rules: {title}",
        "Den Regeln überlassen: {title}",
        "Laisser aux règles : {title}",
        "قواعد پر چھوڑیے: {title}",
    ),
    "desk.take_away": Four("Take away", "Wegnehmen", "Retirer", "ہٹائیے"),
    "desk.take_away.label": Four(
        "Take away: {title}", "Wegnehmen: {title}", "Retirer : {title}", "ہٹائیے: {title}"
    ),
    "desk.reword": Four(
        "Other words or picture for the mail",
        "Andere Worte oder ein anderes Bild für die Mail",
        "D’autres mots ou une autre image pour le courriel",
        "ای میل کے لیے دوسرے الفاظ یا تصویر",
    ),
    "desk.headline": Four("Headline", "Überschrift", "Titre", "سرخی"),
    "desk.teaser": Four("Teaser", "Anreißer", "Chapeau", "خلاصہ"),
    "desk.picture": Four("Picture: {what}", "Bild: {what}", "Image : {what}", "تصویر: {what}"),
    "none": Four("none", "keine", "aucune", "کوئی نہیں"),
    "desk.picture.none": Four(
        "Picture: none", "Bild: keines", "Image : aucune", "تصویر: کوئی نہیں"
    ),
    "desk.picture.url": Four(
        "Address of another picture",
        "Adresse eines anderen Bildes",
        "Adresse d’une autre image",
        "دوسری تصویر کا پتا",
    ),
    "desk.picture.alt": Four("What it shows", "Was es zeigt", "Ce qu’elle montre", "اس میں کیا ہے"),
    "desk.picture.this": Four(
        "Take this picture", "Dieses Bild nehmen", "Prendre cette image", "یہ تصویر لیجیے"
    ),
    "desk.picture.no": Four("No picture", "Kein Bild", "Sans image", "تصویر نہیں"),
    "desk.picture.paper": Four(
        "The paper’s own", "Das der Zeitung", "Celle du journal", "اخبار کی اپنی"
    ),
    "desk.no_story": Four(
        "The issue has no story. Gather again, or take one from the list below.",
        "Die Ausgabe hat keine Meldung. Lesen Sie die Quellen noch einmal, oder nehmen Sie eine aus der Liste unten.",
        "Le numéro n’a aucun article. Relisez les sources, ou prenez-en un dans la liste ci-dessous.",
        "شمارے میں کوئی خبر نہیں۔ ذرائع دوبارہ پڑھیے، یا نیچے کی فہرست سے لیجیے۔",
    ),
    "desk.note": Four(
        "A note to the readers", "Ein Wort an die Leser", "Un mot aux lecteurs", "قارئین کے نام"
    ),
    "desk.note.hint": Four(
        "Above the stories; empty takes it away",
        "Über den Meldungen; leer nimmt es weg",
        "Au-dessus des articles ; vide le retire",
        "خبروں کے اوپر؛ خالی چھوڑنے سے ہٹ جاتا ہے",
    ),
    "desk.note.keep": Four("Keep the note", "Das Wort behalten", "Garder le mot", "یہ بات رکھیے"),
    "desk.link": Four(
        "Add a link of our own",
        "Eigenen Link hinzufügen",
        "Ajouter un lien maison",
        "اپنا ربط شامل کیجیے",
    ),
    "desk.section": Four("Section", "Rubrik", "Rubrique", "حصہ"),
    "desk.link.words": Four("Words", "Worte", "Mots", "الفاظ"),
    "desk.link.url": Four("Address", "Adresse", "Adresse", "پتا"),
    "desk.link.button": Four(
        "Add the link", "Link hinzufügen", "Ajouter le lien", "ربط شامل کیجیے"
    ),
    "desk.take": Four(
        "Take a story from outside",
        "Meldung von außen nehmen",
        "Prendre un article d’ailleurs",
        "باہر سے خبر لیجیے",
    ),
    "desk.take.url": Four("Its page", "Ihre Seite", "Sa page", "اس کا صفحہ"),
    "desk.take.hint": Four(
        "It is read now and put first in the section; this takes a moment.",
        "Sie wird jetzt gelesen und in der Rubrik an die erste Stelle gesetzt; das dauert einen Moment.",
        "Elle est lue maintenant et placée en tête de la rubrique ; cela prend un instant.",
        "اسے ابھی پڑھ کر حصے میں سب سے اوپر رکھا جاتا ہے؛ ذرا وقت لگتا ہے۔",
    ),
    "desk.take.button": Four("Take the story", "Meldung nehmen", "Prendre l’article", "خبر لیجیے"),
    "desk.left_out": Four(
        "{n} {n:story that is|stories that are} not in, and why",
        "{n} {n:Meldung, die nicht dabei ist|Meldungen, die nicht dabei sind}, und warum",
        "{n} {n:article laissé|articles laissés} de côté, et pourquoi",
        "{n} {n:خبر جو شامل نہیں|خبریں جو شامل نہیں}، اور کیوں",
    ),
    "desk.into": Four("Into", "In", "Dans", "حصے میں"),
    "desk.steps": Four(
        "{n} {n:step|steps} so far",
        "Bisher {n} {n:Schritt|Schritte}",
        "{n} {n:geste|gestes} jusqu’ici",
        "اب تک {n} {n:قدم|قدم}",
    ),
    "desk.done": Four("Done: {what}.", "Erledigt: {what}.", "Fait : {what}.", "ہو گیا: {what}۔"),
    "desk.meanwhile": Four(
        "Somebody else changed this issue while you looked at it. Nothing of yours was lost or kept: look at the choice as it is now, and do it again.",
        "Jemand anders hat diese Ausgabe geändert, während Sie sie ansahen. Von Ihnen ging nichts verloren, und nichts wurde behalten: Sehen Sie die Auswahl an, wie sie jetzt ist, und machen Sie es noch einmal.",
        "Quelqu’un d’autre a modifié ce numéro pendant que vous le regardiez. Rien de vous n’est perdu ni gardé : regardez le choix tel qu’il est, et recommencez.",
        "جب آپ اسے دیکھ رہے تھے کسی اور نے یہ شمارہ بدل دیا۔ آپ کا کچھ ضائع ہوا نہ محفوظ: انتخاب کو اب کی صورت میں دیکھیے اور دوبارہ کیجیے۔",
    ),
    "desk.no_seen": Four(
        "the form does not say which choice it argues with",
        "das Formular sagt nicht, von welcher Auswahl es ausgeht",
        "le formulaire ne dit pas de quel choix il part",
        "فارم نہیں بتاتا کہ وہ کس انتخاب پر ہے",
    ),
    "desk.no_subject": Four(
        "A letter needs a subject. Nothing changed.",
        "Ein Brief braucht einen Betreff. Nichts wurde geändert.",
        "Une lettre a besoin d’un objet. Rien n’a changé.",
        "خط کو موضوع چاہیے۔ کچھ نہیں بدلا۔",
    ),
    "desk.words.kept": Four(
        "Subject and preheader are changed.",
        "Betreff und Vorschautext sind geändert.",
        "L’objet et le texte d’aperçu sont modifiés.",
        "موضوع اور جھلک کا متن بدل دیے گئے۔",
    ),
}
