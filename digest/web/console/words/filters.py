"""Words of a filter's rows: fields that every reader has, what was reported, how things are compared."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "field.email": Four("address", "Adresse", "adresse", "پتا"),
    "field.domain": Four(
        "domain of the address", "Domain der Adresse", "domaine de l’adresse", "پتے کا ڈومین"
    ),
    "field.name": Four("name", "Name", "nom", "نام"),
    "field.language": Four("language", "Sprache", "langue", "زبان"),
    "field.zone": Four("zone", "Zeitzone", "fuseau", "وقت کا خطہ"),
    "field.on": Four(
        "confirmed on the list",
        "bestätigt auf der Liste",
        "confirmé sur la liste",
        "اس فہرست میں تصدیق شدہ",
    ),
    "field.joined": Four("known to us", "uns bekannt", "connu de nous", "ہم سے واقف"),
    "field.subscribed": Four("on a list", "auf einer Liste", "sur une liste", "کسی فہرست میں"),
    "field.processed": Four(
        "taken by the provider",
        "vom Anbieter angenommen",
        "pris par le fournisseur",
        "فراہم کنندہ نے لیا",
    ),
    "field.delivered": Four("got a letter", "bekam einen Brief", "a reçu une lettre", "خط پہنچا"),
    "field.deferred": Four(
        "a letter was put off",
        "ein Brief wurde aufgeschoben",
        "une lettre a été différée",
        "خط مؤخر ہوا",
    ),
    "field.bounced": Four(
        "no such mailbox", "kein solches Postfach", "boîte inexistante", "میل باکس موجود نہیں"
    ),
    "field.soft": Four(
        "took nothing for a while",
        "nahm zeitweise nichts an",
        "n’acceptait rien un temps",
        "کچھ دیر وصول نہیں کیا",
    ),
    "field.blocked": Four(
        "refused a letter", "wies einen Brief ab", "a refusé une lettre", "خط قبول نہیں کیا"
    ),
    "field.dropped": Four(
        "the provider did not try",
        "vom Anbieter nicht versucht",
        "le fournisseur n’a pas essayé",
        "فراہم کنندہ نے کوشش نہیں کی",
    ),
    "field.complained": Four("complained", "beschwerte sich", "s’est plaint", "شکایت کی"),
    "field.unsubscribed": Four(
        "left by a letter",
        "meldete sich per Brief ab",
        "est parti par une lettre",
        "خط سے فہرست چھوڑی",
    ),
    "how.is": Four("is", "ist", "est", "ہے"),
    "how.is_not": Four("is not", "ist nicht", "n’est pas", "نہیں ہے"),
    "how.holds": Four("holds", "enthält", "contient", "میں شامل ہے"),
    "how.begins": Four("begins with", "beginnt mit", "commence par", "سے شروع ہوتا ہے"),
    "how.less": Four("less than", "kleiner als", "inférieur à", "سے کم"),
    "how.at_most": Four("at most", "höchstens", "au plus", "زیادہ سے زیادہ"),
    "how.more": Four("more than", "größer als", "supérieur à", "سے زیادہ"),
    "how.at_least": Four("at least", "mindestens", "au moins", "کم از کم"),
    "how.known": Four(
        "is known, or happened",
        "ist bekannt oder geschah",
        "est connu, ou est arrivé",
        "معلوم ہے، یا ہوا",
    ),
    "how.unknown": Four(
        "is unknown, or never happened",
        "ist unbekannt oder geschah nie",
        "est inconnu, ou n’est jamais arrivé",
        "نامعلوم ہے، یا کبھی نہیں ہوا",
    ),
    "how.since": Four("since the day", "seit dem Tag", "depuis le jour", "اس دن سے"),
    "how.before": Four("before the day", "vor dem Tag", "avant le jour", "اس دن سے پہلے"),
    "how.within": Four(
        "within so many days",
        "innerhalb so vieler Tage",
        "depuis tant de jours",
        "اتنے دنوں کے اندر",
    ),
}
