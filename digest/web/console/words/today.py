"""Words of the first page, and of an issue's line wherever it stands."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "today.title": Four("Today", "Heute", "Aujourd’hui", "آج"),
    "today.production": Four("production", "Produktion", "production", "اصل ماحول"),
    "today.rehearsal": Four(
        "not production: real readers are not mailed",
        "keine Produktion: echte Leser bekommen keine Post",
        "hors production : aucun vrai lecteur ne reçoit de courrier",
        "اصل ماحول نہیں: حقیقی قارئین کو ڈاک نہیں جاتی",
    ),
    "today.delivery": Four(
        "delivery by {way}", "Zustellung über {way}", "envoi par {way}", "ترسیل بذریعہ {way}"
    ),
    "frozen.one": Four(
        "{digest} is frozen: nothing of it leaves.",
        "{digest} ist eingefroren: Nichts davon geht hinaus.",
        "{digest} est gelé : rien n’en part.",
        "{digest} منجمد ہے: اس کا کچھ روانہ نہیں ہوتا۔",
    ),
    "frozen.all": Four(
        "Everything is frozen: nothing of it leaves.",
        "Alles ist eingefroren: Nichts geht hinaus.",
        "Tout est gelé : rien ne part.",
        "سب کچھ منجمد ہے: کچھ روانہ نہیں ہوتا۔",
    ),
    "frozen.since": Four("Since {at}.", "Seit {at}.", "Depuis le {at}.", "{at} سے۔"),
    "frozen.by": Four(
        "Since {at} by {who}.",
        "Seit {at} durch {who}.",
        "Depuis le {at}, par {who}.",
        "{at} سے، از {who}۔",
    ),
    "frozen.on": Four(
        "Go on with {command}",
        "Weiter mit {command}",
        "Pour reprendre : {command}",
        "جاری رکھنے کے لیے {command}",
    ),
    "thaw.one": Four(
        "Thaw {digest}", "{digest} auftauen", "Dégeler {digest}", "{digest} جاری کیجیے"
    ),
    "thaw.all": Four("Thaw everything", "Alles auftauen", "Tout dégeler", "سب جاری کیجیے"),
    "today.waits": Four(
        "Waits for approval", "Wartet auf Freigabe", "En attente d’accord", "منظوری کا منتظر"
    ),
    "desk.open": Four("Open the desk", "Zum Desk", "Ouvrir le desk", "ڈیسک کھولیے"),
    "today.needs": Four(
        "Needs a person", "Braucht einen Menschen", "Demande une décision", "کسی کی توجہ درکار"
    ),
    "today.needs.none": Four(
        "Nothing. Nobody is uncertain, failed or waiting.",
        "Nichts. Niemand ist ungewiss, abgelehnt oder wartet.",
        "Rien. Personne n’est incertain, refusé ou en attente.",
        "کچھ نہیں۔ کوئی غیر یقینی، ناکام یا منتظر نہیں۔",
    ),
    "today.given_up": Four(
        "The webhook {hook} never took {n} of this week’s events.",
        "Der Webhook {hook} hat {n} Ereignisse dieser Woche nie angenommen.",
        "Le webhook {hook} n’a jamais pris {n} des événements de cette semaine.",
        "ویب ہُک {hook} نے اس ہفتے کے {n} واقعات کبھی وصول نہیں کیے۔",
    ),
    "today.given_up.on": Four(
        "Once it listens: {command}",
        "Sobald er zuhört: {command}",
        "Dès qu’il écoute : {command}",
        "جب وہ سننے لگے: {command}",
    ),
    "today.newsletters": Four("Newsletters", "Newsletter", "Newsletters", "نیوز لیٹر"),
    "today.next": Four("Next", "Nächste Ausgabe", "Prochain", "اگلا"),
    "today.in": Four("in {span}", "in {span}", "dans {span}", "{span} میں"),
    "today.now": Four("now", "jetzt", "maintenant", "ابھی"),
    "today.by_hand": Four(
        "by hand alone: it has no schedule",
        "nur von Hand: Es gibt keinen Plan",
        "à la main seulement : pas de programme",
        "صرف ہاتھ سے: اس کا کوئی شیڈول نہیں",
    ),
    "today.left_out": Four(
        "not sent: {why}", "entfällt: {why}", "pas envoyé : {why}", "نہیں جائے گا: {why}"
    ),
    "today.stories": Four("Stories", "Meldungen", "Articles", "خبریں"),
    "today.on_table": Four(
        "{n} on the table; an issue needs {least}",
        "{n} auf dem Tisch; eine Ausgabe braucht {least}",
        "{n} sur la table ; il en faut {least} pour un numéro",
        "{n} موجود؛ ایک شمارے کو {least} چاہییں",
    ),
    "today.readers": Four("Readers", "Leser", "Lecteurs", "قارئین"),
    "today.confirmed": Four(
        "{n} confirmed, usually {usual} in an issue",
        "{n} bestätigt, üblich {usual} je Ausgabe",
        "{n} confirmés, d’habitude {usual} par numéro",
        "{n} تصدیق شدہ، عموماً ایک شمارے میں {usual}",
    ),
    "today.confirmed.first": Four(
        "{n} confirmed; no issue went out yet",
        "{n} bestätigt; noch ging keine Ausgabe hinaus",
        "{n} confirmés ; aucun numéro n’est encore parti",
        "{n} تصدیق شدہ؛ ابھی کوئی شمارہ نہیں گیا",
    ),
    "counted": Four("counted at {at}", "gezählt um {at}", "compté à {at}", "شمار {at}"),
    "today.none": Four(
        "No issue today.",
        "Heute keine Ausgabe.",
        "Pas de numéro aujourd’hui.",
        "آج کوئی شمارہ نہیں۔",
    ),
    "today.none.yet": Four(
        "No issue today yet.",
        "Heute noch keine Ausgabe.",
        "Pas encore de numéro aujourd’hui.",
        "آج ابھی کوئی شمارہ نہیں۔",
    ),
    "today.last": Four("The last one:", "Die letzte:", "Le dernier :", "آخری شمارہ:"),
    "today.make": Four(
        "Make one with {command}",
        "Machen Sie eine mit {command}",
        "Pour en faire un : {command}",
        "بنانے کے لیے {command}",
    ),
    "today.empty": Four(
        "No newsletter is configured. Begin with {command}.",
        "Es ist kein Newsletter eingerichtet. Beginnen Sie mit {command}.",
        "Aucune newsletter n’est configurée. Commencez par {command}.",
        "کوئی نیوز لیٹر ترتیب نہیں دیا گیا۔ {command} سے شروع کیجیے۔",
    ),
    "today.sources": Four(
        "Sources in trouble", "Quellen mit Störung", "Sources en difficulté", "مشکل میں ذرائع"
    ),
    "today.source": Four("Source", "Quelle", "Source", "ذریعہ"),
    "today.failures": Four("Failures", "Fehlversuche", "Échecs", "ناکامیاں"),
    "today.succeeded": Four("Last success", "Zuletzt gelesen", "Dernier succès", "آخری کامیابی"),
    "today.error": Four("Error", "Fehler", "Erreur", "خرابی"),
    "never": Four("never", "nie", "jamais", "کبھی نہیں"),
    "today.gone": Four(
        "gone for good.", "endgültig weg.", "disparue pour de bon.", "ہمیشہ کے لیے ختم۔"
    ),
    "today.alive": Four("Alive", "Lebenszeichen", "Signes de vie", "کون چل رہا ہے"),
    "today.late": Four("late", "überfällig", "en retard", "دیر سے"),
    "today.asleep": Four(
        "No ticker and no worker has run yet. Start them with {command}",
        "Noch lief kein Ticker und kein Worker. Starten Sie beide mit {command}",
        "Ni ticker ni worker n’a encore tourné. Lancez-les avec {command}",
        "ابھی کوئی ٹکر یا ورکر نہیں چلا۔ {command} سے چلائیے",
    ),
    "switch.title": Four("Kill switch", "Notschalter", "Arrêt d’urgence", "ہنگامی روک"),
    "switch.open": Four("Freeze…", "Einfrieren …", "Geler…", "منجمد کیجیے…"),
    "switch.what": Four("What", "Was", "Quoi", "کیا"),
    "switch.all": Four("everything", "alles", "tout", "سب کچھ"),
    "switch.why": Four(
        "Why, for whoever finds it",
        "Warum, für alle, die es so vorfinden",
        "Pourquoi, pour qui le trouvera",
        "کیوں، بعد میں دیکھنے والوں کے لیے",
    ),
    "switch.button": Four(
        "Nothing more leaves", "Nichts geht mehr hinaus", "Plus rien ne part", "اب کچھ روانہ نہ ہو"
    ),
    "switch.unknown": Four(
        "There is no such digest. Nothing changed.",
        "Diesen Digest gibt es nicht. Nichts wurde geändert.",
        "Ce digest n’existe pas. Rien n’a changé.",
        "ایسا کوئی ڈائجسٹ نہیں۔ کچھ نہیں بدلا۔",
    ),
    "switch.thawed": Four(
        "It may leave again.",
        "Es darf wieder hinausgehen.",
        "L’envoi peut reprendre.",
        "اب دوبارہ روانہ ہو سکتا ہے۔",
    ),
    "switch.frozen": Four(
        "Frozen. Nothing of it leaves.",
        "Eingefroren. Nichts davon geht hinaus.",
        "Gelé. Rien n’en part.",
        "منجمد۔ اس کا کچھ روانہ نہیں ہوتا۔",
    ),
    "switch.reason": Four(
        "Say why it is frozen, for whoever finds it. Nothing changed.",
        "Sagen Sie, warum eingefroren wird, für alle, die es so vorfinden. Nichts wurde geändert.",
        "Dites pourquoi c’est gelé, pour qui le trouvera. Rien n’a changé.",
        "بتائیے کیوں منجمد کیا جا رہا ہے۔ کچھ نہیں بدلا۔",
    ),
    "line.issue": Four("{title}, {day}", "{title}, {day}", "{title}, {day}", "{title}، {day}"),
    "line.issue.number": Four(
        "{title}, {day}, issue {n}",
        "{title}, {day}, Ausgabe {n}",
        "{title}, {day}, numéro {n}",
        "{title}، {day}، شمارہ {n}",
    ),
    "line.why": Four("Why: {why}", "Warum: {why}", "Pourquoi : {why}", "وجہ: {why}"),
    "line.verdicts": Four(
        "Readers with a verdict",
        "Leser mit Ergebnis",
        "Lecteurs au sort connu",
        "نتیجہ پانے والے قارئین",
    ),
    "line.unbalanced": Four(
        "The balance does not hold: {accounted} of {audience}.",
        "Die Bilanz geht nicht auf: {accounted} von {audience}.",
        "Le bilan ne tombe pas juste : {accounted} sur {audience}.",
        "حساب پورا نہیں: {audience} میں سے {accounted}۔",
    ),
    "line.next": Four(
        "Next: {command}", "Weiter: {command}", "Suite : {command}", "آگے: {command}"
    ),
}
