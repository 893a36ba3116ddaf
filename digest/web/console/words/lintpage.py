"""Words of the lint's rules about the page of a letter, by their ids: what each asks."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "lint.own-copy": Four(
        "Pictures from a copy of our own",
        "Bilder aus einer eigenen Kopie",
        "Images d’une copie à nous",
        "تصویریں اپنی نقل سے",
    ),
    "lint.doctype": Four(
        "The page begins with a doctype",
        "Die Seite beginnt mit einem Doctype",
        "La page commence par un doctype",
        "صفحہ doctype سے شروع ہو",
    ),
    "lint.dup-id": Four(
        "Each id once", "Jede id nur einmal", "Chaque id une seule fois", "ہر id ایک بار"
    ),
    "lint.lang": Four(
        "The page says its language",
        "Die Seite nennt ihre Sprache",
        "La page dit sa langue",
        "صفحہ اپنی زبان بتائے",
    ),
    "lint.dir": Four(
        "The page says its direction",
        "Die Seite nennt ihre Richtung",
        "La page dit son sens",
        "صفحہ اپنا رخ بتائے",
    ),
    "lint.lang-inner": Four(
        "Language and direction inside the body too",
        "Sprache und Richtung auch im Rumpf",
        "Langue et sens aussi dans le corps",
        "زبان اور رخ متن کے اندر بھی",
    ),
    "lint.title": Four(
        "The page has a title",
        "Die Seite hat einen Titel",
        "La page a un titre",
        "صفحے کا عنوان ہو",
    ),
    "lint.viewport": Four(
        "The page fits telephones",
        "Die Seite passt auf Telefone",
        "La page tient sur un téléphone",
        "صفحہ فون پر پورا آئے",
    ),
    "lint.color-scheme": Four(
        "The page knows dark mode",
        "Die Seite kennt den Dunkelmodus",
        "La page connaît le mode sombre",
        "صفحہ تاریک انداز جانے",
    ),
    "lint.table-role": Four(
        "Tables for layout say so",
        "Layouttabellen sagen es",
        "Les tableaux de mise en page le disent",
        "ترتیب کے جدول یہ بتائیں",
    ),
    "lint.h1-one": Four(
        "Exactly one first heading",
        "Genau eine Hauptüberschrift",
        "Un seul titre principal",
        "ایک ہی بڑی سرخی",
    ),
    "lint.h-skip": Four(
        "No level of heading skipped",
        "Keine Überschriftenebene ausgelassen",
        "Aucun niveau de titre sauté",
        "سرخی کا کوئی درجہ نہ چھوٹے",
    ),
    "lint.font-14": Four(
        "No text below 14 px",
        "Kein Text unter 14 px",
        "Aucun texte sous 14 px",
        "متن 14 px سے چھوٹا نہ ہو",
    ),
    "lint.preheader": Four(
        "A preview of 30 characters at least",
        "Vorschautext mit mindestens 30 Zeichen",
        "Un aperçu d’au moins 30 caractères",
        "جھلک کم از کم 30 حروف",
    ),
    "lint.forbid": Four(
        "Nothing that mail programs strip",
        "Nichts, was Mailprogramme entfernen",
        "Rien que les messageries retirent",
        "ایسا کچھ نہیں جو میل پروگرام نکال دیں",
    ),
    "lint.handlers": Four(
        "No attribute runs code",
        "Kein Attribut führt Code aus",
        "Aucun attribut n’exécute de code",
        "کوئی صفت کوڈ نہ چلائے",
    ),
    "lint.js-url": Four(
        "No address runs code",
        "Keine Adresse führt Code aus",
        "Aucune adresse n’exécute de code",
        "کوئی پتا کوڈ نہ چلائے",
    ),
    "lint.remote-css": Four(
        "No style or font from elsewhere",
        "Kein Stil und keine Schrift von anderswo",
        "Ni style ni police d’ailleurs",
        "کوئی انداز یا خط باہر سے نہ آئے",
    ),
    "lint.css-support": Four(
        "Styles that mail programs know",
        "Stile, die Mailprogramme kennen",
        "Styles connus des messageries",
        "انداز جو میل پروگرام جانتے ہیں",
    ),
    "lint.img-alt": Four(
        "Every picture has an alt",
        "Jedes Bild hat einen Alternativtext",
        "Chaque image a un texte de remplacement",
        "ہر تصویر کا متبادل متن ہو",
    ),
    "lint.img-width": Four(
        "Every picture has its width",
        "Jedes Bild hat seine Breite",
        "Chaque image a sa largeur",
        "ہر تصویر کی چوڑائی لکھی ہو",
    ),
    "lint.img-https": Four(
        "Pictures over https or with the mail",
        "Bilder über https oder in der Mail",
        "Images en https ou dans le courriel",
        "تصویریں https سے یا ای میل کے ساتھ",
    ),
    "lint.img-alt-name": Four(
        "An alt is not a file name",
        "Alternativtext ist kein Dateiname",
        "Le texte de remplacement n’est pas un nom de fichier",
        "متبادل متن فائل کا نام نہ ہو",
    ),
    "lint.img-link-alt": Four(
        "A linked picture has words",
        "Ein verlinktes Bild hat Worte",
        "Une image liée a des mots",
        "ربط والی تصویر کے الفاظ ہوں",
    ),
    "lint.link-scheme": Four(
        "Links are https, mailto or tel",
        "Links sind https, mailto oder tel",
        "Liens en https, mailto ou tel",
        "ربط https، mailto یا tel ہوں",
    ),
    "lint.link-name": Four(
        "Every link has words",
        "Jeder Link hat Worte",
        "Chaque lien a des mots",
        "ہر ربط کے الفاظ ہوں",
    ),
    "lint.link-vague": Four(
        "A link’s words say where it goes",
        "Linkworte sagen, wohin es geht",
        "Les mots du lien disent où il mène",
        "ربط کے الفاظ منزل بتائیں",
    ),
    "lint.link-chars": Four(
        "Addresses in ASCII without blanks",
        "Adressen in ASCII ohne Leerzeichen",
        "Adresses en ASCII sans espaces",
        "پتے ASCII میں، بغیر وقفے",
    ),
    "lint.unsub-visible": Four(
        "The page shows the link to unsubscribe",
        "Die Seite zeigt den Abmeldelink",
        "La page montre le lien de désabonnement",
        "صفحے پر رکنیت ختم کرنے کا ربط ہو",
    ),
}
