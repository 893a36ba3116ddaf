"""Environment and configuration folder -> `Settings`."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from digest.model.attribute import Attribute
from digest.model.errors import ConfigurationError
from digest.model.keeping import Keeping
from digest.model.operator import Tongue
from digest.model.pace import Rates
from digest.model.plan import Digest
from digest.model.webhook import Webhook
from digest.settings import checks
from digest.settings.alarms import Alarming, read_alarms
from digest.settings.attributes import read_attributes
from digest.settings.bounces import Bounces, read_bounces
from digest.settings.dkim import Dkim, read_dkim
from digest.settings.environment import Database, Delivery, Environment
from digest.settings.keep import read_keep
from digest.settings.keys import secret_keys
from digest.settings.newsletters import (
    check_followed,
    check_shared_sources,
    list_domain_of,
    read_digest,
    zone_of,
)
from digest.settings.rates import read_rates
from digest.settings.sendgrid import SendGridLists, read_sendgrid
from digest.settings.table import Table, meant, read_toml
from digest.settings.webhooks import read_webhooks

DEFAULT_SITE = "http://127.0.0.1:8000"
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Dispatch:
    """At most `batch_size` readers a batch; `at_once` of them with SendGrid, for each process."""

    batch_size: int = 1000
    at_once: int = 8


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
    rates: Rates = Rates()
    dkim: Dkim | None = None
    alarms: Alarming = Alarming()
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    keep: Keeping = Keeping()
    clicks_kept: timedelta = timedelta(days=90)
    bounces: Bounces = Bounces()
    sendgrid_lists: SendGridLists = SendGridLists()
    newsroom: str = "digest"
    contact: str = ""
    language: str = "en"
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
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
            known = f"{', '.join(sorted(self.digests)) or 'none'}{meant(slug, self.digests)}"
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
    home = env.path("DIGEST_HOME", "var")
    config = _config_folder(env)
    table = read_toml(config / "digest.toml")
    digests = read_digests(config, table)
    configured = table.checked("site", checks.site, checks.ROOT, DEFAULT_SITE)
    settings = Settings(
        environment=env.checked("DIGEST_ENV", _environment, _ENVIRONMENTS, "development"),
        home=home,
        config=config,
        site=env.checked("DIGEST_SITE_URL", checks.site, checks.ROOT, configured),
        database=env.database(home),
        delivery=env.delivery(),
        redis_url=env.redis(),
        sendgrid_key=env.hidden("SENDGRID_API_KEY", checks.token, "an API key of SendGrid"),
        sendgrid_url=env.checked(
            "SENDGRID_API_URL", checks.site, checks.ROOT, "https://api.sendgrid.com"
        ),
        sendgrid_webhook_key=env.hidden("SENDGRID_WEBHOOK_KEY", _webhook_key, _WEBHOOK_KEY),
        secret_keys=secret_keys(env, home),
        allow_recipients=env.words("DIGEST_ALLOW_RECIPIENTS", checks.recipient, _RECIPIENTS),
        allow_private=_private(env),
        dispatch=_dispatch(table.table("dispatch")),
        rates=read_rates(table.table("rates"), zone_of(table)),
        dkim=read_dkim(table.table("dkim"), config),
        alarms=read_alarms(table.table("alarms"), env),
        webhooks=MappingProxyType(read_webhooks(table.table("webhooks"))),
        keep=read_keep(table.table("keep")),
        clicks_kept=_clicks_kept(table.table("tracking")),
        bounces=read_bounces(table.table("bounces"), env),
        sendgrid_lists=read_sendgrid(table.table("sendgrid")),
        newsroom=table.line("newsroom", "digest"),
        contact=table.checked("contact", checks.contact, "a mail or web address", ""),
        language=table.choice("language", Tongue, Tongue.EN).value,
        attributes=MappingProxyType(read_attributes(table)),
        digests=MappingProxyType(digests),
        sources=MappingProxyType(
            {"site": "DIGEST_SITE_URL" if env.text("DIGEST_SITE_URL") else "digest.toml"}
        ),
    )
    table.finish()
    _fits(settings)
    return settings


_ENVIRONMENTS = "development | production"
_RECIPIENTS = "mail addresses and @domains, divided by commas"
_WEBHOOK_KEY = "the public key of the signed event webhook, as SendGrid shows it"


def _fits(settings: Settings) -> None:
    """What is right by itself and wrong together."""
    if settings.delivery.scheme == "sendgrid" and not settings.sendgrid_key:
        raise ConfigurationError(
            "DELIVERY_URL = sendgrid: needs SENDGRID_API_KEY (or SENDGRID_API_KEY_FILE)"
        )


def _config_folder(env: Environment) -> Path:
    given = env.text("DIGEST_CONFIG")
    folder = env.path("DIGEST_CONFIG", "config")
    if not (folder / "digest.toml").is_file():
        named = f"DIGEST_CONFIG = {given!r}" if given else "the default of DIGEST_CONFIG"
        raise ConfigurationError(
            f"no digest.toml in {folder} ({named}); go to the folder of your newsroom, "
            "set DIGEST_CONFIG, or make one with: digest init DIR"
        )
    return folder


def read_digests(config: Path, defaults: Table) -> dict[str, Digest]:
    """Every digest of a folder, and whether they fit together."""
    paths = sorted((config / "digests").glob("*.toml"))
    digests = {path.stem: read_digest(path, defaults=defaults) for path in paths}
    # Without any digest the shared defaults are still checked.
    zone_of(defaults), list_domain_of(defaults), defaults.table("sender")
    check_shared_sources(digests)
    check_followed(digests)
    return digests


def _environment(value: str) -> str:
    if value not in ("development", "production"):
        raise ValueError("")
    return value


def _webhook_key(value: str) -> str:
    """Several, divided by commas, while a key is changed."""
    return ",".join(checks.public_key(one.strip()) for one in value.split(",") if one.strip())


def _private(env: Environment) -> frozenset[str]:
    return frozenset(
        env.words("DIGEST_ALLOW_PRIVATE", checks.host_and_port, "host:port, divided by commas")
    )


def _clicks_kept(table: Table) -> timedelta:
    kept = table.duration("keep", timedelta(days=90), least=timedelta(days=1))
    table.finish()
    return kept


def _dispatch(table: Table) -> Dispatch:
    size = table.whole("batch_size", 1000, low=1, high=1000)
    dispatch = Dispatch(size, table.whole("at_once", 8, low=1, high=64))
    table.finish()
    return dispatch


@dataclass(frozen=True, slots=True)
class Visiting:
    """What fetching needs: where publishers reach us, and which addresses it may reach."""

    contact: str
    allow_private: frozenset[str] = frozenset()


def visiting(variables: Mapping[str, str] | None = None) -> Visiting:
    """The terms of a fetch, from the environment alone: no configuration folder is read."""
    env = Environment({**os.environ, **_assumed} if variables is None else variables)
    contact = env.checked("DIGEST_SITE_URL", checks.site, checks.ROOT, DEFAULT_SITE)
    return Visiting(contact, _private(env))


_assumed: dict[str, str] = {}


def assume(**variables: str) -> None:
    """Settings that a command brings along, above the environment; before anything is read."""
    _assumed.update(variables)
    current.cache_clear()


@functools.cache
def current() -> Settings:
    """The settings of this process: read on first use, the same object ever after."""
    return load({**os.environ, **_assumed})


def named() -> frozenset[str]:
    """The variables that are given, by name alone: for who is shown where a setting comes from."""
    return frozenset(name for name, value in {**os.environ, **_assumed}.items() if value.strip())
