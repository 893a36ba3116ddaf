"""Words of guards, of the terms of a choice, and of why a story is not in: each by its id."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "labelled": Four(
        "{words} ({particulars})",
        "{words} ({particulars})",
        "{words} ({particulars})",
        "{words} ({particulars})",
    ),
    "guard.frozen": Four("frozen", "eingefroren", "gelé", "منجمد"),
    "guard.too_thin": Four(
        "too few stories", "zu wenige Meldungen", "trop peu d’articles", "خبریں بہت کم"
    ),
    "guard.nothing_new": Four("nothing new", "nichts Neues", "rien de neuf", "کچھ نیا نہیں"),
    "guard.unknown_story": Four(
        "no story is known there",
        "dort ist keine Meldung bekannt",
        "aucun article connu à cette adresse",
        "وہاں کوئی خبر معلوم نہیں",
    ),
    "guard.same": Four(
        "the same contents as the issue before",
        "derselbe Inhalt wie in der Ausgabe davor",
        "même contenu que le numéro précédent",
        "پچھلے شمارے جیسا ہی مواد",
    ),
    "guard.unusual": Four(
        "an unusual number of readers",
        "eine ungewöhnliche Zahl von Lesern",
        "un nombre de lecteurs inhabituel",
        "قارئین کی غیر معمولی تعداد",
    ),
    "guard.audience": Four(
        "not for these readers",
        "nicht für diesen Leserkreis",
        "pas pour ces lecteurs",
        "ان قارئین کے لیے نہیں",
    ),
    "guard.expect": Four(
        "another number of readers than expected",
        "eine andere Zahl von Lesern als erwartet",
        "un autre nombre de lecteurs que prévu",
        "قارئین کی تعداد توقع سے مختلف",
    ),
    "guard.cooldown": Four(
        "too soon after another issue",
        "zu bald nach einer anderen Ausgabe",
        "trop tôt après un autre numéro",
        "دوسرے شمارے کے بہت جلد بعد",
    ),
    "guard.late": Four("too late", "zu spät", "trop tard", "بہت دیر ہو چکی"),
    "guard.lint": Four(
        "the letter has errors",
        "der Brief hat Fehler",
        "la lettre a des erreurs",
        "خط میں غلطیاں ہیں",
    ),
    "guard.approval": Four(
        "it waits for approval, or has it",
        "die Freigabe steht aus oder ist schon erteilt",
        "l’accord manque, ou il est déjà donné",
        "منظوری باقی ہے یا دی جا چکی ہے",
    ),
    "guard.canary": Four(
        "bad signs from the first readers",
        "schlechte Zeichen der ersten Leser",
        "mauvais signes des premiers lecteurs",
        "پہلے قارئین سے برے آثار",
    ),
    "guard.signs": Four(
        "too many bounces or complaints",
        "zu viele Rückläufer oder Beschwerden",
        "trop de retours ou de plaintes",
        "واپسیاں یا شکایات بہت زیادہ",
    ),
    "guard.production": Four(
        "not outside production",
        "nicht außerhalb der Produktion",
        "pas hors production",
        "اصل ماحول سے باہر نہیں",
    ),
    "guard.seen": Four(
        "somebody changed it meanwhile",
        "jemand hat sie inzwischen geändert",
        "quelqu’un l’a modifié entre-temps",
        "اس دوران کسی نے اسے بدل دیا",
    ),
    "guard.hand": Four(
        "the choice cannot stand like that",
        "so kann die Auswahl nicht stehen",
        "ce choix ne tient pas",
        "انتخاب یوں قائم نہیں رہ سکتا",
    ),
    "guard.state": Four(
        "not in the state it is in",
        "nicht in diesem Zustand",
        "pas dans cet état",
        "موجودہ حالت میں ممکن نہیں",
    ),
    "guard.issue": Four(
        "there is no such issue",
        "diese Ausgabe gibt es nicht",
        "ce numéro n’existe pas",
        "ایسا کوئی شمارہ نہیں",
    ),
    "guard.occurrence": Four(
        "there is no such date in the schedule",
        "diesen Termin gibt es im Plan nicht",
        "cette date n’est pas au programme",
        "شیڈول میں ایسی کوئی تاریخ نہیں",
    ),
    "guard.released": Four(
        "it is on its way already",
        "sie ist schon unterwegs",
        "il est déjà en route",
        "وہ پہلے ہی روانہ ہے",
    ),
    "guard.count": Four(
        "another number by now",
        "inzwischen eine andere Zahl",
        "le nombre a changé",
        "اب تعداد مختلف ہے",
    ),
    "guard.evidence": Four(
        "reports may still settle it",
        "Meldungen des Anbieters können es noch klären",
        "des rapports peuvent encore trancher",
        "رپورٹیں اب بھی اسے طے کر سکتی ہیں",
    ),
    "guard.consent": Four(
        "only the reader can take that back",
        "das kann nur der Leser zurücknehmen",
        "seul le lecteur peut revenir dessus",
        "یہ صرف قاری واپس لے سکتا ہے",
    ),
    "why.coverage": Four("coverage", "Verbreitung", "couverture", "کتنے اداروں نے دی"),
    "why.single_publisher": Four(
        "one publisher alone", "nur ein Verlag", "un seul éditeur", "صرف ایک ادارہ"
    ),
    "why.prominence": Four("prominence", "Platzierung", "mise en avant", "نمایاں جگہ"),
    "why.freshness": Four("freshness", "Aktualität", "fraîcheur", "تازگی"),
    "why.depth": Four("depth", "Umfang", "profondeur", "تفصیل"),
    "why.desk": Four(
        "wishes of the desk", "Wünsche des Desks", "souhaits du desk", "ڈیسک کی ترجیح"
    ),
    "why.lead": Four("may lead", "darf Aufmacher sein", "peut ouvrir", "پہلی خبر بن سکتی ہے"),
    "why.undated_lead": Four(
        "no lead: no date",
        "kein Aufmacher: kein Datum",
        "pas en ouverture : sans date",
        "پہلی خبر نہیں: تاریخ نہیں",
    ),
    "why.old_lead": Four(
        "no lead: too old",
        "kein Aufmacher: zu alt",
        "pas en ouverture : trop ancien",
        "پہلی خبر نہیں: پرانی",
    ),
    "why.form_lead": Four(
        "no lead: not an article",
        "kein Aufmacher: kein Bericht",
        "pas en ouverture : pas un article",
        "پہلی خبر نہیں: مضمون نہیں",
    ),
    "why.thin_lead": Four(
        "no lead: too little",
        "kein Aufmacher: zu wenig",
        "pas en ouverture : trop court",
        "پہلی خبر نہیں: بہت مختصر",
    ),
    "why.recent_lead": Four(
        "no lead: it led lately",
        "kein Aufmacher: war es erst kürzlich",
        "pas en ouverture : il y était récemment",
        "پہلی خبر نہیں: حال ہی میں رہ چکی",
    ),
    "why.configuration": Four(
        "placed by configuration",
        "nach Einstellung gesetzt",
        "placé par la configuration",
        "ترتیب کے مطابق",
    ),
    "why.pin": Four("pinned", "angeheftet", "épinglé", "ہاتھ سے رکھی گئی"),
    "why.undated": Four("without a date", "ohne Datum", "sans date", "بغیر تاریخ"),
    "why.updated": Four("changed since", "seither geändert", "modifié depuis", "بعد میں بدلی"),
    "why.representative": Four(
        "the best of its group",
        "die beste ihrer Gruppe",
        "le meilleur de son groupe",
        "اپنے گروہ میں بہترین",
    ),
    "why.page_order": Four(
        "in the paper’s own order",
        "in der Reihenfolge der Zeitung",
        "dans l’ordre du journal",
        "اخبار کی اپنی ترتیب",
    ),
    "why.day": Four("its day", "sein Tag", "son jour", "اس کا دن"),
    "why.document": Four(
        "handed over whole", "als Ganzes übernommen", "repris entier", "پورا لیا گیا"
    ),
    "why.yesterday": Four("of yesterday", "von gestern", "d’hier", "گزشتہ روز کا"),
    "why.marked_updated": Four(
        "marked as updated",
        "als aktualisiert gekennzeichnet",
        "signalé comme mis à jour",
        "تازہ ترمیم کا نشان",
    ),
    "why.own_link": Four("a link of our own", "eigener Link", "lien maison", "اپنا ربط"),
    "why.reworded": Four(
        "in the editor’s words",
        "in den Worten der Redaktion",
        "dans les mots de la rédaction",
        "مدیر کے الفاظ میں",
    ),
    "out.printed_before": Four("printed before", "schon gebracht", "déjà publié", "پہلے چھپ چکی"),
    "out.not_since_last": Four(
        "nothing since the last issue",
        "nichts seit der letzten Ausgabe",
        "rien depuis le dernier numéro",
        "پچھلے شمارے کے بعد کچھ نہیں",
    ),
    "out.after_the_day": Four("after the day", "nach dem Tag", "après le jour", "دن کے بعد"),
    "out.too_old": Four("too old", "zu alt", "trop ancien", "بہت پرانی"),
    "out.cap_owner": Four(
        "enough of one owner",
        "genug von einem Verlag",
        "assez d’un même groupe",
        "ایک مالک کی کافی خبریں",
    ),
    "out.cap_source": Four(
        "enough of one source",
        "genug von einer Quelle",
        "assez d’une même source",
        "ایک ذریعے کی کافی خبریں",
    ),
    "out.duplicate_of": Four(
        "the same as another", "dasselbe wie eine andere", "identique à un autre", "دوسری جیسی"
    ),
    "out.no_section": Four(
        "no section takes it",
        "keine Rubrik nimmt sie",
        "aucune rubrique ne le prend",
        "کوئی حصہ اسے نہیں لیتا",
    ),
    "out.not_our_source": Four(
        "not one of our sources",
        "keine unserer Quellen",
        "pas une de nos sources",
        "ہمارا ذریعہ نہیں",
    ),
    "out.section_full": Four(
        "the section is full", "die Rubrik ist voll", "la rubrique est pleine", "حصہ بھر چکا"
    ),
    "out.issue_full": Four(
        "the issue is full", "die Ausgabe ist voll", "le numéro est plein", "شمارہ بھر چکا"
    ),
    "out.yesterdays": Four("of yesterday", "von gestern", "d’hier", "گزشتہ روز کا"),
    "out.banned": Four("banned", "gesperrt", "écarté", "روکی گئی"),
    "out.held": Four(
        "held for the next issue",
        "für die nächste Ausgabe zurückgestellt",
        "gardé pour le prochain numéro",
        "اگلے شمارے کے لیے رکھی گئی",
    ),
}
