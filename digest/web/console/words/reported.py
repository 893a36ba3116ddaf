"""Words of what is kept as ids about readers: why never mailed, what was said, what was reported."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "never.hard_bounce": Four(
        "there is no such mailbox",
        "das Postfach gibt es nicht",
        "cette boîte n’existe pas",
        "ایسا کوئی میل باکس نہیں",
    ),
    "never.soft_bounce": Four(
        "it took nothing for too long",
        "nahm zu lange nichts an",
        "n’a rien accepté trop longtemps",
        "بہت عرصے سے کچھ وصول نہیں کیا",
    ),
    "never.complaint": Four("a complaint", "eine Beschwerde", "une plainte", "شکایت"),
    "never.unsubscribe": Four(
        "the reader’s own no", "das Nein des Lesers", "le refus du lecteur", "قاری کا اپنا انکار"
    ),
    "never.by_hand": Four("by hand", "von Hand", "à la main", "ہاتھ سے"),
    "act.asked": Four("asked for it", "angefragt", "demandé", "درخواست کی"),
    "act.confirmed": Four("confirmed", "bestätigt", "confirmé", "تصدیق کی"),
    "act.imported": Four("imported", "importiert", "importé", "درآمد ہوا"),
    "act.paused": Four("paused", "pausiert", "mis en pause", "وقفہ لیا"),
    "act.resumed": Four("resumed", "fortgesetzt", "repris", "دوبارہ شروع کیا"),
    "act.withdrew": Four("withdrew", "widerrufen", "retiré", "واپس لی"),
    "act.returned": Four("came back", "zurückgekehrt", "revenu", "واپس آئے"),
    "event.processed": Four(
        "taken by the provider",
        "vom Anbieter angenommen",
        "pris par le fournisseur",
        "فراہم کنندہ نے لے لیا",
    ),
    "event.delivered": Four("delivered", "zugestellt", "distribué", "پہنچ گیا"),
    "event.deferred": Four("put off", "aufgeschoben", "différé", "مؤخر"),
    "event.bounced": Four(
        "no such mailbox", "kein solches Postfach", "boîte inexistante", "میل باکس موجود نہیں"
    ),
    "event.soft": Four(
        "takes nothing for now",
        "nimmt gerade nichts an",
        "n’accepte rien pour l’instant",
        "فی الحال وصول نہیں کرتا",
    ),
    "event.blocked": Four(
        "this letter was not wanted",
        "dieser Brief war unerwünscht",
        "cette lettre n’était pas voulue",
        "یہ خط قبول نہیں کیا گیا",
    ),
    "event.dropped": Four(
        "the provider did not try",
        "vom Anbieter nicht versucht",
        "le fournisseur n’a pas essayé",
        "فراہم کنندہ نے کوشش نہیں کی",
    ),
    "event.complained": Four("a complaint", "eine Beschwerde", "une plainte", "شکایت"),
    "event.unsubscribed": Four(
        "left by this letter",
        "mit diesem Brief abgemeldet",
        "parti par cette lettre",
        "اس خط سے فہرست چھوڑی",
    ),
    "letter.confirm": Four(
        "asks for a yes", "bittet um ein Ja", "demande un oui", "تصدیق کی درخواست"
    ),
    "letter.welcome": Four("welcome", "Willkommen", "bienvenue", "خوش آمدید"),
    "letter.changed": Four(
        "tells of a change", "teilt eine Änderung mit", "annonce un changement", "تبدیلی کی اطلاع"
    ),
    "letter.address-new": Four(
        "asks the new address",
        "fragt die neue Adresse",
        "interroge la nouvelle adresse",
        "نئے پتے سے تصدیق",
    ),
    "letter.address-old": Four(
        "tells the old address",
        "benachrichtigt die alte Adresse",
        "prévient l’ancienne adresse",
        "پرانے پتے کو اطلاع",
    ),
    "letter.export": Four(
        "link to everything kept",
        "Link zu allem Gespeicherten",
        "lien vers tout ce qui est gardé",
        "محفوظ معلومات کا لنک",
    ),
    "letter.erase": Four(
        "link to be erased", "Link zum Löschen", "lien pour être effacé", "مٹانے کا لنک"
    ),
    "reply.yes": Four("answered yes", "mit Ja beantwortet", "réponse : oui", "جواب: ہاں"),
    "reply.no": Four("answered no", "mit Nein beantwortet", "réponse : non", "جواب: نہیں"),
    "notice.pending": Four("waits", "wartet", "attend", "منتظر"),
    "notice.claimed": Four("in work", "in Arbeit", "en cours", "زیرِ عمل"),
    "notice.submitted": Four("submitted", "übergeben", "remis", "سپرد"),
    "notice.failed": Four("failed", "abgelehnt", "refusé", "ناکام"),
    "notice.uncertain": Four("uncertain", "ungewiss", "incertain", "غیر یقینی"),
    "notice.cancelled": Four("cancelled", "abgebrochen", "annulé", "منسوخ"),
}
