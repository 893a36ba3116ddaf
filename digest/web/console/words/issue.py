"""Words of one issue on its way: figures, what may be pressed, batches, the list of who got it."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "progress.id": Four("Id {n:id}", "Nr. {n:id}", "N° {n:id}", "نمبر {n:id}"),
    "progress.due": Four("due {at}", "fällig {at}", "prévu le {at}", "مقررہ وقت {at}"),
    "progress.finished": Four("finished {at}", "fertig {at}", "terminé le {at}", "مکمل {at}"),
    "progress.public": Four(
        "as the public sees it",
        "wie die Öffentlichkeit sie sieht",
        "tel que le public le voit",
        "جیسا عوام دیکھتے ہیں",
    ),
    "progress.person": Four(
        "This needs a person: {what}",
        "Das braucht einen Menschen: {what}",
        "Cela demande une décision : {what}",
        "اس پر کسی کا فیصلہ چاہیے: {what}",
    ),
    "progress.settle": Four(
        "say what became of the uncertain",
        "sagen, was aus den Ungewissen wurde",
        "dire ce que sont devenus les incertains",
        "بتائیے غیر یقینی کا کیا بنا",
    ),
    "progress.approved": Four(
        "Approved by {who} for {n} {n:reader|readers}.",
        "Freigegeben von {who} für {n} Leser.",
        "Approuvé par {who} pour {n} {n:lecteur|lecteurs}.",
        "{who} نے {n} {n:قاری|قارئین} کے لیے منظور کیا۔",
    ),
    "progress.leaves": Four(
        "It leaves at {at}, or with the next tick after that.",
        "Sie geht um {at} hinaus, oder mit dem nächsten Takt danach.",
        "Il part à {at}, ou au prochain passage du ticker.",
        "یہ {at} پر، یا اس کے بعد کے اگلے دور میں روانہ ہوگا۔",
    ),
    "progress.leaves.next": Four(
        "It leaves with the next tick.",
        "Sie geht mit dem nächsten Takt hinaus.",
        "Il part au prochain passage du ticker.",
        "یہ اگلے دور میں روانہ ہوگا۔",
    ),
    "progress.undo": Four("Undo", "Zurücknehmen", "Annuler", "واپس لیجیے"),
    "progress.undone": Four(
        "Taken back. Nothing leaves until somebody approves it again.",
        "Zurückgenommen. Nichts geht hinaus, bis jemand es wieder freigibt.",
        "Repris. Rien ne part tant que personne ne l’approuve à nouveau.",
        "واپس لے لیا گیا۔ دوبارہ منظوری تک کچھ روانہ نہیں ہوگا۔",
    ),
    "progress.undo.late": Four(
        "Too late to take it back. Pause or stop it here.",
        "Zum Zurücknehmen ist es zu spät. Halten Sie sie hier an, oder brechen Sie ab.",
        "Trop tard pour le reprendre. Mettez en pause ou arrêtez ici.",
        "واپس لینے میں دیر ہو گئی۔ یہاں روکیے یا بند کیجیے۔",
    ),
    "few.first": Four(
        "The first {n} {n:reader goes|readers go} first.",
        "Die ersten {n} Leser gehen voran.",
        "Les {n} premiers lecteurs passent d’abord.",
        "پہلے {n} قارئین کو پہلے جاتا ہے۔",
    ),
    "few.out": Four(
        "They had it by {at}; the rest waits for what comes back.",
        "Sie hatten es um {at}; der Rest wartet auf das, was zurückkommt.",
        "Ils l’avaient à {at} ; le reste attend ce qui revient.",
        "انہیں {at} تک مل گیا؛ باقی واپسیوں کے منتظر ہیں۔",
    ),
    "few.going": Four(
        "They are on their way; the rest waits.",
        "Sie sind unterwegs; der Rest wartet.",
        "Ils sont en route ; le reste attend.",
        "وہ راستے میں ہیں؛ باقی منتظر ہیں۔",
    ),
    "few.button": Four(
        "Let the rest go now",
        "Den Rest jetzt hinauslassen",
        "Laisser partir le reste",
        "باقی ابھی جانے دیجیے",
    ),
    "progress.look": Four(
        "Look at the choice", "Auswahl ansehen", "Voir le choix", "انتخاب دیکھیے"
    ),
    "progress.pause": Four("Pause", "Anhalten", "Pause", "روکیے"),
    "progress.paused": Four(
        "Paused. Nothing more leaves until it goes on.",
        "Angehalten. Nichts geht mehr hinaus, bis es weitergeht.",
        "En pause. Plus rien ne part avant la reprise.",
        "روک دیا گیا۔ دوبارہ چلنے تک کچھ روانہ نہیں ہوگا۔",
    ),
    "progress.resume": Four("Go on", "Weiter", "Reprendre", "جاری رکھیے"),
    "progress.held": Four(
        "Held. It leaves only when somebody approves it.",
        "Zurückgehalten. Sie geht erst hinaus, wenn jemand sie freigibt.",
        "Retenu. Il ne part que si quelqu’un l’approuve.",
        "روک لیا گیا۔ یہ کسی کی منظوری پر ہی روانہ ہوگا۔",
    ),
    "progress.hold": Four("Hold it", "Zurückhalten", "Retenir", "روک لیجیے"),
    "progress.resumed": Four(
        "It goes on where it stopped.",
        "Es geht weiter, wo es stehen blieb.",
        "L’envoi reprend où il s’était arrêté.",
        "جہاں رکا تھا وہیں سے جاری ہے۔",
    ),
    "progress.rest": Four(
        "The rest is on its way.",
        "Der Rest ist unterwegs.",
        "Le reste est en route.",
        "باقی راستے میں ہیں۔",
    ),
    "progress.stop": Four("Stop…", "Abbrechen …", "Arrêter…", "بند کیجیے…"),
    "progress.stop.words": Four(
        "Who has it keeps it; nobody else will ever get this issue. This cannot be undone.",
        "Wer sie hat, behält sie; sonst bekommt niemand je diese Ausgabe. Das lässt sich nicht rückgängig machen.",
        "Qui l’a le garde ; personne d’autre n’aura jamais ce numéro. C’est sans retour.",
        "جسے مل چکا اس کے پاس رہے گا؛ کسی اور کو یہ شمارہ کبھی نہیں ملے گا۔ یہ واپس نہیں ہو سکتا۔",
    ),
    "progress.stop.button": Four(
        "Stop it for good", "Endgültig abbrechen", "Arrêter pour de bon", "ہمیشہ کے لیے بند کیجیے"
    ),
    "progress.stopped": Four(
        "Stopped for good. The list below says who got it.",
        "Endgültig abgebrochen. Die Liste unten sagt, wer sie bekam.",
        "Arrêté pour de bon. La liste ci-dessous dit qui l’a reçu.",
        "ہمیشہ کے لیے بند۔ نیچے کی فہرست بتاتی ہے کسے ملا۔",
    ),
    "progress.report": Four(
        "Report: what became of it",
        "Bericht: Was daraus wurde",
        "Rapport : ce qu’il en est advenu",
        "رپورٹ: اس کا کیا بنا",
    ),
    "progress.balance": Four("Balance", "Bilanz", "Bilan", "حساب"),
    "progress.holds": Four("It holds.", "Sie geht auf.", "Il tombe juste.", "حساب پورا ہے۔"),
    "progress.share": Four(
        "{share} % have their verdict",
        "{share} % haben ihr Ergebnis",
        "{share} % ont leur verdict",
        "{share} % کا نتیجہ آ چکا",
    ),
    "progress.speed": Four(
        "{n} {n:reader|readers} a second",
        "{n} Leser je Sekunde",
        "{n} {n:lecteur|lecteurs} par seconde",
        "فی سیکنڈ {n} {n:قاری|قارئین}",
    ),
    "progress.left": Four(
        "about {span} left", "noch etwa {span}", "encore {span} environ", "تقریباً {span} باقی"
    ),
    "progress.again": Four("look again", "noch einmal ansehen", "regarder encore", "دوبارہ دیکھیے"),
    "hours.title": Four(
        "Own hours to come",
        "Eigene Stunden, die noch kommen",
        "Heures propres à venir",
        "قارئین کے اپنے آنے والے اوقات",
    ),
    "hours.intro": Four(
        "Pending readers who get it at an hour of their own; {n} others are due now.",
        "Ausstehende Leser, die sie zu ihrer eigenen Stunde bekommen; {n} andere sind jetzt fällig.",
        "Lecteurs en attente qui le reçoivent à leur heure ; {n} autres sont dus maintenant.",
        "باقی قارئین جنہیں یہ اپنے وقت پر ملتا ہے؛ {n} دوسروں کا وقت ہو چکا۔",
    ),
    "hours.when": Four("When", "Wann", "Quand", "کب"),
    "hours.then": Four("settled then", "klärt sich dann", "réglé alors", "تب طے ہوگا"),
    "progress.left_out": Four(
        "Why readers were left out",
        "Warum Leser ausgenommen sind",
        "Pourquoi des lecteurs sont exclus",
        "قارئین کیوں شامل نہیں",
    ),
    "progress.not_frozen": Four(
        "The audience is not frozen yet.",
        "Die Empfänger stehen noch nicht fest.",
        "Les destinataires ne sont pas encore arrêtés.",
        "قارئین ابھی طے نہیں ہوئے۔",
    ),
    "progress.who": Four("Who exactly", "Wer genau", "Qui exactement", "ٹھیک ٹھیک کون"),
    "everybody": Four("everybody", "alle", "tout le monde", "سب"),
    "progress.download": Four(
        "Download the list", "Liste herunterladen", "Télécharger la liste", "فہرست اتاریے"
    ),
    "oddities": Four(
        "Copies that need a look",
        "Kopien, die einen Blick brauchen",
        "Exemplaires à regarder",
        "دیکھنے کے لائق نقلیں",
    ),
    "table.reader": Four("Reader", "Leser", "Lecteur", "قاری"),
    "table.state": Four("State", "Stand", "État", "حالت"),
    "batches.some": Four(
        "The first {n}: those in trouble, then those that move.",
        "Die ersten {n}: die mit Störung, dann die, die sich bewegen.",
        "Les {n} premiers : ceux en difficulté, puis ceux qui avancent.",
        "پہلے {n}: مشکل والے، پھر جو چل رہے ہیں۔",
    ),
    "table.said": Four("What was said", "Was gesagt wurde", "Ce qui a été dit", "کیا کہا گیا"),
    "table.when": Four("When", "Wann", "Quand", "کب"),
    "oddities.more": Four(
        "The first {n}. All of them: {command}",
        "Die ersten {n}. Alle: {command}",
        "Les {n} premiers. Tous : {command}",
        "پہلے {n}۔ سب کے لیے: {command}",
    ),
    "batches": Four("Batches", "Pakete", "Lots", "کھیپیں"),
    "table.number": Four("No.", "Nr.", "N°", "نمبر"),
    "table.language": Four("Language", "Sprache", "Langue", "زبان"),
    "table.readers": Four("Readers", "Leser", "Lecteurs", "قارئین"),
    "table.attempts": Four("Attempts", "Versuche", "Essais", "کوششیں"),
    "progress.did": Four(
        "What people did", "Was Menschen taten", "Ce que des personnes ont fait", "کس نے کیا کیا"
    ),
    "report.keep": Four("Keep as a file", "Als Datei behalten", "Garder en fichier", "فائل رکھیے"),
    "report.issue": Four("The issue", "Die Ausgabe", "Le numéro", "شمارہ"),
    "report.title": Four(
        "Report: {title} {day}",
        "Bericht: {title} {day}",
        "Rapport : {title} {day}",
        "رپورٹ: {title} {day}",
    ),
}
