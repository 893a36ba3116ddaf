"""Words of the pages of addresses that are never mailed, and of what came back."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "never.title": Four("Never mailed", "Nie angeschrieben", "Jamais écrits", "کبھی ڈاک نہیں"),
    "never.reason": Four("Why", "Warum", "Pourquoi", "وجہ"),
    "never.reason.any": Four("any reason", "jeder Grund", "toute raison", "کوئی بھی وجہ"),
    "never.source": Four("From", "Woher", "Origine", "ذریعہ"),
    "never.stranger": Four("nobody’s here", "hier niemandes", "à personne ici", "یہاں کسی کا نہیں"),
    "never.since": Four("Since", "Seit", "Depuis", "کب سے"),
    "never.sum": Four(
        "{n} {n:address is|addresses are} never mailed.",
        "{n} {n:Adresse bekommt|Adressen bekommen} nie Post.",
        "{n} {n:adresse ne reçoit|adresses ne reçoivent} jamais de courrier.",
        "{n} {n:پتے|پتوں} پر کبھی ڈاک نہیں جاتی۔",
    ),
    "never.none": Four(
        "Nobody. Who complains, leaves or cannot be reached comes here by itself.",
        "Niemand. Wer sich beschwert, geht oder nicht erreichbar ist, kommt von selbst hierher.",
        "Personne. Qui se plaint, part ou ne peut être joint arrive ici de lui-même.",
        "کوئی نہیں۔ جو شکایت کرے، چلا جائے یا جس تک ڈاک نہ پہنچے، خود یہاں آ جاتا ہے۔",
    ),
    "never.show": Four("Show", "Zeigen", "Afficher", "دکھائیے"),
    "never.next": Four("Older ones", "Ältere", "Plus anciens", "پرانے"),
    "never.file": Four(
        "Download as CSV", "Als CSV herunterladen", "Télécharger en CSV", "CSV ڈاؤن لوڈ کیجیے"
    ),
    "never.choose": Four(
        "Choose {address}", "{address} wählen", "Choisir {address}", "{address} منتخب کیجیے"
    ),
    "never.lift": Four(
        "The chosen may be mailed again",
        "Die gewählten dürfen wieder Post bekommen",
        "Les choisis peuvent de nouveau recevoir",
        "منتخب پتوں پر دوبارہ ڈاک جا سکتی ہے",
    ),
    "never.lifted": Four(
        "{n} {n:address|addresses} may be mailed again.",
        "{n} {n:Adresse darf|Adressen dürfen} wieder Post bekommen.",
        "{n} {n:adresse peut|adresses peuvent} de nouveau recevoir.",
        "{n} {n:پتے|پتوں} پر دوبارہ ڈاک جا سکتی ہے۔",
    ),
    "never.theirs": Four("own word", "eigenes Wort", "sa parole", "اپنی بات"),
    "never.paste": Four(
        "Never mail these",
        "Diese nie anschreiben",
        "Ne jamais écrire à ceux-ci",
        "ان پر کبھی ڈاک نہ بھیجیں",
    ),
    "never.addresses": Four("Addresses", "Adressen", "Adresses", "پتے"),
    "never.addresses.hint": Four(
        "Up to {n}, divided by lines, blanks or commas. First it is counted; nothing happens yet.",
        "Bis zu {n}, getrennt durch Zeilen, Leerzeichen oder Kommas. Zuerst wird gezählt; noch geschieht nichts.",
        "Jusqu’à {n}, séparées par des lignes, des espaces ou des virgules. On compte d’abord ; rien ne se passe encore.",
        "{n} تک، سطروں، خالی جگہ یا کاما سے الگ۔ پہلے گنا جاتا ہے؛ ابھی کچھ نہیں ہوتا۔",
    ),
    "never.why": Four(
        "Why, for whoever looks later",
        "Warum, für alle, die später nachsehen",
        "Pourquoi, pour qui regardera plus tard",
        "وجہ، بعد میں دیکھنے والوں کے لیے",
    ),
    "never.look": Four("Count them", "Zählen", "Les compter", "گنیے"),
    "never.weighed": Four(
        "{n} {n:address|addresses}: {readers} of readers here, {known} never mailed already.",
        "{n} {n:Adresse|Adressen}: {readers} von Lesern hier, {known} schon nie angeschrieben.",
        "{n} {n:adresse|adresses} : {readers} de lecteurs d’ici, {known} déjà jamais écrites.",
        "{n} {n:پتا|پتے}: {readers} یہاں کے قارئین کے، {known} پہلے ہی بند۔",
    ),
    "never.unreadable": Four(
        "No addresses, and left out:",
        "Keine Adressen und ausgelassen:",
        "Pas des adresses, et laissés de côté :",
        "یہ پتے نہیں، چھوڑ دیے گئے:",
    ),
    "never.too_many": Four(
        "More than {n} at once. Nothing was counted.",
        "Mehr als {n} auf einmal. Nichts wurde gezählt.",
        "Plus de {n} à la fois. Rien n’a été compté.",
        "ایک ساتھ {n} سے زیادہ۔ کچھ نہیں گنا گیا۔",
    ),
    "never.do": Four(
        "Never mail these {n}",
        "Diese {n} nie anschreiben",
        "Ne jamais écrire à ces {n}",
        "ان {n} پر کبھی ڈاک نہ بھیجیں",
    ),
    "never.done": Four(
        "{n} {n:address is|addresses are} never mailed from now on.",
        "{n} {n:Adresse bekommt|Adressen bekommen} von jetzt an nie Post.",
        "{n} {n:adresse ne recevra|adresses ne recevront} plus jamais de courrier.",
        "اب سے {n} {n:پتے|پتوں} پر کبھی ڈاک نہیں جائے گی۔",
    ),
    "bounces.title": Four("What came back", "Was zurückkam", "Ce qui est revenu", "واپس آئی ڈاک"),
    "bounces.state": Four("Copies", "Exemplare", "Exemplaires", "نقول"),
    "bounces.state.any": Four(
        "bounced, complained, failed",
        "zurückgekommen, beschwert, abgelehnt",
        "revenus, plaintes, refusés",
        "واپس آئیں، شکایت ہوئی، ناکام",
    ),
    "bounces.reader": Four("Reader", "Leser", "Lecteur", "قاری"),
    "bounces.said": Four("What was said", "Was gesagt wurde", "Ce qui a été dit", "کیا کہا گیا"),
    "bounces.erased": Four(
        "erased since", "seither gelöscht", "effacé depuis", "بعد میں مٹا دیا گیا"
    ),
    "bounces.none": Four(
        "Nothing came back. Bounces arrive by the provider’s webhook, or in the box of the return path.",
        "Nichts kam zurück. Rückläufer kommen über den Webhook des Anbieters oder ins Postfach des Rückwegs.",
        "Rien n’est revenu. Les retours arrivent par le webhook du fournisseur, ou dans la boîte du chemin de retour.",
        "کچھ واپس نہیں آیا۔ واپسیاں فراہم کنندہ کے ویب ہک یا واپسی کے میل باکس سے آتی ہیں۔",
    ),
    "bounces.suppress": Four(
        "Never mail the chosen again",
        "Die gewählten nie mehr anschreiben",
        "Ne plus jamais écrire aux choisis",
        "منتخب پر آئندہ کبھی ڈاک نہ بھیجیں",
    ),
}
