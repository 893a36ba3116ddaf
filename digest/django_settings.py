"""Django's view of our settings: nothing is decided here, all comes from `digest.settings`.

`DJANGO_SETTINGS_MODULE=digest.django_settings`; `digest.bootstrap` sets it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from digest.settings import current
from digest.settings.load import shipped

_settings = current()


def _database() -> dict[str, Any]:
    base = _settings.database
    if base.engine == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": base.name,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Without IMMEDIATE a read that turns into a write fails at once as "locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: the intent of a send must survive a power cut, not only a crash.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; "
                # What is deleted is written over: an erased address is in no free page either.
                "PRAGMA main.secure_delete=ON",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": base.name,
        "HOST": base.host,
        "PORT": base.port,
        "USER": base.user,
        "PASSWORD": base.password,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = _settings.secret_keys[0].decode()
SECRET_KEY_FALLBACKS = [key.decode() for key in _settings.secret_keys[1:]]
DEBUG = False
# Links come from the settings, never from a request; still, a foreign name is refused, so that no
# page of another site can be made to mean this machine.
ALLOWED_HOSTS = [
    urlsplit(_settings.site).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
]

INSTALLED_APPS = [
    "digest.web.apps.SuperusersAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "digest.store",
    "digest.web.apps.WebConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "digest.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "digest.web.urls"
WSGI_APPLICATION = "digest.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(folder / "web") for folder in _settings.templates],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["digest.web.console.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "digest.web.console.access.here",
            ],
        },
    }
]
# A site may live under a path, which the proxy in front takes off.
FORCE_SCRIPT_NAME = urlsplit(_settings.site).path.rstrip("/") or None
STATIC_URL = "static/"
STATICFILES_DIRS = [str(shipped("templates") / "static")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "en"
LANGUAGES = [(tag, tag) for tag in ("en", "ur", "de", "fr")]
USE_TZ = True
TIME_ZONE = "UTC"
# What digest.web.middleware, which knows the parts of the site, says of these goes before.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"
# Behind a proxy that ends TLS a form comes from the site's own origin, not from ours.
CSRF_TRUSTED_ORIGINS = ["://".join(urlsplit(_settings.site)[:2])]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "console"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_FAILURE_VIEW = "digest.web.errors.forged"
_https = _settings.site.startswith("https://") and _settings.production
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
LOGGING_CONFIG = None
