"""Environment and configuration folder -> `Settings`."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from digest.model.errors import ConfigurationError
from digest.model.plan import Digest
from digest.settings import checks
from digest.settings.environment import Database, Delivery, Environment
from digest.settings.newsletters import check_shared_sources, read_digest
from digest.settings.table import Table, read_toml

DEFAULT_SITE = "http://127.0.0.1:8000"
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Dispatch:
    """How batches are cut: at most `batch_size` readers each."""

    batch_size: int = 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations.  Secrets stay out of `repr`."""

    environment: str
    home: Path
    config: Path
    site: str
    database: Database
    delivery: Delivery
    redis_url: str = field(default="", repr=False)
    sendgrid_key: str = field(default="", repr=False)
    sendgrid_url: str = ""
    sendgrid_webhook_key: str = field(default="", repr=False)
    secret_keys: tuple[bytes, ...] = field(default=(), repr=False)
    allow_recipients: tuple[str, ...] = ()
    allow_private: frozenset[str] = frozenset()
    dispatch: Dispatch = Dispatch()
    newsroom: str = "digest"
    contact: str = ""
    digests: Mapping[str, Digest] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def production(self) -> bool:
        """Whether real readers may be mailed."""
        return self.environment == "production"

    @property
    def key(self) -> bytes:
        """The secret that signs; the others only read what an earlier one signed."""
        return self.secret_keys[0]

    @property
    def broker_url(self) -> str:
        """Celery's broker: `REDIS_URL`; empty where nothing but this process does the work."""
        url = self.redis_url
        return url.replace("unix://", "redis+socket://", 1) if url.startswith("unix://") else url

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders with templates: the newsroom's own first, the shipped ones last."""
        return (self.config / "templates", shipped("templates"))

    def digest(self, slug: str) -> Digest:
        """The configured digest of that slug."""
        try:
            return self.digests[slug]
        except KeyError:
            known = ", ".join(sorted(self.digests)) or "none"
            raise ConfigurationError(
                f"there is no digest {slug!r} in {self.config / 'digests'}; configured: {known}"
            ) from None


def shipped(name: str) -> Path:
    """A folder that ships with the package: inside an installed wheel, else beside the package."""
    inside = PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def load(variables: Mapping[str, str] | None = None) -> Settings:
    """Read and validate everything; makes `DIGEST_HOME` and its secret key on first start."""
    env = Environment(os.environ if variables is None else variables)
    home = Path(env.text("DIGEST_HOME", "var")).expanduser().absolute()
    config = _config_folder(env)
    table = read_toml(config / "digest.toml")
    digests = _digests(config, table)
    site = _site(env, table)
    settings = Settings(
        environment=env.checked(
            "DIGEST_ENV", _environment, "development | production", "development"
        ),
        home=home,
        config=config,
        site=site,
        database=env.database(home),
        delivery=env.delivery(),
        redis_url=_redis(env),
        sendgrid_key=env.secret("SENDGRID_API_KEY"),
        sendgrid_url=_sendgrid_url(env),
        sendgrid_webhook_key=env.secret("SENDGRID_WEBHOOK_KEY"),
        secret_keys=_secret_keys(env, home),
        allow_recipients=_words(env.text("DIGEST_ALLOW_RECIPIENTS")),
        allow_private=frozenset(_private(env)),
        dispatch=_dispatch(table.table("dispatch")),
        newsroom=table.line("newsroom", "digest"),
        contact=table.line("contact", ""),
        digests=MappingProxyType(digests),
        sources=MappingProxyType(
            {
                "site": "DIGEST_SITE_URL"
                if env.text("DIGEST_SITE_URL")
                else "digest.toml"
            }
        ),
    )
    table.finish()
    return settings


def _config_folder(env: Environment) -> Path:
    given = env.text("DIGEST_CONFIG")
    folder = Path(given or "config").expanduser().absolute()
    if not (folder / "digest.toml").is_file():
        named = (
            f"DIGEST_CONFIG = {given!r}"
            if given
            else "the default, since DIGEST_CONFIG is not set"
        )
        raise ConfigurationError(
            f"no digest.toml in {folder} ({named}); "
            "go to the folder of your newsroom, set DIGEST_CONFIG, or make one with: digest init DIR"
        )
    return folder


def _digests(config: Path, defaults: Table) -> dict[str, Digest]:
    paths = sorted((config / "digests").glob("*.toml"))
    digests = {path.stem: read_digest(path, defaults=defaults) for path in paths}
    # Without any digest the shared defaults are still checked.
    defaults.table("sender")
    defaults.checked("zone", checks.zone, "a zone of the IANA database", "UTC")
    defaults.checked("list_domain", checks.list_id, "a domain", "news.example.org")
    check_shared_sources(digests)
    return digests


def _environment(value: str) -> str:
    if value not in ("development", "production"):
        raise ValueError("")
    return value


def _site(env: Environment, table: Table) -> str:
    configured = table.checked(
        "site", checks.site, "an http or https root", DEFAULT_SITE
    )
    return env.checked(
        "DIGEST_SITE_URL", checks.site, "an http or https root", configured
    )


def _redis(env: Environment) -> str:
    value = env.secret("REDIS_URL")
    if value and value.partition("://")[0] not in (
        "redis",
        "rediss",
        "unix",
        "redis+socket",
    ):
        raise ConfigurationError(
            "REDIS_URL is not allowed; allowed: redis://… | rediss://… | unix:///path | unset"
        )
    return value


def _sendgrid_url(env: Environment) -> str:
    return env.checked(
        "SENDGRID_API_URL",
        checks.site,
        "an http or https root",
        "https://api.sendgrid.com",
    )


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in value.replace(",", " ").split())


def _private(env: Environment) -> list[str]:
    words = _words(env.text("DIGEST_ALLOW_PRIVATE"))
    try:
        return [checks.host_and_port(word) for word in words]
    except ValueError:
        raise ConfigurationError(
            f"DIGEST_ALLOW_PRIVATE = {' '.join(words)!r} is not allowed; allowed: host:port,…"
        ) from None


def _dispatch(table: Table) -> Dispatch:
    dispatch = Dispatch(batch_size=table.whole("batch_size", 1000, low=1, high=1000))
    table.finish()
    return dispatch


def _secret_keys(env: Environment, home: Path) -> tuple[bytes, ...]:
    given = env.secret("DIGEST_SECRET_KEY")
    keys = given.replace(",", " ").split() if given else [_kept_key(home)]
    for key in keys:
        if len(key) < 32:
            raise ConfigurationError(
                "DIGEST_SECRET_KEY is too short; allowed: 32 characters or more each, several "
                "divided by commas (the first one signs)"
            )
    return tuple(key.encode() for key in keys)


def _kept_key(home: Path) -> str:
    """The key of this home, made on first start; two first starts at once agree on one."""
    path = home / "secret_key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = home / f".secret_key.{secrets.token_hex(4)}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ConfigurationError(
            f"DIGEST_HOME = {str(home)!r} cannot be used; allowed: a folder this user may write to"
        ) from error


@dataclass(frozen=True, slots=True)
class Visiting:
    """What fetching needs: where publishers reach us, and which addresses it may reach."""

    contact: str
    allow_private: frozenset[str] = frozenset()


def visiting(variables: Mapping[str, str] | None = None) -> Visiting:
    """The terms of a fetch, from the environment alone: no configuration folder is read."""
    env = Environment({**os.environ, **_assumed} if variables is None else variables)
    contact = env.checked("DIGEST_SITE_URL", checks.site, "an http or https root", DEFAULT_SITE)
    return Visiting(contact, frozenset(_private(env)))


_assumed: dict[str, str] = {}


def assume(**variables: str) -> None:
    """Settings that a command brings along, above the environment; before anything is read."""
    _assumed.update(variables)
    current.cache_clear()


@functools.cache
def current() -> Settings:
    """The settings of this process: read on first use, the same object ever after."""
    return load({**os.environ, **_assumed})
