"""Words of lists, segments with their builder, and growth."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "lists.title": Four("Lists", "Listen", "Listes", "فہرستیں"),
    "lists.name": Four("Name", "Name", "Nom", "نام"),
    "lists.name.hint": Four(
        "Small letters, digits and hyphens, such as {example}",
        "Kleine Buchstaben, Ziffern und Bindestriche, etwa {example}",
        "Minuscules, chiffres et tirets, par exemple {example}",
        "چھوٹے انگریزی حروف، ہندسے اور ہائفن، مثلاً {example}",
    ),
    "lists.name.wrong": Four(
        "A name has small letters, digits and single hyphens. Nothing was made.",
        "Ein Name besteht aus kleinen Buchstaben, Ziffern und einzelnen Bindestrichen. Nichts wurde angelegt.",
        "Un nom se compose de minuscules, de chiffres et de tirets simples. Rien n’a été créé.",
        "نام میں صرف چھوٹے انگریزی حروف، ہندسے اور ہائفن ہوتے ہیں۔ کچھ نہیں بنایا گیا۔",
    ),
    "lists.called": Four(
        "Readers know it as",
        "Leser kennen sie als",
        "Les lecteurs la connaissent comme",
        "قارئین اسے یوں جانتے ہیں",
    ),
    "lists.about": Four(
        "What it is, in a sentence",
        "Was sie ist, in einem Satz",
        "Ce que c’est, en une phrase",
        "ایک جملے میں کیا ہے",
    ),
    "lists.digests": Four("Sent to by", "Empfängt", "Reçoit", "کون بھیجتا ہے"),
    "lists.digests.none": Four("no digest", "kein Digest", "aucun digest", "کوئی ڈائجسٹ نہیں"),
    "lists.counted": Four(
        "Counted at {at}, once a minute at most.",
        "Gezählt um {at}, höchstens einmal je Minute.",
        "Compté à {at}, au plus une fois par minute.",
        "{at} پر گنا گیا، زیادہ سے زیادہ فی منٹ ایک بار۔",
    ),
    "lists.none": Four(
        "There is no list yet. Make one here; an import makes the list it names.",
        "Es gibt noch keine Liste. Legen Sie hier eine an; ein Import legt die genannte Liste an.",
        "Il n’y a pas encore de liste. Créez-en une ici ; un import crée la liste qu’il nomme.",
        "ابھی کوئی فہرست نہیں۔ یہاں بنائیے؛ درآمد اپنی نامزد فہرست خود بنا لیتی ہے۔",
    ),
    "lists.make": Four("A new list", "Eine neue Liste", "Une nouvelle liste", "نئی فہرست"),
    "lists.make.do": Four("Make the list", "Liste anlegen", "Créer la liste", "فہرست بنائیے"),
    "lists.describe": Four("Change…", "Ändern…", "Modifier…", "بدلیے…"),
    "lists.describe.do": Four("Keep", "Behalten", "Enregistrer", "محفوظ کیجیے"),
    "lists.remove": Four("Remove {list}", "{list} entfernen", "Supprimer {list}", "{list} ہٹائیے"),
    "lists.made": Four(
        "The list {list} is made.",
        "Die Liste {list} ist angelegt.",
        "La liste {list} est créée.",
        "فہرست {list} بن گئی۔",
    ),
    "lists.there": Four(
        "There is a list {list} already.",
        "Es gibt die Liste {list} schon.",
        "Il y a déjà une liste {list}.",
        "فہرست {list} پہلے سے موجود ہے۔",
    ),
    "lists.described": Four(
        "Title and sentence are changed.",
        "Titel und Satz sind geändert.",
        "Le titre et la phrase sont changés.",
        "عنوان اور جملہ بدل گئے۔",
    ),
    "lists.removed": Four(
        "The list {list} is gone.",
        "Die Liste {list} ist weg.",
        "La liste {list} a disparu.",
        "فہرست {list} ہٹا دی گئی۔",
    ),
    "lists.full": Four(
        "Readers stand on {list}: it stays.",
        "Auf {list} stehen Leser: Sie bleibt.",
        "Des lecteurs sont sur {list} : elle reste.",
        "{list} میں قارئین ہیں: یہ باقی رہے گی۔",
    ),
    "segments.title": Four("Segments", "Segmente", "Segments", "حصے"),
    "segments.none": Four(
        "There is no segment yet. Put a filter together below, count it, and keep it under a name.",
        "Es gibt noch kein Segment. Stellen Sie unten einen Filter zusammen, zählen Sie ihn, und behalten Sie ihn unter einem Namen.",
        "Il n’y a pas encore de segment. Composez un filtre ci-dessous, comptez-le, et gardez-le sous un nom.",
        "ابھی کوئی حصہ نہیں۔ نیچے فلٹر بنائیے، گنیے، اور نام دے کر محفوظ کیجیے۔",
    ),
    "segments.name": Four("Name", "Name", "Nom", "نام"),
    "segments.filter": Four("Filter", "Filter", "Filtre", "فلٹر"),
    "segments.by": Four("By", "Von", "Par", "کس نے"),
    "segments.made": Four("Made", "Angelegt", "Créé", "کب بنا"),
    "segments.look": Four(
        "Count {segment}", "{segment} zählen", "Compter {segment}", "{segment} گنیے"
    ),
    "segments.forget": Four(
        "Forget {segment}", "{segment} vergessen", "Oublier {segment}", "{segment} مٹائیے"
    ),
    "segments.builder": Four(
        "Put a filter together", "Einen Filter zusammenstellen", "Composer un filtre", "فلٹر بنائیے"
    ),
    "segments.row": Four("Condition {n}", "Bedingung {n}", "Condition {n}", "شرط {n}"),
    "segments.field": Four("Field", "Feld", "Champ", "خانہ"),
    "segments.how": Four("How", "Wie", "Comment", "کیسے"),
    "segments.value": Four("Value", "Wert", "Valeur", "قدر"),
    "segments.field.none": Four("nothing", "nichts", "rien", "کچھ نہیں"),
    "segments.join": Four(
        "Readers for whom", "Leser, für die", "Les lecteurs pour qui", "وہ قارئین جن پر"
    ),
    "segments.and": Four(
        "every condition holds",
        "jede Bedingung gilt",
        "chaque condition est vraie",
        "ہر شرط پوری ہو",
    ),
    "segments.or": Four(
        "any condition holds",
        "eine Bedingung gilt",
        "une condition est vraie",
        "کوئی ایک شرط پوری ہو",
    ),
    "segments.text": Four("Or typed", "Oder getippt", "Ou écrit", "یا لکھیے"),
    "segments.text.hint": Four(
        "With brackets and not; the rows above go before. Days are counted in UTC.",
        "Mit Klammern und not; die Zeilen oben gehen vor. Tage zählen in UTC.",
        "Avec des parenthèses et not ; les lignes ci-dessus l’emportent. Les jours sont comptés en UTC.",
        "قوسین اور not کے ساتھ؛ اوپر کی سطریں مقدم ہیں۔ دن UTC میں گنے جاتے ہیں۔",
    ),
    "segments.count": Four("Count", "Zählen", "Compter", "گنیے"),
    "segments.holds": Four(
        "It holds for {n} {n:reader|readers}, on whatever lists.",
        "Er trifft auf {n} Leser zu, gleich auf welchen Listen.",
        "Il vaut pour {n} {n:lecteur|lecteurs}, quelles que soient les listes.",
        "یہ {n} قارئین پر پورا اترتا ہے، چاہے وہ کسی بھی فہرست میں ہوں۔",
    ),
    "segments.see": Four("Look at them", "Ansehen", "Les voir", "انہیں دیکھیے"),
    "segments.missing": Four(
        "There is no list {list}: nobody is on it.",
        "Es gibt keine Liste {list}: Niemand steht darauf.",
        "Il n’y a pas de liste {list} : personne n’y est.",
        "فہرست {list} موجود نہیں: اس میں کوئی نہیں۔",
    ),
    "segments.keep": Four(
        "Keep it as", "Behalten als", "Garder sous le nom", "اس نام سے محفوظ کیجیے"
    ),
    "segments.keep.do": Four(
        "Keep the segment", "Segment behalten", "Garder le segment", "حصہ محفوظ کیجیے"
    ),
    "segments.kept": Four(
        "The segment {segment} is kept.",
        "Das Segment {segment} ist angelegt.",
        "Le segment {segment} est gardé.",
        "حصہ {segment} محفوظ ہو گیا۔",
    ),
    "segments.there": Four(
        "There is a segment {segment} already. Choose another name.",
        "Es gibt das Segment {segment} schon. Wählen Sie einen anderen Namen.",
        "Il y a déjà un segment {segment}. Choisissez un autre nom.",
        "حصہ {segment} پہلے سے موجود ہے۔ دوسرا نام چنیے۔",
    ),
    "segments.removed": Four(
        "The segment {segment} is gone. Issues that were made with it keep their filter.",
        "Das Segment {segment} ist weg. Ausgaben, die damit gemacht wurden, behalten ihren Filter.",
        "Le segment {segment} a disparu. Les numéros faits avec lui gardent leur filtre.",
        "حصہ {segment} مٹ گیا۔ اس سے بنے شمارے اپنا فلٹر رکھتے ہیں۔",
    ),
    "segments.wrong": Four(
        "The filter cannot be read, at character {n}. Nothing was kept.",
        "Der Filter ist nicht lesbar, ab Zeichen {n}. Nichts wurde behalten.",
        "Le filtre n’est pas lisible, au caractère {n}. Rien n’a été gardé.",
        "فلٹر پڑھا نہیں جا سکا، حرف {n} پر۔ کچھ محفوظ نہیں ہوا۔",
    ),
    "segments.name.wrong": Four(
        "A name has small letters, digits and single hyphens. Nothing was kept.",
        "Ein Name besteht aus kleinen Buchstaben, Ziffern und einzelnen Bindestrichen. Nichts wurde behalten.",
        "Un nom se compose de minuscules, de chiffres et de tirets simples. Rien n’a été gardé.",
        "نام میں صرف چھوٹے انگریزی حروف، ہندسے اور ہائفن ہوتے ہیں۔ کچھ محفوظ نہیں ہوا۔",
    ),
    "growth.title": Four("Growth", "Wachstum", "Croissance", "اضافہ"),
    "growth.span": Four("Span", "Zeitraum", "Période", "مدت"),
    "growth.days": Four("{n} days", "{n} Tage", "{n} jours", "{n} دن"),
    "growth.day": Four("Day (UTC)", "Tag (UTC)", "Jour (UTC)", "دن (UTC)"),
    "growth.came": Four("Came", "Gekommen", "Arrivés", "آئے"),
    "growth.left": Four("Left", "Gegangen", "Partis", "گئے"),
    "growth.net": Four("Difference", "Unterschied", "Différence", "فرق"),
    "growth.about": Four(
        "From {first} to {last} {came} subscriptions came and {left} left.",
        "Vom {first} bis {last} kamen {came} Abonnements hinzu, {left} gingen.",
        "Du {first} au {last}, {came} abonnements sont venus et {left} sont partis.",
        "{first} سے {last} تک {came} رکنیتیں بنیں اور {left} ختم ہوئیں۔",
    ),
    "growth.none": Four(
        "Nobody came or left in this span. The sign-up form of a digest is its public address with {path} behind.",
        "In diesem Zeitraum kam und ging niemand. Das Anmeldeformular eines Digests ist seine öffentliche Adresse mit {path} dahinter.",
        "Personne n’est venu ni parti dans cette période. Le formulaire d’un digest est son adresse publique suivie de {path}.",
        "اس مدت میں نہ کوئی آیا نہ گیا۔ ڈائجسٹ کے اندراج کا فارم اس کے عوامی پتے کے ساتھ {path} ہے۔",
    ),
}
