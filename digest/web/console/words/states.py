"""Words of states and of reasons that are kept as ids: issues, slots, copies, batches, exclusions."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "issue.open": Four("open", "offen", "ouvert", "کھلا"),
    "issue.closed": Four(
        "closed, to be printed",
        "geschlossen, noch zu setzen",
        "clos, à composer",
        "مکمل، صفحہ بننا باقی",
    ),
    "issue.rendered": Four(
        "printed, to be sent", "gesetzt, noch zu senden", "composé, à envoyer", "تیار، بھیجنا باقی"
    ),
    "issue.frozen": Four(
        "audience frozen", "Empfänger stehen fest", "destinataires arrêtés", "قارئین طے ہو گئے"
    ),
    "issue.sending": Four("being sent", "wird gesendet", "envoi en cours", "بھیجا جا رہا ہے"),
    "issue.paused": Four("paused", "angehalten", "en pause", "رکا ہوا"),
    "issue.finished": Four("finished", "fertig", "terminé", "مکمل"),
    "issue.finished_in_part": Four(
        "finished in part", "teilweise fertig", "terminé en partie", "جزوی طور پر مکمل"
    ),
    "issue.cancelled": Four("cancelled", "abgebrochen", "annulé", "منسوخ"),
    "issue.skipped": Four("skipped", "ausgelassen", "sauté", "چھوڑ دیا گیا"),
    "kind.scheduled": Four("scheduled", "nach Plan", "programmé", "شیڈول کے مطابق"),
    "kind.adhoc": Four("by hand", "von Hand", "à la main", "ہاتھ سے"),
    "slot.planned": Four("planned", "geplant", "prévu", "طے شدہ"),
    "slot.gathered": Four("sources read", "Quellen gelesen", "sources lues", "ذرائع پڑھ لیے گئے"),
    "slot.composed": Four("composed", "zusammengestellt", "composé", "ترتیب دیا گیا"),
    "slot.ready": Four(
        "printed, waits for its time",
        "gesetzt, wartet auf seine Zeit",
        "composé, attend son heure",
        "تیار، اپنے وقت کا منتظر",
    ),
    "slot.held": Four(
        "held: waits for a person",
        "zurückgehalten: wartet auf einen Menschen",
        "retenu : attend quelqu’un",
        "روکا گیا: کسی کے فیصلے کا منتظر",
    ),
    "slot.released": Four("released", "freigegeben", "libéré", "جاری کر دیا گیا"),
    "slot.skipped": Four("skipped", "ausgelassen", "sauté", "چھوڑ دیا گیا"),
    "copy.readers": Four("readers", "Leser", "lecteurs", "قارئین"),
    "copy.pending": Four("pending", "ausstehend", "en attente", "باقی"),
    "copy.submitted": Four("submitted", "übergeben", "remis", "سپرد"),
    "copy.excluded": Four("excluded", "ausgenommen", "exclus", "شامل نہیں"),
    "copy.failed": Four("failed", "abgelehnt", "refusés", "ناکام"),
    "copy.uncertain": Four("uncertain", "ungewiss", "incertains", "غیر یقینی"),
    "copy.cancelled": Four("cancelled", "abgebrochen", "annulés", "منسوخ"),
    "copy.delivered": Four("delivered", "zugestellt", "distribués", "پہنچ گئے"),
    "copy.bounced": Four("bounced", "zurückgekommen", "revenus", "واپس آئے"),
    "copy.complained": Four("complained", "beschwert", "plaintes", "شکایت ہوئی"),
    "batch.pending": Four("pending", "ausstehend", "en attente", "باقی"),
    "batch.claimed": Four("in work", "in Arbeit", "en cours", "زیرِ عمل"),
    "batch.done": Four("done", "erledigt", "fait", "مکمل"),
    "batch.cancelled": Four("cancelled", "abgebrochen", "annulé", "منسوخ"),
    "excluded.suppressed": Four(
        "the address bounced, complained or was suppressed by hand",
        "die Adresse kam zurück, hat sich beschwert oder wurde von Hand gesperrt",
        "l’adresse a renvoyé le courrier, s’est plainte ou a été bloquée à la main",
        "پتے سے ڈاک واپس آئی، شکایت ہوئی یا اسے ہاتھ سے بند کیا گیا",
    ),
    "excluded.erased": Four(
        "the reader asked to be forgotten",
        "der Leser wollte vergessen werden",
        "le lecteur a demandé à être oublié",
        "قاری نے اپنا سب کچھ مٹوا دیا",
    ),
    "excluded.not_allowed": Four(
        "outside production only addresses of the allow-list are mailed",
        "außerhalb der Produktion gehen Mails nur an Adressen der Erlaubnisliste",
        "hors production, seules les adresses de la liste autorisée reçoivent du courrier",
        "اصل ماحول سے باہر صرف اجازت یافتہ پتوں کو ڈاک جاتی ہے",
    ),
    "excluded.paused": Four(
        "the reader paused it",
        "der Leser hat pausiert",
        "le lecteur l’a mis en pause",
        "قاری نے وقفہ لیا ہے",
    ),
    "excluded.pending": Four(
        "the reader has not confirmed yet",
        "der Leser hat noch nicht bestätigt",
        "le lecteur n’a pas encore confirmé",
        "قاری نے ابھی تصدیق نہیں کی",
    ),
    "excluded.unsubscribed": Four(
        "the reader left this list",
        "der Leser hat diese Liste verlassen",
        "le lecteur a quitté cette liste",
        "قاری نے یہ فہرست چھوڑ دی",
    ),
    "excluded.not_today": Four(
        "the reader wants it on other days, or had this week’s",
        "der Leser will ihn an anderen Tagen oder hatte den dieser Woche schon",
        "le lecteur le veut d’autres jours, ou a eu celui de la semaine",
        "قاری اسے دوسرے دنوں میں چاہتا ہے، یا اس ہفتے کا لے چکا ہے",
    ),
    "excluded.no_language": Four(
        "no story of it is printed in the reader’s language",
        "keine Meldung ist in der Sprache des Lesers gesetzt",
        "aucun article n’est composé dans la langue du lecteur",
        "اس کی کوئی خبر قاری کی زبان میں نہیں",
    ),
    "excluded.no_section": Four(
        "no story of it stands in a section that the reader chose",
        "keine Meldung steht in einer Rubrik, die der Leser gewählt hat",
        "aucun article ne figure dans une rubrique choisie par le lecteur",
        "اس کی کوئی خبر قاری کے چنے ہوئے حصے میں نہیں",
    ),
}
