"""Words of the page of schedules: rules in words, what comes next, what summer time does to it."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "nav.schedules": Four("Schedules", "Pläne", "Programmes", "شیڈول"),
    "schedules.title": Four("Schedules", "Pläne", "Programmes", "شیڈول"),
    "schedules.file": Four(
        "A schedule stands in {file} and is read when digest starts. Days can be taken out here.",
        "Ein Plan steht in {file} und wird beim Start von digest gelesen. Tage lassen sich hier herausnehmen.",
        "Un programme se trouve dans {file} et est lu au démarrage de digest. Des jours peuvent être retirés ici.",
        "شیڈول {file} میں لکھا ہے اور digest کے آغاز پر پڑھا جاتا ہے۔ دن یہاں نکالے جا سکتے ہیں۔",
    ),
    "schedules.none": Four(
        "It has no schedule: it goes out by hand alone. Write {line} into its file to give it one.",
        "Er hat keinen Plan: Er geht nur von Hand hinaus. Schreiben Sie {line} in seine Datei, um ihm einen zu geben.",
        "Il n’a pas de programme : il ne part qu’à la main. Écrivez {line} dans son fichier pour lui en donner un.",
        "اس کا کوئی شیڈول نہیں: صرف ہاتھ سے جاتا ہے۔ شیڈول دینے کے لیے اس کی فائل میں {line} لکھیے۔",
    ),
    "schedules.rule": Four("Rule", "Regel", "Règle", "قاعدہ"),
    "schedules.written": Four(
        "as written: {rule}", "geschrieben: {rule}", "écrit : {rule}", "یوں لکھا ہے: {rule}"
    ),
    "schedules.zone": Four(
        "in the zone {zone}", "in der Zeitzone {zone}", "dans le fuseau {zone}", "وقت کا خطہ {zone}"
    ),
    "schedules.late": Four("When late", "Wenn verspätet", "En retard", "دیر ہو تو"),
    "catch.limit": Four(
        "goes out up to {span} late; later it is not sent",
        "geht bis {span} verspätet hinaus; später nicht mehr",
        "part avec {span} de retard au plus ; après, il n’est pas envoyé",
        "{span} تک دیر سے جاتا ہے؛ اس کے بعد نہیں",
    ),
    "catch.always": Four(
        "goes out however late",
        "geht hinaus, wie spät auch immer",
        "part, quel que soit le retard",
        "جتنی بھی دیر ہو، جاتا ہے",
    ),
    "catch.ask": Four(
        "up to {span} it goes out; later it waits for a person",
        "bis {span} geht er hinaus; danach wartet er auf einen Menschen",
        "jusqu’à {span} il part ; après, il attend quelqu’un",
        "{span} تک جاتا ہے؛ اس کے بعد کسی کے فیصلے کا منتظر رہتا ہے",
    ),
    "catch.never": Four(
        "nothing more than five minutes late is sent",
        "nichts, was mehr als fünf Minuten zu spät ist, wird gesendet",
        "rien n’est envoyé avec plus de cinq minutes de retard",
        "پانچ منٹ سے زیادہ دیر ہو تو نہیں بھیجا جاتا",
    ),
    "schedules.approval": Four("Approval", "Freigabe", "Approbation", "منظوری"),
    "approval.no": Four(
        "it leaves by itself",
        "er geht von selbst hinaus",
        "il part de lui-même",
        "خود روانہ ہوتا ہے",
    ),
    "approval.or_send": Four(
        "an editor may hold it until two minutes before; else it leaves",
        "eine Redakteurin kann ihn bis zwei Minuten vorher zurückhalten; sonst geht er",
        "un éditeur peut le retenir jusqu’à deux minutes avant ; sinon il part",
        "مدیر دو منٹ پہلے تک روک سکتا ہے؛ ورنہ چلا جاتا ہے",
    ),
    "approval.or_hold": Four(
        "it waits until an editor approves it",
        "er wartet, bis ihn jemand freigibt",
        "il attend qu’un éditeur l’approuve",
        "مدیر کی منظوری تک رکا رہتا ہے",
    ),
    "schedules.without": Four("Days without", "Tage ohne", "Jours sans", "خالی دن"),
    "schedules.without.none": Four("none", "keine", "aucun", "کوئی نہیں"),
    "schedules.by_file": Four("in its file", "in seiner Datei", "dans son fichier", "فائل میں"),
    "schedules.by_hand": Four("by hand", "von Hand", "à la main", "ہاتھ سے"),
    "schedules.once": Four(
        "Moments besides", "Weitere Zeitpunkte", "Moments en plus", "اضافی اوقات"
    ),
    "schedules.blackout": Four(
        "Nothing begins", "Nichts beginnt", "Rien ne commence", "کچھ شروع نہیں ہوتا"
    ),
    "schedules.span": Four(
        "{begin} to {end}", "{begin} bis {end}", "{begin} à {end}", "{begin} سے {end}"
    ),
    "schedules.next": Four("The next five", "Die nächsten fünf", "Les cinq prochains", "اگلے پانچ"),
    "schedules.local": Four("Local time", "Ortszeit", "Heure locale", "مقامی وقت"),
    "schedules.utc": Four("UTC", "UTC", "UTC", "UTC"),
    "schedules.in": Four("In", "In", "Dans", "کتنی دیر میں"),
    "schedules.note": Four("Note", "Hinweis", "Remarque", "نوٹ"),
    "schedules.hours": Four(
        "own hours: {n} readers at once, the last at {at}",
        "eigene Stunden: {n} Leser sofort, die letzten um {at}",
        "heures choisies : {n} lecteurs tout de suite, les derniers à {at}",
        "اپنے اوقات: {n} قارئین فوراً، آخری {at} پر",
    ),
    "schedules.skipped": Four(
        "not sent: {why}",
        "wird nicht gesendet: {why}",
        "pas envoyé : {why}",
        "نہیں بھیجا جائے گا: {why}",
    ),
    "dst.gap": Four(
        "the clock goes forward and shows no {wall}",
        "die Uhr wird vorgestellt und zeigt kein {wall}",
        "l’horloge avance et ne montre pas {wall}",
        "گھڑی آگے ہوتی ہے اور {wall} نہیں دکھاتی",
    ),
    "dst.fold": Four(
        "the clock goes back and shows {wall} twice: the first time",
        "die Uhr wird zurückgestellt und zeigt {wall} zweimal: beim ersten Mal",
        "l’horloge recule et montre {wall} deux fois : la première",
        "گھڑی پیچھے ہوتی ہے اور {wall} دو بار دکھاتی ہے: پہلی بار",
    ),
    "dst.forward": Four(
        "the clock went forward since the one before",
        "seit dem vorigen wurde die Uhr vorgestellt",
        "l’horloge a avancé depuis le précédent",
        "پچھلے کے بعد گھڑی آگے ہوئی",
    ),
    "dst.back": Four(
        "the clock went back since the one before",
        "seit dem vorigen wurde die Uhr zurückgestellt",
        "l’horloge a reculé depuis le précédent",
        "پچھلے کے بعد گھڑی پیچھے ہوئی",
    ),
    "schedules.skip": Four("Take it out", "Herausnehmen", "Retirer", "نکالیے"),
    "schedules.skip.day": Four(
        "Take {day} out", "{day} herausnehmen", "Retirer {day}", "{day} نکالیے"
    ),
    "schedules.unskip.day": Four(
        "Put {day} back", "{day} zurücknehmen", "Remettre {day}", "{day} واپس رکھیے"
    ),
    "schedules.day": Four(
        "A day without {digest}",
        "Ein Tag ohne {digest}",
        "Un jour sans {digest}",
        "{digest} کے بغیر دن",
    ),
    "schedules.done.skip": Four(
        "{day} is out of the schedule.",
        "{day} ist aus dem Plan.",
        "{day} est hors du programme.",
        "{day} شیڈول سے نکال دیا گیا۔",
    ),
    "schedules.done.unskip": Four(
        "{day} is in the schedule again.",
        "{day} ist wieder im Plan.",
        "{day} est de nouveau au programme.",
        "{day} دوبارہ شیڈول میں ہے۔",
    ),
    "schedules.done.release": Four(
        "It goes on with the next tick.",
        "Es geht mit dem nächsten Takt weiter.",
        "Il reprend au prochain battement.",
        "اگلے دور میں آگے بڑھے گا۔",
    ),
    "schedules.no_day": Four(
        "That is no day. Nothing changed.",
        "Das ist kein Tag. Nichts hat sich geändert.",
        "Ce n’est pas un jour. Rien n’a changé.",
        "یہ کوئی دن نہیں۔ کچھ نہیں بدلا۔",
    ),
    "schedules.last": Four("The last ones", "Die letzten", "Les derniers", "پچھلے"),
    "schedules.last.none": Four(
        "None yet: the ticker makes the first one when its time comes.",
        "Noch keiner: Der Taktgeber legt den ersten an, wenn seine Zeit kommt.",
        "Aucun encore : l’horloge crée le premier quand son heure vient.",
        "ابھی کوئی نہیں: وقت آنے پر پہلا خود بن جائے گا۔",
    ),
    "schedules.slot": Four("For", "Für", "Pour", "برائے"),
    "schedules.became": Four(
        "What became of it", "Was daraus wurde", "Ce qu’il est devenu", "کیا ہوا"
    ),
    "schedules.release": Four("Let it go", "Gehen lassen", "Laisser partir", "جانے دیجیے"),
    "schedules.empty": Four(
        "No newsletter is configured. Begin with {command}",
        "Kein Newsletter ist eingerichtet. Beginnen Sie mit {command}",
        "Aucune lettre n’est configurée. Commencez par {command}",
        "کوئی خبرنامہ ترتیب نہیں دیا گیا۔ {command} سے شروع کیجیے",
    ),
    "rule.daily": Four("every day", "jeden Tag", "chaque jour", "ہر روز"),
    "rule.weekdays": Four(
        "Monday to Friday", "Montag bis Freitag", "du lundi au vendredi", "پیر تا جمعہ"
    ),
    "rule.weekends": Four(
        "Saturday and Sunday", "Samstag und Sonntag", "samedi et dimanche", "ہفتہ اور اتوار"
    ),
    "rule.monthdays": Four(
        "on the days {days} of the month",
        "an den Tagen {days} des Monats",
        "les jours {days} du mois",
        "مہینے کی تاریخ {days}",
    ),
    "rule.either": Four(
        "{days}, or {more}", "{days} oder {more}", "{days}, ou {more}", "{days}، یا {more}"
    ),
    "rule.months": Four("in {months}", "im {months}", "en {months}", "{months} میں"),
    "rule.at": Four(
        "{days} at {times}", "{days} um {times}", "{days} à {times}", "{days} {times} بجے"
    ),
    "rule.hourly": Four(
        "{days}, every hour at minute {minute}",
        "{days}, jede Stunde zur Minute {minute}",
        "{days}, chaque heure à la minute {minute}",
        "{days}، ہر گھنٹے کے منٹ {minute} پر",
    ),
}
