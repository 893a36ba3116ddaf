"""Words of the lint's rules about the letter and its text, by their ids: what each asks."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "lint.wire-crlf": Four(
        "Lines end with CRLF",
        "Zeilen enden mit CRLF",
        "Les lignes finissent par CRLF",
        "سطریں CRLF پر ختم ہوں",
    ),
    "lint.wire-cr": Four("No CR alone", "Kein CR für sich", "Pas de CR seul", "اکیلا CR نہ ہو"),
    "lint.wire-998": Four(
        "Lines up to 998 octets",
        "Zeilen bis 998 Oktette",
        "Lignes de 998 octets au plus",
        "سطر 998 آکٹیٹ تک",
    ),
    "lint.wire-7bit": Four(
        "7-bit octets only", "Nur 7-Bit-Oktette", "Octets de 7 bits seulement", "صرف 7 بٹ آکٹیٹ"
    ),
    "lint.wire-nul": Four("No NUL octet", "Kein NUL-Oktett", "Pas d’octet NUL", "NUL آکٹیٹ نہ ہو"),
    "lint.hdr-78": Four(
        "Header lines up to 78 octets",
        "Kopfzeilen bis 78 Oktette",
        "En-têtes de 78 octets au plus",
        "سرنامے کی سطر 78 آکٹیٹ تک",
    ),
    "lint.hdr-2047-75": Four(
        "Encoded words up to 75 octets",
        "Kodierte Wörter bis 75 Oktette",
        "Mots encodés de 75 octets au plus",
        "کوڈ کردہ لفظ 75 آکٹیٹ تک",
    ),
    "lint.mime-defect": Four(
        "Sound MIME parts",
        "MIME-Teile ohne Fehler",
        "Parties MIME sans défaut",
        "MIME حصے درست ہوں",
    ),
    "lint.hdr-count": Four(
        "Each header as often as it should; no Cc, no Bcc",
        "Jede Kopfzeile so oft, wie sie soll; kein Cc, kein Bcc",
        "Chaque en-tête autant qu’il faut ; ni Cc ni Bcc",
        "ہر سرنامہ مقررہ بار؛ Cc یا Bcc نہیں",
    ),
    "lint.hdr-uri-encoded": Four(
        "Addresses in headers written plainly",
        "Adressen in Kopfzeilen unkodiert",
        "Adresses en clair dans les en-têtes",
        "سرناموں میں پتے سادہ لکھے ہوں",
    ),
    "lint.8058-https": Four(
        "Exactly one https address to unsubscribe",
        "Genau eine https-Adresse zum Abmelden",
        "Une seule adresse https de désabonnement",
        "رکنیت ختم کرنے کا ایک ہی https پتا",
    ),
    "lint.8058-first": Four(
        "The web address first", "Die Webadresse zuerst", "L’adresse web en premier", "ویب پتا پہلے"
    ),
    "lint.8058-post": Four(
        "One-click in the words of RFC 8058",
        "Ein-Klick im Wortlaut von RFC 8058",
        "Un clic dans les termes du RFC 8058",
        "ایک کلک RFC 8058 کے الفاظ میں",
    ),
    "lint.2919": Four(
        "List-Id with a domain",
        "List-Id mit einer Domain",
        "List-Id avec un domaine",
        "List-Id ڈومین کے ساتھ",
    ),
    "lint.fbl": Four(
        "Feedback-ID of four fields at most",
        "Feedback-ID mit höchstens vier Feldern",
        "Feedback-ID de quatre champs au plus",
        "Feedback-ID زیادہ سے زیادہ چار خانے",
    ),
    "lint.msgid": Four(
        "Message-ID of two sides",
        "Message-ID mit zwei Seiten",
        "Message-ID en deux parties",
        "Message-ID دو حصوں میں",
    ),
    "lint.date": Four(
        "A date with its zone",
        "Datum mit Zeitzone",
        "Une date avec son fuseau",
        "تاریخ اپنے خطے کے ساتھ",
    ),
    "lint.subject-len": Four(
        "Subject of 1 to 150 characters",
        "Betreff mit 1 bis 150 Zeichen",
        "Objet de 1 à 150 caractères",
        "موضوع 1 تا 150 حروف",
    ),
    "lint.subject-70": Four(
        "Subject up to 70 characters",
        "Betreff bis 70 Zeichen",
        "Objet de 70 caractères au plus",
        "موضوع 70 حروف تک",
    ),
    "lint.subject-raw": Four(
        "Subject without line breaks and gaps",
        "Betreff ohne Umbrüche und Lücken",
        "Objet sans saut de ligne ni trou",
        "موضوع میں سطر یا خلا نہ ہو",
    ),
    "lint.from-one": Four(
        "Exactly one sender", "Genau ein Absender", "Un seul expéditeur", "ایک ہی مرسل"
    ),
    "lint.to-one": Four("Exactly one reader", "Genau ein Leser", "Un seul lecteur", "ایک ہی قاری"),
    "lint.from-free": Four(
        "Sender not at a free mailbox",
        "Absender nicht bei einem Gratispostfach",
        "Expéditeur hors messagerie gratuite",
        "مرسل مفت ڈاک خانے پر نہ ہو",
    ),
    "lint.mime-alt": Four(
        "Plain text and HTML", "Text und HTML", "Texte et HTML", "سادہ متن اور HTML"
    ),
    "lint.mime-order": Four(
        "Plain text first, HTML last",
        "Erst Text, zuletzt HTML",
        "Le texte d’abord, le HTML à la fin",
        "پہلے متن، آخر میں HTML",
    ),
    "lint.charset": Four("Text in UTF-8", "Text in UTF-8", "Texte en UTF-8", "متن UTF-8 میں"),
    "lint.cte": Four(
        "Text readable in the raw letter",
        "Text im rohen Brief lesbar",
        "Texte lisible dans la lettre brute",
        "خام خط میں متن پڑھا جا سکے",
    ),
    "lint.leftover": Four(
        "No gap and no template code left",
        "Keine Lücke und kein Vorlagencode übrig",
        "Ni trou ni code de gabarit restant",
        "کوئی خلا یا سانچے کا کوڈ باقی نہ ہو",
    ),
    "lint.mojibake": Four(
        "No broken characters",
        "Keine zerstörten Zeichen",
        "Pas de caractères cassés",
        "کوئی ٹوٹا حرف نہ ہو",
    ),
    "lint.private-url": Four(
        "Addresses reachable from outside",
        "Adressen von außen erreichbar",
        "Adresses joignables de l’extérieur",
        "پتے باہر سے کھلیں",
    ),
    "lint.secret-place": Four(
        "Readers’ tokens only where they belong",
        "Leserschlüssel nur, wo sie hingehören",
        "Jetons des lecteurs à leur place seulement",
        "قارئین کی کلید صرف اپنی جگہ",
    ),
    "lint.gmail-102k": Four(
        "HTML below what Gmail clips",
        "HTML kleiner, als Gmail abschneidet",
        "HTML sous la coupe de Gmail",
        "HTML اس حد سے کم جہاں Gmail کاٹتا ہے",
    ),
    "lint.gmail-80k": Four(
        "HTML comfortably small", "HTML angenehm klein", "HTML assez petit", "HTML خاصا چھوٹا"
    ),
    "lint.msg-size": Four(
        "The whole letter comfortably small",
        "Der ganze Brief angenehm klein",
        "Toute la lettre assez petite",
        "پورا خط خاصا چھوٹا",
    ),
    "lint.gmail-style-8k": Four(
        "No style dropped for its length",
        "Kein Stil wegen Länge verworfen",
        "Aucun style écarté pour sa longueur",
        "کوئی انداز لمبائی سے نہ چھوٹے",
    ),
    "lint.unsub-text": Four(
        "The text shows the link to unsubscribe",
        "Der Text zeigt den Abmeldelink",
        "Le texte montre le lien de désabonnement",
        "متن میں رکنیت ختم کرنے کا ربط ہو",
    ),
    "lint.parity-url": Four(
        "The page’s links in the text too",
        "Links der Seite auch im Text",
        "Les liens de la page aussi dans le texte",
        "صفحے کے روابط متن میں بھی",
    ),
    "lint.parity-head": Four(
        "The headlines in the text too",
        "Überschriften auch im Text",
        "Les titres aussi dans le texte",
        "سرخیاں متن میں بھی",
    ),
    "lint.text-short": Four(
        "Text of 200 characters at least",
        "Text mit mindestens 200 Zeichen",
        "Texte d’au moins 200 caractères",
        "متن کم از کم 200 حروف",
    ),
    "lint.text-line": Four(
        "Text lines up to 998 characters",
        "Textzeilen bis 998 Zeichen",
        "Lignes de texte de 998 caractères au plus",
        "متن کی سطر 998 حروف تک",
    ),
    "lint.text-md": Four(
        "Text without marks of a markup",
        "Text ohne Auszeichnungszeichen",
        "Texte sans marques de balisage",
        "متن میں مارک اپ کے نشان نہ ہوں",
    ),
}
