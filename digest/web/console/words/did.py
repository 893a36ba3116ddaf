"""Words of what people did, by the ids of the audit; one that is not here stands there as its id."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "did.add-api-token": Four("made a token", "Token angelegt", "jeton créé", "ٹوکن بنایا"),
    "did.revoke-api-token": Four(
        "revoked a token", "Token widerrufen", "jeton révoqué", "ٹوکن منسوخ کیا"
    ),
    "did.trigger": Four(
        "asked for a digest", "Digest angefordert", "digest demandé", "ڈائجسٹ طلب کیا"
    ),
    "did.refuse-trigger": Four(
        "was refused a digest", "Digest abgelehnt", "digest refusé", "ڈائجسٹ سے انکار"
    ),
    "did.give-up-webhook": Four(
        "gave up telling a listener",
        "Meldung an ein System aufgegeben",
        "abandonné un avis à un système",
        "ایک نظام کو بتانا ترک کیا",
    ),
    "did.add-operator": Four(
        "added an operator", "Benutzer angelegt", "utilisateur ajouté", "صارف شامل کیا"
    ),
    "did.change-roles": Four("changed roles", "Rollen geändert", "rôles modifiés", "کردار بدلے"),
    "did.set-password": Four(
        "set a password", "Passwort gesetzt", "mot de passe défini", "پاس ورڈ مقرر کیا"
    ),
    "did.close-account": Four(
        "closed an account", "Konto geschlossen", "compte fermé", "اکاؤنٹ بند کیا"
    ),
    "did.open-account": Four(
        "opened an account", "Konto geöffnet", "compte ouvert", "اکاؤنٹ کھولا"
    ),
    "did.begin-second-factor": Four(
        "began with codes", "Codes eingeführt", "codes activés", "کوڈ شروع کیے"
    ),
    "did.end-second-factor": Four(
        "ended the codes", "Codes beendet", "codes arrêtés", "کوڈ ختم کیے"
    ),
    "did.prepare": Four("prepared", "vorbereitet", "préparé", "تیار کیا"),
    "did.agree": Four("agreed", "zugestimmt", "accord donné", "اتفاق کیا"),
    "did.approve": Four("approved", "freigegeben", "approuvé", "منظور کیا"),
    "did.undo-approval": Four(
        "took the approval back", "Freigabe zurückgenommen", "accord repris", "منظوری واپس لی"
    ),
    "did.hold": Four("held", "zurückgehalten", "retenu", "روک رکھا"),
    "did.canary": Four("first readers", "erste Leser", "premiers lecteurs", "پہلے قارئین"),
    "did.pause": Four("paused", "angehalten", "mis en pause", "روکا"),
    "did.resume": Four("went on", "fortgesetzt", "repris", "جاری کیا"),
    "did.cancel": Four(
        "stopped for good", "endgültig abgebrochen", "arrêté pour de bon", "ہمیشہ کے لیے بند کیا"
    ),
    "did.freeze": Four("froze", "eingefroren", "gelé", "منجمد کیا"),
    "did.thaw": Four("thawed", "aufgetaut", "dégelé", "جاری کیا"),
    "did.rate": Four("changed the rate", "Tempo geändert", "débit modifié", "رفتار بدلی"),
    "did.override-lint": Four(
        "passed the lint", "Prüfung übergangen", "contrôle outrepassé", "جانچ نظر انداز کی"
    ),
    "did.resend-failed": Four(
        "sent again to the failed",
        "Abgelehnten noch einmal gesendet",
        "renvoyé aux refusés",
        "ناکاموں کو دوبارہ بھیجا",
    ),
    "did.send-uncertain-again": Four(
        "sent again to the uncertain",
        "Ungewissen noch einmal gesendet",
        "renvoyé aux incertains",
        "غیر یقینی کو دوبارہ بھیجا",
    ),
    "did.settle-accepted": Four(
        "settled: they have it", "geklärt: sie haben es", "réglé : ils l’ont", "طے: انہیں مل گیا"
    ),
    "did.settle-not-accepted": Four(
        "settled: they do not have it",
        "geklärt: sie haben es nicht",
        "réglé : ils ne l’ont pas",
        "طے: انہیں نہیں ملا",
    ),
    "did.settle-notice": Four(
        "settled a service mail",
        "Servicemail geklärt",
        "message de service réglé",
        "سروس میل طے کی",
    ),
    "did.issue-corrected": Four(
        "corrected the balance", "Bilanz berichtigt", "bilan corrigé", "حساب درست کیا"
    ),
    "did.release-occurrence": Four("released", "Termin freigegeben", "date libérée", "جاری کیا"),
    "did.skip-day": Four("left a day out", "Tag ausgelassen", "jour sauté", "دن چھوڑا"),
    "did.unskip-day": Four(
        "took a day in again", "Tag wieder aufgenommen", "jour repris", "دن دوبارہ لیا"
    ),
    "did.set-words": Four("changed the subject", "Betreff geändert", "objet modifié", "موضوع بدلا"),
    "did.test-send": Four("sent a test", "Probe gesendet", "essai envoyé", "آزمائشی نقل بھیجی"),
    "did.issue-pin": Four("pinned", "angeheftet", "épinglé", "جگہ پکی کی"),
    "did.issue-ban": Four("banned", "gesperrt", "écarté", "روکی"),
    "did.issue-hold": Four("held a story", "Meldung zurückgestellt", "article gardé", "خبر رکھی"),
    "did.issue-release": Four(
        "left to the rules", "den Regeln überlassen", "laissé aux règles", "قواعد پر چھوڑی"
    ),
    "did.issue-order": Four("ordered", "geordnet", "ordonné", "ترتیب دی"),
    "did.issue-text": Four("reworded", "umformuliert", "reformulé", "الفاظ بدلے"),
    "did.issue-link": Four("added a link", "Link hinzugefügt", "lien ajouté", "ربط شامل کیا"),
    "did.issue-take": Four("took a story", "Meldung genommen", "article pris", "خبر لی"),
    "did.issue-note": Four(
        "wrote to the readers", "Wort an die Leser", "mot aux lecteurs", "قارئین کے نام"
    ),
    "did.standing": Four(
        "changed a standing", "Stand geändert", "situation modifiée", "حیثیت بدلی"
    ),
    "did.suppress": Four(
        "suppressed an address", "Adresse gesperrt", "adresse bloquée", "پتا بند کیا"
    ),
    "did.lift-suppression": Four(
        "lifted a suppression", "Sperre aufgehoben", "blocage levé", "بندش ہٹائی"
    ),
    "did.erase": Four("erased a reader", "Leser gelöscht", "lecteur effacé", "قاری مٹایا"),
    "did.export-reader": Four(
        "exported a reader", "Leser ausgeführt", "lecteur exporté", "قاری کا ریکارڈ نکالا"
    ),
    "did.export-readers": Four(
        "exported readers", "Leser ausgeführt", "lecteurs exportés", "قارئین نکالے"
    ),
    "did.export-suppressed": Four(
        "exported the suppressed", "Gesperrte ausgeführt", "bloqués exportés", "بند پتے نکالے"
    ),
    "did.list-add": Four("made a list", "Liste angelegt", "liste créée", "فہرست بنائی"),
    "did.list-rename": Four(
        "renamed a list", "Liste umbenannt", "liste renommée", "فہرست کا نام بدلا"
    ),
    "did.list-remove": Four("removed a list", "Liste entfernt", "liste supprimée", "فہرست ہٹائی"),
    "did.segment-add": Four(
        "kept a segment", "Segment gespeichert", "segment enregistré", "طبقہ محفوظ کیا"
    ),
    "did.segment-remove": Four(
        "removed a segment", "Segment entfernt", "segment supprimé", "طبقہ ہٹایا"
    ),
    "did.upload": Four("uploaded a file", "Datei hochgeladen", "fichier envoyé", "فائل چڑھائی"),
    "did.upload-agreed": Four(
        "agreed to a file", "Datei freigegeben", "fichier accepté", "فائل منظور کی"
    ),
    "did.upload-cancelled": Four(
        "cancelled a file", "Datei abgebrochen", "fichier annulé", "فائل منسوخ کی"
    ),
    "did.upload-consent": Four(
        "said where consent came from",
        "Herkunft der Einwilligung genannt",
        "origine du consentement indiquée",
        "رضامندی کا ماخذ بتایا",
    ),
    "did.source-add": Four(
        "added a source", "Quelle hinzugefügt", "source ajoutée", "ذریعہ شامل کیا"
    ),
    "did.forget-source": Four(
        "forgot a source", "Quelle vergessen", "source oubliée", "ذریعہ بھلایا"
    ),
    "did.restore": Four(
        "restored a copy", "Sicherung zurückgespielt", "copie restaurée", "بیک اپ بحال کیا"
    ),
    "did.try": Four(
        "tried a setting", "probierte eine Einstellung", "a essayé un réglage", "ترتیب آزمائی"
    ),
}
