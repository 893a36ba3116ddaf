"""Words of the steps of the editor's hand, as they are told and kept, and of what is no step."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "step.pin": Four(
        "pinned story {story:id} to place {place} of “{section}”",
        "Meldung {story:id} an Platz {place} von „{section}“ geheftet",
        "article {story:id} épinglé à la place {place} de « {section} »",
        "خبر {story:id} کو ”{section}“ میں جگہ {place} پر رکھا",
    ),
    "step.ban": Four(
        "banned story {story:id}",
        "Meldung {story:id} gesperrt",
        "article {story:id} écarté",
        "خبر {story:id} روکی",
    ),
    "step.hold": Four(
        "held story {story:id} for the next issue",
        "Meldung {story:id} für die nächste Ausgabe zurückgestellt",
        "article {story:id} gardé pour le prochain numéro",
        "خبر {story:id} اگلے شمارے کے لیے رکھی",
    ),
    "step.release": Four(
        "left story {story:id} to the rules again",
        "Meldung {story:id} wieder den Regeln überlassen",
        "article {story:id} rendu aux règles",
        "خبر {story:id} پھر قواعد پر چھوڑی",
    ),
    "step.order": Four(
        "ordered “{section}”: {stories}",
        "„{section}“ geordnet: {stories}",
        "« {section} » ordonné : {stories}",
        "”{section}“ کی ترتیب: {stories}",
    ),
    "step.reword": Four(
        "changed {what} of story {story:id}",
        "{what} von Meldung {story:id} geändert",
        "{what} de l’article {story:id} modifié",
        "خبر {story:id}: {what} بدلا",
    ),
    "step.title": Four("headline", "Überschrift", "titre", "سرخی"),
    "step.teaser": Four("teaser", "Anreißer", "chapeau", "خلاصہ"),
    "step.picture": Four("picture", "Bild", "image", "تصویر"),
    "step.link": Four(
        "added the link “{title}” to “{section}”",
        "Link „{title}“ zu „{section}“ hinzugefügt",
        "lien « {title} » ajouté à « {section} »",
        "ربط ”{title}“ ”{section}“ میں شامل کیا",
    ),
    "step.outside": Four(
        "took “{title}” from outside into “{section}”",
        "„{title}“ von außen in „{section}“ genommen",
        "« {title} » pris d’ailleurs dans « {section} »",
        "”{title}“ کو باہر سے ”{section}“ میں لیا",
    ),
    "step.note": Four(
        "wrote a note", "Wort an die Leser geschrieben", "mot écrit", "قارئین کے نام بات لکھی"
    ),
    "step.no_note": Four(
        "took the note away", "Wort an die Leser entfernt", "mot retiré", "قارئین کے نام بات ہٹائی"
    ),
    "step.nothing": Four(
        "nothing was chosen",
        "es wurde nichts gewählt",
        "rien n’a été choisi",
        "کچھ منتخب نہیں کیا گیا",
    ),
    "step.not_here": Four(
        "story {story:id} is not in the issue",
        "Meldung {story:id} steht nicht in der Ausgabe",
        "l’article {story:id} n’est pas dans le numéro",
        "خبر {story:id} شمارے میں نہیں",
    ),
    "step.same": Four(
        "headline and teaser are as they were",
        "Überschrift und Anreißer sind, wie sie waren",
        "le titre et le chapeau n’ont pas changé",
        "سرخی اور خلاصہ پہلے جیسے ہیں",
    ),
    "step.no_number": Four(
        "“{word}” is no number",
        "„{word}“ ist keine Zahl",
        "« {word} » n’est pas un nombre",
        "”{word}“ کوئی عدد نہیں",
    ),
    "step.no_link": Four(
        "a link begins with https://",
        "ein Link beginnt mit https://",
        "un lien commence par https://",
        "ربط https:// سے شروع ہوتا ہے",
    ),
}
