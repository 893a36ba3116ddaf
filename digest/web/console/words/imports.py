"""Words of the page of files: readers in, with a rehearsal and a yes, and readers out."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "imports.title": Four("Files", "Dateien", "Fichiers", "فائلیں"),
    "imports.in": Four(
        "Bring readers in", "Leser hereinholen", "Faire entrer des lecteurs", "قارئین درآمد کیجیے"
    ),
    "imports.intro": Four(
        "First it is only found out what would come of it, row by row. Nobody comes in before you say yes, and nobody who left or must not be mailed comes back.",
        "Zuerst wird nur festgestellt, was Zeile für Zeile daraus würde. Niemand kommt herein, bevor Sie Ja sagen, und niemand, der ging oder nicht angeschrieben werden darf, kommt zurück.",
        "On établit d’abord ce qu’il en adviendrait, ligne par ligne. Personne n’entre avant votre oui, et qui est parti ou ne doit pas recevoir de courrier ne revient pas.",
        "پہلے صرف یہ معلوم کیا جاتا ہے کہ ہر سطر کا کیا ہوگا۔ آپ کی ہاں سے پہلے کوئی اندر نہیں آتا، اور جو چلا گیا یا جسے ڈاک نہیں جانی، واپس نہیں آتا۔",
    ),
    "imports.file": Four("File", "Datei", "Fichier", "فائل"),
    "imports.file.hint": Four(
        "CSV, TSV or JSON lines, also packed as gzip or zip; up to {n} MB.",
        "CSV, TSV oder JSON-Zeilen, auch als gzip oder zip gepackt; bis {n} MB.",
        "CSV, TSV ou lignes JSON, même compressés en gzip ou zip ; jusqu’à {n} Mo.",
        "CSV، TSV یا JSON سطریں، gzip یا zip میں بھی؛ {n} MB تک۔",
    ),
    "imports.list": Four("Onto the list", "Auf die Liste", "Sur la liste", "اس فہرست میں"),
    "imports.list.new": Four(
        "A name that is new makes a new list.",
        "Ein neuer Name legt eine neue Liste an.",
        "Un nom nouveau crée une liste.",
        "نیا نام نئی فہرست بناتا ہے۔",
    ),
    "imports.how": Four(
        "How they come in", "Wie sie hereinkommen", "Comment ils entrent", "کیسے آئیں"
    ),
    "imports.how.confirmed": Four(
        "confirmed: you have their consent",
        "bestätigt: Sie haben ihre Einwilligung",
        "confirmés : vous avez leur consentement",
        "تصدیق شدہ: آپ کے پاس ان کی رضامندی ہے",
    ),
    "imports.how.asks": Four(
        "each is asked by mail first, by {digest}",
        "jeder wird zuerst per Mail gefragt, von {digest}",
        "chacun est d’abord interrogé par courriel, par {digest}",
        "پہلے {digest} کی طرف سے ہر ایک سے پوچھا جائے",
    ),
    "imports.columns": Four(
        "Columns by hand…", "Spalten von Hand…", "Colonnes à la main…", "کالم خود بتائیے…"
    ),
    "imports.columns.hint": Four(
        "Only where the headers do not say it: what the column is called in the file.",
        "Nur wo die Überschriften es nicht sagen: wie die Spalte in der Datei heißt.",
        "Seulement si les en-têtes ne le disent pas : le nom de la colonne dans le fichier.",
        "صرف جہاں سرنامے واضح نہ ہوں: فائل میں کالم کا نام۔",
    ),
    "imports.try": Four(
        "Try it: nothing is kept yet",
        "Probieren: noch wird nichts behalten",
        "Essayer : rien n’est encore gardé",
        "آزمائیے: ابھی کچھ محفوظ نہیں ہوتا",
    ),
    "imports.refused": Four(
        "The file was not taken: {why}",
        "Die Datei wurde nicht angenommen: {why}",
        "Le fichier n’a pas été pris : {why}",
        "فائل قبول نہیں ہوئی: {why}",
    ),
    "imports.nothing": Four(
        "Choose a file and a list. Nothing was taken.",
        "Wählen Sie eine Datei und eine Liste. Nichts wurde angenommen.",
        "Choisissez un fichier et une liste. Rien n’a été pris.",
        "فائل اور فہرست چنیے۔ کچھ نہیں لیا گیا۔",
    ),
    "imports.latest": Four(
        "Files so far", "Bisherige Dateien", "Fichiers jusqu’ici", "اب تک کی فائلیں"
    ),
    "imports.none": Four(
        "No file came in yet.",
        "Noch kam keine Datei.",
        "Aucun fichier n’est encore venu.",
        "ابھی کوئی فائل نہیں آئی۔",
    ),
    "imports.state": Four("State", "Stand", "État", "حالت"),
    "imports.into": Four(
        "{name} onto {list}", "{name} auf {list}", "{name} sur {list}", "{name}، فہرست {list}"
    ),
    "imports.rows": Four(
        "{n} {n:line|lines}", "{n} {n:Zeile|Zeilen}", "{n} {n:ligne|lignes}", "{n} {n:سطر|سطریں}"
    ),
    "imports.progress": Four(
        "{line} of {n} lines",
        "{line} von {n} Zeilen",
        "{line} lignes sur {n}",
        "{n} میں سے {line} سطریں",
    ),
    "imports.rate": Four(
        "{n} a second, about {span} left",
        "{n} je Sekunde, noch etwa {span}",
        "{n} par seconde, encore {span} environ",
        "فی سیکنڈ {n}، تقریباً {span} باقی",
    ),
    "imports.waits": Four(
        "A worker takes it up within a minute.",
        "Ein Worker nimmt sie innerhalb einer Minute auf.",
        "Un worker s’en charge dans la minute.",
        "ایک منٹ کے اندر کام شروع ہو جائے گا۔",
    ),
    "imports.again": Four("look again", "neu ansehen", "regarder encore", "دوبارہ دیکھیے"),
    "imports.found": Four(
        "What comes of its rows",
        "Was aus den Zeilen wird",
        "Ce que deviennent ses lignes",
        "سطروں کا کیا ہوگا",
    ),
    "imports.away": Four(
        "{n} {n:row|rows} would have brought back somebody who said no, and does not.",
        "{n} {n:Zeile hätte|Zeilen hätten} jemanden zurückgebracht, der Nein sagte, und {n:tut|tun} es nicht.",
        "{n} {n:ligne aurait|lignes auraient} fait revenir quelqu’un qui avait dit non, et ne le {n:fait|font} pas.",
        "{n} {n:سطر|سطریں} انکار کرنے والے کو واپس لاتی، مگر نہیں لائے گی۔",
    ),
    "imports.unused": Four(
        "Columns that nobody reads:",
        "Spalten, die niemand liest:",
        "Colonnes que personne ne lit :",
        "کالم جو پڑھے نہیں جاتے:",
    ),
    "imports.cut": Four(
        "The rehearsal looked as far as line {n}.",
        "Die Probe reichte bis Zeile {n}.",
        "L’essai est allé jusqu’à la ligne {n}.",
        "آزمائش سطر {n} تک دیکھی گئی۔",
    ),
    "imports.shown": Four(
        "Some rows of each kind",
        "Einige Zeilen jeder Art",
        "Quelques lignes de chaque sorte",
        "ہر قسم کی چند سطریں",
    ),
    "imports.line": Four("Line", "Zeile", "Ligne", "سطر"),
    "imports.row": Four("Row", "Inhalt", "Contenu", "متن"),
    "imports.becomes": Four("Becomes", "Wird", "Devient", "نتیجہ"),
    "imports.changes": Four("Changes", "Änderungen", "Changements", "تبدیلیاں"),
    "imports.why": Four("Why", "Warum", "Pourquoi", "وجہ"),
    "imports.bad": Four(
        "Rows that are not taken",
        "Zeilen, die nicht genommen werden",
        "Lignes qui ne sont pas prises",
        "سطریں جو نہیں لی گئیں",
    ),
    "imports.bad.more": Four(
        "The first {n} of them.",
        "Die ersten {n} davon.",
        "Les {n} premières.",
        "ان میں سے پہلی {n}۔",
    ),
    "imports.agree": Four("Say yes", "Ja sagen", "Dire oui", "ہاں کہیے"),
    "imports.consent": Four(
        "Where their consent comes from",
        "Woher ihre Einwilligung stammt",
        "D’où vient leur consentement",
        "ان کی رضامندی کہاں سے آئی",
    ),
    "imports.consent.hint": Four(
        "In a sentence; it stands in the audit beside your name.",
        "In einem Satz; er steht im Protokoll neben Ihrem Namen.",
        "En une phrase ; elle figure au journal à côté de votre nom.",
        "ایک جملے میں؛ یہ آپ کے نام کے ساتھ ریکارڈ میں رہے گا۔",
    ),
    "imports.have": Four(
        "I have the consent of everybody in this file.",
        "Ich habe die Einwilligung aller in dieser Datei.",
        "J’ai le consentement de chacun dans ce fichier.",
        "میرے پاس اس فائل کے ہر شخص کی رضامندی ہے۔",
    ),
    "imports.do": Four("Bring them in", "Hereinholen", "Les faire entrer", "درآمد کیجیے"),
    "imports.cancel": Four("Leave it", "Lassen", "Laisser", "چھوڑ دیجیے"),
    "imports.stop": Four("Stop here", "Hier anhalten", "Arrêter ici", "یہیں روکیے"),
    "imports.agreed": Four(
        "They are coming in.", "Sie kommen herein.", "Ils entrent.", "قارئین درآمد ہو رہے ہیں۔"
    ),
    "imports.cancelled": Four(
        "Called off. Who is in stays.",
        "Abgesagt. Wer drin ist, bleibt.",
        "Annulé. Qui est entré reste.",
        "منسوخ۔ جو آ گیا، باقی رہے گا۔",
    ),
    "imports.over": Four(
        "It was over already. Nothing changed.",
        "Es war schon vorbei. Nichts hat sich geändert.",
        "C’était déjà fini. Rien n’a changé.",
        "پہلے ہی ختم ہو چکا تھا۔ کچھ نہیں بدلا۔",
    ),
    "imports.say": Four(
        "Say where the consent comes from, and that you have it. Nobody came in.",
        "Sagen Sie, woher die Einwilligung stammt und dass Sie sie haben. Niemand kam herein.",
        "Dites d’où vient le consentement, et que vous l’avez. Personne n’est entré.",
        "بتائیے رضامندی کہاں سے آئی اور یہ کہ وہ آپ کے پاس ہے۔ کوئی درآمد نہیں ہوا۔",
    ),
    "upload.trying": Four("being tried", "wird probiert", "à l’essai", "آزمائش جاری"),
    "upload.tried": Four(
        "tried, waits for a yes",
        "probiert, wartet auf ein Ja",
        "essayé, attend un oui",
        "آزمایا گیا، ہاں کا منتظر",
    ),
    "upload.coming": Four("coming in", "kommt herein", "entre", "درآمد جاری"),
    "upload.finished": Four("finished", "fertig", "terminé", "مکمل"),
    "upload.failed": Four("cannot be read", "nicht lesbar", "illisible", "پڑھی نہیں جا سکی"),
    "upload.cancelled": Four("called off", "abgesagt", "annulé", "منسوخ"),
    "found.new": Four("new readers", "neue Leser", "nouveaux lecteurs", "نئے قارئین"),
    "found.joined": Four(
        "known readers, new on this list",
        "bekannte Leser, neu auf dieser Liste",
        "lecteurs connus, nouveaux sur cette liste",
        "معلوم قارئین، اس فہرست میں نئے",
    ),
    "found.changed": Four(
        "on the list, brought up to date",
        "auf der Liste, aktualisiert",
        "sur la liste, mis à jour",
        "فہرست میں موجود، تازہ کیے گئے",
    ),
    "found.unchanged": Four(
        "on the list already", "schon auf der Liste", "déjà sur la liste", "پہلے سے فہرست میں"
    ),
    "found.left": Four(
        "left this list before: not subscribed again",
        "haben diese Liste verlassen: nicht wieder angemeldet",
        "avaient quitté cette liste : pas réinscrits",
        "فہرست چھوڑ چکے: دوبارہ شامل نہیں",
    ),
    "found.suppressed": Four(
        "never mailed: not subscribed",
        "nie angeschrieben: nicht angemeldet",
        "jamais écrits : pas inscrits",
        "کبھی ڈاک نہیں: شامل نہیں",
    ),
    "found.refused": Four("refused", "abgewiesen", "refusées", "رد"),
    "role.email": Four("address", "Adresse", "adresse", "پتا"),
    "role.name": Four("name", "Name", "nom", "نام"),
    "role.first": Four("first name", "Vorname", "prénom", "پہلا نام"),
    "role.last": Four("last name", "Nachname", "nom de famille", "خاندانی نام"),
    "role.language": Four("language", "Sprache", "langue", "زبان"),
    "role.zone": Four("zone", "Zeitzone", "fuseau", "وقت کا خطہ"),
    "role.state": Four("standing", "Stand", "situation", "حیثیت"),
    "exports.title": Four(
        "Take readers out", "Leser mitnehmen", "Faire sortir des lecteurs", "قارئین برآمد کیجیے"
    ),
    "exports.form": Four("As", "Als", "En", "شکل"),
    "exports.csv": Four(
        "CSV, as an import takes it",
        "CSV, wie ein Import es nimmt",
        "CSV, comme un import le prend",
        "CSV، جیسے درآمد لیتی ہے",
    ),
    "exports.json": Four("JSON lines", "JSON-Zeilen", "lignes JSON", "JSON سطریں"),
    "exports.do": Four("Download", "Herunterladen", "Télécharger", "ڈاؤن لوڈ کیجیے"),
}
