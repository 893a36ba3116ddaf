"""Words for what keeps a newsletter from going out, and for what is wrong now."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "blocks.title": Four("What blocks it", "Was sie aufhält", "Ce qui bloque", "رکاوٹ"),
    "blocks.nothing": Four("nothing", "nichts", "rien", "کچھ نہیں"),
    "blocks.frozen": Four("it is frozen", "eingefroren", "gelé", "منجمد ہے"),
    "blocks.thin": Four(
        "too few stories", "zu wenige Meldungen", "trop peu d’articles", "خبریں بہت کم"
    ),
    "blocks.readers": Four(
        "no confirmed reader", "kein bestätigter Leser", "aucun lecteur confirmé", "کوئی قاری نہیں"
    ),
    "blocks.sources": Four(
        "{n} of {all} sources in trouble",
        "{n} von {all} Quellen mit Störung",
        "{n} sources sur {all} en difficulté",
        "{all} میں سے {n} ذرائع مشکل میں",
    ),
    "blocks.approval": Four(
        "{n} {n:issue waits|issues wait} for approval",
        "{n} {n:Ausgabe wartet|Ausgaben warten} auf Freigabe",
        "{n} {n:numéro attend|numéros attendent} un accord",
        "{n} {n:شمارہ منظوری کا منتظر|شمارے منظوری کے منتظر}",
    ),
    "today.uncertain": Four(
        "Of {n} {n:reader|readers} it is not known whether they have their copy.",
        "Von {n} {n:Leser|Lesern} ist ungewiss, ob sie ihr Exemplar haben.",
        "On ne sait pas si {n} {n:lecteur a|lecteurs ont} leur exemplaire.",
        "{n} {n:قاری|قارئین} کے بارے میں معلوم نہیں کہ شمارہ ملا یا نہیں۔",
    ),
    "alarm.since": Four("since {at}", "seit {at}", "depuis le {at}", "{at} سے"),
    "alarm.look": Four(
        "Look at issue {n:id}",
        "Ausgabe {n:id} ansehen",
        "Voir le numéro {n:id}",
        "شمارہ {n:id} دیکھیے",
    ),
    "today.prepare": Four("Prepare one", "Eine vorbereiten", "En préparer un", "ایک تیار کیجیے"),
    "today.reports": Four(
        "reports of the post", "Meldungen der Post", "comptes rendus d’envoi", "ڈاک کی اطلاعات"
    ),
}
