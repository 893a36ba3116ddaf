"""Words of the door and of one's own account."""

from __future__ import annotations

from digest.web.console.words.four import Four

PHRASES: dict[str, Four] = {
    "door.title": Four("Sign in", "Anmelden", "Se connecter", "داخل ہوں"),
    "door.brake": Four(
        "Too many tries. Please wait {n} minutes and try again; nothing is lost.",
        "Zu viele Versuche. Bitte warten Sie {n} Minuten und versuchen Sie es noch einmal; verloren ist nichts.",
        "Trop d’essais. Veuillez attendre {n} minutes et réessayer ; rien n’est perdu.",
        "بہت زیادہ کوششیں ہو گئیں۔ براہِ کرم {n} منٹ بعد دوبارہ کوشش کیجیے؛ کچھ ضائع نہیں ہوا۔",
    ),
    "door.wrong": Four(
        "Name, password and code do not fit together, or the account is closed. Mind capital letters; a code opens only once.",
        "Name, Passwort und Code passen nicht zusammen, oder das Konto ist geschlossen. Achten Sie auf Groß- und Kleinschreibung; ein Code öffnet nur einmal.",
        "Le nom, le mot de passe et le code ne vont pas ensemble, ou le compte est fermé. Attention aux majuscules ; un code n’ouvre qu’une fois.",
        "نام، پاس ورڈ اور کوڈ آپس میں نہیں ملتے، یا اکاؤنٹ بند ہے۔ بڑے اور چھوٹے حروف کا خیال رکھیے؛ ایک کوڈ صرف ایک بار چلتا ہے۔",
    ),
    "door.another": Four(
        "You are signed in as {name}, who may not see that page. Sign in as somebody who may.",
        "Sie sind als {name} angemeldet, und dieses Konto darf die Seite nicht sehen. Melden Sie sich mit einem an, das es darf.",
        "Vous êtes connecté en tant que {name}, qui ne peut pas voir cette page. Connectez-vous avec un compte qui le peut.",
        "آپ {name} کے طور پر داخل ہیں، جسے یہ صفحہ دیکھنے کی اجازت نہیں۔ ایسے نام سے داخل ہوں جسے اجازت ہو۔",
    ),
    "door.name": Four("Name", "Name", "Nom", "نام"),
    "door.password": Four("Password", "Passwort", "Mot de passe", "پاس ورڈ"),
    "door.code": Four("Code", "Code", "Code", "کوڈ"),
    "door.code.hint": Four(
        "Six digits from your authenticator. Leave it empty if your account asks for none.",
        "Sechs Ziffern aus Ihrer Authenticator-App. Lassen Sie das Feld leer, wenn Ihr Konto keinen Code verlangt.",
        "Six chiffres de votre application d’authentification. Laissez vide si votre compte n’en demande pas.",
        "آپ کی تصدیقی ایپ کے چھ ہندسے۔ اگر آپ کا اکاؤنٹ کوڈ نہیں مانگتا تو خالی چھوڑ دیجیے۔",
    ),
    "door.button": Four("Sign in", "Anmelden", "Se connecter", "داخل ہوں"),
    "account.language": Four("Language", "Sprache", "Langue", "زبان"),
    "account.language.browser": Four(
        "As the browser asks",
        "Wie der Browser es wünscht",
        "Selon le navigateur",
        "براؤزر کے مطابق",
    ),
    "account.language.label": Four(
        "Language of these pages",
        "Sprache dieser Seiten",
        "Langue de ces pages",
        "ان صفحات کی زبان",
    ),
    "account.language.button": Four(
        "Use this language",
        "Diese Sprache verwenden",
        "Utiliser cette langue",
        "یہ زبان استعمال کیجیے",
    ),
    "account.language.done": Four(
        "The console speaks your language now.",
        "Die Konsole spricht jetzt Ihre Sprache.",
        "La console parle maintenant votre langue.",
        "کنسول اب آپ کی زبان میں ہے۔",
    ),
}
