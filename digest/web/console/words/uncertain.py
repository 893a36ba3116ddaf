"""Words of the uncertain: what is known of a lost answer, and the decisions."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "uncertain.title": Four("Uncertain", "Ungewiss", "Incertains", "غیر یقینی"),
    "uncertain.intro": Four(
        "The post was asked and its answer was lost. digest never sends to these readers again by itself: a person says what is true.",
        "Die Post wurde gefragt, und ihre Antwort ging verloren. digest sendet diesen Lesern nie von selbst noch einmal: Ein Mensch sagt, was gilt.",
        "La poste a été sollicitée et sa réponse s’est perdue. digest ne renvoie jamais de lui-même à ces lecteurs : une personne dit ce qui est vrai.",
        "ڈاک سے پوچھا گیا مگر اس کا جواب گم ہو گیا۔ digest ان قارئین کو کبھی خود سے دوبارہ نہیں بھیجتا: کوئی شخص بتاتا ہے کہ سچ کیا ہے۔",
    ),
    "uncertain.batch": Four("batch {n}", "Paket {n}", "lot {n}", "کھیپ {n}"),
    "uncertain.people": Four(
        "{n} uncertain", "{n} ungewiss", "{n} {n:incertain|incertains}", "{n} غیر یقینی"
    ),
    "uncertain.heard": Four("Last heard", "Zuletzt gehört", "Dernières nouvelles", "آخری خبر"),
    "nothing": Four("nothing", "nichts", "rien", "کچھ نہیں"),
    "uncertain.said": Four("What was said", "Was gesagt wurde", "Ce qui a été dit", "کیا کہا گیا"),
    "uncertain.said.of": Four("{words} ({n})", "{words} ({n})", "{words} ({n})", "{words} ({n})"),
    "uncertain.reference": Four(
        "Provider’s reference",
        "Kennung des Anbieters",
        "Référence du prestataire",
        "فراہم کنندہ کا حوالہ",
    ),
    "uncertain.signs": Four(
        "What speaks for it", "Was dafür spricht", "Ce que disent les indices", "کیا گواہی ہے"
    ),
    "uncertain.advice": Four("{advice}.", "{advice}.", "{advice}.", "{advice}۔"),
    "uncertain.until": Four("Until {at}.", "Bis {at}.", "Jusqu’à {at}.", "{at} تک۔"),
    "uncertain.spoken": Four(
        "Reported: {n} of the whole batch.",
        "Gemeldet: {n} des ganzen Pakets.",
        "Signalés : {n} de tout le lot.",
        "رپورٹ ہوئے: پوری کھیپ میں سے {n}۔",
    ),
    "uncertain.events": Four(
        "Provider’s events",
        "Meldungen des Anbieters",
        "Événements du prestataire",
        "فراہم کنندہ کی رپورٹیں",
    ),
    "uncertain.events.of": Four(
        "of {n} of these readers: it had the mail",
        "von {n} dieser Leser: Er hatte die Mail",
        "de {n} de ces lecteurs : il avait le courriel",
        "ان میں سے {n} قارئین کی: ای میل اسے ملی تھی",
    ),
    "uncertain.events.none": Four(
        "none of these readers",
        "von keinem dieser Leser",
        "d’aucun de ces lecteurs",
        "ان میں سے کسی قاری کی نہیں",
    ),
    "uncertain.who": Four("Who they are", "Wer sie sind", "Qui ils sont", "کون ہیں"),
    "uncertain.list": Four("the list", "die Liste", "la liste", "فہرست"),
    "uncertain.list.sender": Four(
        "a sender may see the list",
        "die Liste sieht, wer senden darf",
        "un expéditeur peut voir la liste",
        "فہرست بھیجنے کے مجاز دیکھ سکتے ہیں",
    ),
    "uncertain.how": Four(
        "How do you know?", "Woher wissen Sie es?", "Comment le savez-vous ?", "آپ کو کیسے معلوم؟"
    ),
    "uncertain.how.hint": Four(
        "For the audit: the provider’s log, its support, a reader who called.",
        "Für das Protokoll: das Log des Anbieters, sein Support, ein Leser, der anrief.",
        "Pour le journal : le journal du prestataire, son assistance, un lecteur qui a appelé.",
        "ریکارڈ کے لیے: فراہم کنندہ کا لاگ، اس کی سپورٹ، کسی قاری کی کال۔",
    ),
    "uncertain.have": Four("They have it", "Sie haben es", "Ils l’ont", "انہیں مل گیا"),
    "uncertain.have_not": Four(
        "They surely do not have it",
        "Sie haben es sicher nicht",
        "Ils ne l’ont sûrement pas",
        "انہیں یقیناً نہیں ملا",
    ),
    "uncertain.again": Four(
        "Or send again: type how many",
        "Oder noch einmal senden: Zahl eintippen",
        "Ou renvoyer : tapez combien",
        "یا دوبارہ بھیجیے: تعداد لکھیے",
    ),
    "uncertain.again.hint": Four(
        "Whoever has it already gets it twice. The number is {n:id}.",
        "Wer es schon hat, bekommt es zweimal. Die Zahl ist {n:id}.",
        "Qui l’a déjà le recevra deux fois. Le nombre est {n:id}.",
        "جسے مل چکا اسے دو بار ملے گا۔ تعداد {n:id} ہے۔",
    ),
    "uncertain.again.button": Four(
        "Send again to these {n}",
        "Diesen {n} noch einmal senden",
        "Renvoyer à ces {n}",
        "ان {n} کو دوبارہ بھیجیے",
    ),
    "uncertain.none": Four(
        "Nobody is uncertain. Every copy has its verdict.",
        "Niemand ist ungewiss. Jede Kopie hat ihr Ergebnis.",
        "Personne n’est incertain. Chaque exemplaire a son verdict.",
        "کوئی غیر یقینی نہیں۔ ہر نقل کا نتیجہ معلوم ہے۔",
    ),
    "uncertain.which": Four(
        "Say which of the two it is, and how you know. Nothing changed.",
        "Sagen Sie, welches von beiden gilt und woher Sie es wissen. Nichts wurde geändert.",
        "Dites lequel des deux est vrai, et comment vous le savez. Rien n’a changé.",
        "بتائیے دونوں میں سے کون سا، اور آپ کو کیسے معلوم ہے۔ کچھ نہیں بدلا۔",
    ),
    "uncertain.settled": Four(
        "{n} {n:reader|readers} settled.",
        "{n} Leser geklärt.",
        "{n} {n:lecteur réglé|lecteurs réglés}.",
        "{n} {n:قاری|قارئین} کا فیصلہ ہو گیا۔",
    ),
    "uncertain.nobody": Four(
        "Nobody of that batch is uncertain any more.",
        "Niemand aus diesem Paket ist mehr ungewiss.",
        "Plus personne de ce lot n’est incertain.",
        "اس کھیپ میں اب کوئی غیر یقینی نہیں۔",
    ),
    "uncertain.sent": Four(
        "{n} {n:reader is|readers are} sent to again.",
        "{n} {n:Leser bekommt|Leser bekommen} es noch einmal.",
        "On renvoie à {n} {n:lecteur|lecteurs}.",
        "{n} {n:قاری|قارئین} کو دوبارہ بھیجا جا رہا ہے۔",
    ),
    "sign.waiting": Four(
        "reports may still come; wait, they settle readers by themselves",
        "es können noch Meldungen kommen; warten Sie, sie klären Leser von selbst",
        "des rapports peuvent encore venir ; attendez, ils règlent les cas d’eux-mêmes",
        "رپورٹیں ابھی آ سکتی ہیں؛ انتظار کیجیے، وہ خود طے کر دیتی ہیں",
    ),
    "sign.taken": Four(
        "the provider spoke of others of this batch, so it took the request: treat as submitted",
        "der Anbieter meldete andere aus diesem Paket, er hat die Anfrage also angenommen: als übergeben behandeln",
        "le prestataire a parlé d’autres lecteurs de ce lot, il a donc pris la demande : à traiter comme remis",
        "فراہم کنندہ نے اسی کھیپ کے دوسروں کی خبر دی، یعنی درخواست اسے مل گئی تھی: سپرد سمجھیے",
    ),
    "sign.never": Four(
        "the provider reported of other letters since and of nobody here: it probably never had them; send again",
        "der Anbieter meldete seither andere Briefe und niemanden von hier: vermutlich hat er sie nie bekommen; noch einmal senden",
        "le prestataire a parlé depuis d’autres lettres et de personne ici : il ne les a sans doute jamais eues ; renvoyez",
        "فراہم کنندہ نے بعد میں دوسرے خطوط کی خبر دی مگر یہاں کسی کی نہیں: غالباً اسے ملے ہی نہیں؛ دوبارہ بھیجیے",
    ),
    "sign.silent": Four(
        "nothing was heard from the provider since: look at its own log before you decide",
        "vom Anbieter kam seither nichts: sehen Sie in sein Protokoll, bevor Sie entscheiden",
        "le prestataire n’a rien dit depuis : regardez son journal avant de décider",
        "فراہم کنندہ سے تب سے کوئی خبر نہیں: فیصلے سے پہلے اس کا لاگ دیکھیے",
    ),
    "sign.alone": Four(
        "each letter went by itself, so no report speaks for another, and what arrives is not reported: look at the mail server’s log before you decide",
        "jeder Brief ging für sich, keine Meldung spricht also für einen anderen, und was ankommt, wird nicht gemeldet: sehen Sie ins Protokoll des Mailservers, bevor Sie entscheiden",
        "chaque lettre est partie seule, aucun rapport ne vaut donc pour une autre, et ce qui arrive n’est pas signalé : regardez le journal du serveur de courrier avant de décider",
        "ہر خط الگ گیا، اس لیے ایک کی رپورٹ دوسرے کا پتا نہیں دیتی، اور جو پہنچے اس کی اطلاع نہیں آتی: فیصلے سے پہلے میل سرور کا لاگ دیکھیے",
    ),
}
