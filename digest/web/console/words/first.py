"""Words about the few readers who get an issue first."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "first.title": Four(
        "A few readers first",
        "Zuerst einige Leser",
        "D’abord quelques lecteurs",
        "پہلے چند قارئین",
    ),
    "first.how_many": Four("How many", "Wie viele", "Combien", "کتنے"),
    "first.hint": Four(
        "Empty = as the newsletter is set up; 0 = everybody at once.",
        "Leer = wie der Newsletter eingerichtet ist; 0 = alle auf einmal.",
        "Vide = selon les réglages de la newsletter ; 0 = tout le monde à la fois.",
        "خالی = نیوز لیٹر کی ترتیب کے مطابق؛ 0 = سب کو ایک ساتھ۔",
    ),
    "first.wait": Four(
        "Minutes to wait after them",
        "Minuten Wartezeit danach",
        "Minutes d’attente ensuite",
        "ان کے بعد انتظار (منٹ)",
    ),
    "first.ask": Four(
        "Then wait until somebody lets the rest go",
        "Dann warten, bis jemand den Rest freigibt",
        "Attendre ensuite que quelqu’un laisse partir le reste",
        "پھر انتظار، جب تک کوئی باقی کو روانہ نہ کرے",
    ),
    "first.then.go": Four(
        "{n} {n:reader|readers}; the rest follows {span} later if nothing is wrong",
        "{n} Leser; der Rest folgt {span} später, wenn nichts auffällt",
        "{n} {n:lecteur|lecteurs} ; le reste suit {span} plus tard si tout va bien",
        "{n} {n:قاری|قارئین}؛ سب ٹھیک ہو تو باقی {span} بعد",
    ),
    "first.then.ask": Four(
        "{n} {n:reader|readers}; the rest waits until somebody lets it go",
        "{n} Leser; der Rest wartet, bis ihn jemand freigibt",
        "{n} {n:lecteur|lecteurs} ; le reste attend que quelqu’un le laisse partir",
        "{n} {n:قاری|قارئین}؛ باقی کسی کی اجازت تک رکا رہے گا",
    ),
    "first.too_few": Four(
        "not {n}: there are too few readers, so everybody gets it at once",
        "nicht {n}: Es sind zu wenige Leser, alle bekommen sie auf einmal",
        "pas {n} : trop peu de lecteurs, tout le monde le reçoit à la fois",
        "{n} نہیں: قارئین بہت کم ہیں، سب کو ایک ساتھ ملے گا",
    ),
    "first.everybody": Four(
        "everybody at once", "alle auf einmal", "tout le monde à la fois", "سب کو ایک ساتھ"
    ),
}
