"""Every variable of the environment: what is allowed, and how what is not is refused."""

from __future__ import annotations

import base64

import pytest

from digest.model.errors import ConfigurationError
from digest.settings import load
from digest.settings.bounces import BounceBox, parse_box
from digest.settings.environment import Database, Delivery, parse_database, parse_delivery
from digest.settings.load import visiting

SECRETS = (
    "DIGEST_SECRET_KEY",
    "SENDGRID_API_KEY",
    "SENDGRID_WEBHOOK_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "DELIVERY_URL",
)
GOOD = {
    "DIGEST_SECRET_KEY": "k" * 32,
    "SENDGRID_API_KEY": "SG.abc.def",
    "SENDGRID_WEBHOOK_KEY": base64.b64encode(b"k" * 91).decode(),
    "DATABASE_URL": "postgresql://press:pw@db.example.org/news",
    "REDIS_URL": "redis://:pw@broker.example.org:6379/0",
    "DELIVERY_URL": "smtp://press:pw@mail.example.org",
}
# variable, wrong value, what the refusal must say beside the variable's name
WRONG = [
    ("DIGEST_ENV", "prod", "development | production"),
    ("DIGEST_ENV", "Production", "development | production"),
    ("DIGEST_CONFIG", "/nowhere/at/all", "digest init DIR"),
    ("DIGEST_CONFIG", "~no-such-user-here/config", "a folder's path"),
    ("DIGEST_HOME", "/dev/null/var", "a folder this user may write to"),
    ("DIGEST_HOME", "~no-such-user-here", "a folder's path"),
    ("DIGEST_SITE_URL", "news.example.org", "http or https root"),
    ("DIGEST_SITE_URL", "ftp://news.example.org", "http or https root"),
    ("DIGEST_SITE_URL", "https://news.example.org/?a=b", "http or https root"),
    ("DIGEST_SITE_URL", "https://news.example.org:port", "host or port cannot be read"),
    ("DIGEST_SITE_URL", "https://[::1", "host or port cannot be read"),
    ("DIGEST_SITE_URL", "https://zeitung-ä.example.org", "xn--"),
    ("SENDGRID_API_URL", "api.sendgrid.example", "http or https root"),
    ("SENDGRID_API_KEY", "two words", "one word"),
    ("SENDGRID_WEBHOOK_KEY", "not base64!", "public key"),
    ("SENDGRID_WEBHOOK_KEY", "c2hvcnQ=", "public key"),
    ("DIGEST_SECRET_KEY", "short", "32 characters or more"),
    ("DIGEST_SECRET_KEY", f"{'k' * 32},short", "32 characters or more"),
    ("DIGEST_SECRET_KEY", ",", "32 characters or more"),
    ("DATABASE_URL", "mysql://db.example.org/news", "postgresql://"),
    ("DATABASE_URL", "postgresql://db.example.org", "name of the database is missing"),
    ("DATABASE_URL", "postgresql://db.example.org:port/news", "host or port cannot be read"),
    ("DATABASE_URL", "postgresql://db.example.org/news?sslmod=off", "only host= and port="),
    ("DATABASE_URL", "sqlite://", "needs a path"),
    ("REDIS_URL", "memcached://broker.example.org", "redis://"),
    ("REDIS_URL", "redis://", "host is missing"),
    ("REDIS_URL", "unix://", "path of the socket is missing"),
    ("REDIS_URL", "redis://broker.example.org:port", "host or port cannot be read"),
    ("DELIVERY_URL", "sendmail:", "outbox: | smtp://"),
    ("DELIVERY_URL", "outbox:/tmp", "nothing follows outbox:"),
    ("DELIVERY_URL", "smtp://", "needs a host"),
    ("DELIVERY_URL", "smtp://mail.example.org?tls=ssl", "none|starttls|implicit"),
    ("DELIVERY_URL", "smtp://mail.example.org?tls=none&x=1", "only tls="),
    ("DELIVERY_URL", "smtp://mail.example.org:0", "1 to 65535"),
    ("DELIVERY_URL", "smtp://mail.example.org:99999", "host or port cannot be read"),
    ("DELIVERY_URL", "smtp://press:a#b@mail.example.org", "allowed"),
    ("DELIVERY_URL", "sendgrid:", "needs SENDGRID_API_KEY"),
    ("DIGEST_ALLOW_RECIPIENTS", "somebody", "@domains"),
    ("DIGEST_ALLOW_RECIPIENTS", "@nodomain", "@domains"),
    ("DIGEST_ALLOW_PRIVATE", "intranet.example.org", "host:port"),
    ("DIGEST_ALLOW_PRIVATE", "10.0.0.1:80,http://x:80", "host:port"),
    ("DIGEST_ALLOW_PRIVATE", "10.0.0.1:99999", "host:port"),
]


@pytest.fixture
def variables(newsroom, tmp_path):
    """The least that starts."""
    return {"DIGEST_CONFIG": str(newsroom.folder), "DIGEST_HOME": str(tmp_path / "home")}


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_variable_is_named_with_what_is_allowed(variables, name, value, said):
    with pytest.raises(ConfigurationError) as refusal:
        load(variables | {name: value})
    assert name in str(refusal.value)
    assert said in str(refusal.value)
    assert refusal.value.exit_code == 4


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, v, _ in WRONG if n not in SECRETS])
def test_what_was_found_is_repeated_where_it_is_no_secret(variables, name, value):
    with pytest.raises(ConfigurationError) as refusal:
        load(variables | {name: value})
    words = value.replace(",", " ").split()
    assert any(word in str(refusal.value) for word in words)


def test_every_variable_left_out_has_a_default(variables):
    settings = load(variables)
    assert settings.environment == "development"
    assert not settings.production
    assert settings.delivery == Delivery("outbox")
    assert settings.database == Database("sqlite", str(settings.home / "digest.sqlite3"))
    assert settings.redis_url == ""
    assert settings.sendgrid_url == "https://api.sendgrid.com"
    assert settings.allow_private == frozenset()
    assert settings.allow_recipients == ()


def test_an_empty_variable_counts_as_not_set(variables):
    names = [*GOOD, "DIGEST_ENV", "DIGEST_SITE_URL", "SENDGRID_API_URL", "DIGEST_ALLOW_PRIVATE"]
    empty = dict.fromkeys([*names, *(f"{name}_FILE" for name in SECRETS)], "  ")
    assert load(variables | empty) == load(variables)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(variables, tmp_path, name):
    if name != "SENDGRID_API_KEY":
        variables["SENDGRID_API_KEY"] = "SG.abc.def"
    (tmp_path / "secret").write_text(f"{GOOD[name]}\n")
    by_file = load(variables | {f"{name}_FILE": str(tmp_path / "secret")})
    assert by_file == load(variables | {name: GOOD[name]})
    assert by_file != load(variables)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_given_twice_is_refused(variables, tmp_path, name):
    (tmp_path / "secret").write_text(GOOD[name])
    both = {name: GOOD[name], f"{name}_FILE": str(tmp_path / "secret")}
    with pytest.raises(ConfigurationError, match=f"{name} and {name}_FILE are both set"):
        load(variables | both)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\x00"])
def test_a_secret_file_that_holds_nothing_readable_is_refused(variables, tmp_path, name, content):
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"{name}_FILE"):
        load(variables | {f"{name}_FILE": str(path)})


HIDDEN = "hunter2hunter2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DELIVERY_URL", f"smtp://press:{HIDDEN}@mail.example.org:port"),
        ("DELIVERY_URL", f"smtp://press:{HIDDEN}/x@mail.example.org"),
        ("DELIVERY_URL", f"smtp://press:{HIDDEN}℀@mail.example.org"),
        ("DELIVERY_URL", f"{HIDDEN}://mail.example.org"),
        ("DATABASE_URL", f"mysql://press:{HIDDEN}@db.example.org/news"),
        ("DATABASE_URL", f"postgresql://press:{HIDDEN}/x@db.example.org/news"),
        ("REDIS_URL", f"redis://:{HIDDEN}@broker.example.org:port"),
        ("REDIS_URL", f"http://:{HIDDEN}@broker.example.org"),
        ("SENDGRID_API_KEY", f"{HIDDEN} {HIDDEN}"),
        ("SENDGRID_WEBHOOK_KEY", HIDDEN),
        ("DIGEST_SECRET_KEY", HIDDEN),
        ("DIGEST_SITE_URL", f"https://press:{HIDDEN}@news.example.org"),
        ("SENDGRID_API_URL", f"https://press:{HIDDEN}@api.example.org"),
    ],
)
def test_a_refusal_never_repeats_a_secret(variables, name, value):
    with pytest.raises(ConfigurationError) as refusal:
        load(variables | {name: value})
    shown = f"{refusal.value} {refusal.value!r} {refusal.value.__cause__}"
    assert HIDDEN not in shown
    assert name in shown


def test_settings_show_no_secret(variables):
    given = {name: value.replace("pw", HIDDEN) for name, value in GOOD.items()}
    given |= {"SENDGRID_API_KEY": HIDDEN, "DIGEST_SECRET_KEY": HIDDEN * 3}
    given["SENDGRID_WEBHOOK_KEY"] = base64.b64encode(HIDDEN.encode() * 8).decode()
    shown = repr(load(variables | given))
    assert HIDDEN not in shown
    assert given["SENDGRID_WEBHOOK_KEY"] not in shown


def test_the_first_of_several_keys_signs(variables):
    old, new = "o" * 32, "n" * 40
    settings = load(variables | {"DIGEST_SECRET_KEY": f"{new}, {old}"})
    assert settings.key == new.encode()
    assert settings.secret_keys == (new.encode(), old.encode())


def test_the_key_of_a_home_is_made_once_and_for_its_user_alone(variables, tmp_path):
    first = load(variables).key
    assert load(variables).key == first
    kept = tmp_path / "home" / "secret_key"
    assert kept.stat().st_mode & 0o077 == 0
    assert len(first) >= 32


def test_a_spoiled_key_of_a_home_is_named(variables, tmp_path):
    load(variables)
    (tmp_path / "home" / "secret_key").write_text("")
    with pytest.raises(ConfigurationError, match="secret_key"):
        load(variables)


def test_a_home_whose_key_is_given_gets_none_of_its_own(variables, tmp_path):
    load(variables | {"DIGEST_SECRET_KEY": "k" * 32})
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("smtp://mail.example.org", Delivery("smtp", "mail.example.org", 587, tls="starttls")),
        ("smtp://mail.example.org?tls=none", Delivery("smtp", "mail.example.org", 25, tls="none")),
        (
            "smtp://p%40x:a%2Fb@mail.example.org?tls=implicit",
            Delivery("smtp", "mail.example.org", 465, "p@x", "a/b", "implicit"),
        ),
        ("smtp://[::1]:2525?tls=none", Delivery("smtp", "::1", 2525, tls="none")),
        ("sendgrid:", Delivery("sendgrid")),
        ("outbox:", Delivery("outbox")),
    ],
)
def test_delivery_addresses_are_read_with_their_defaults(value, meant):
    assert parse_delivery(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("sqlite:///news.sqlite3", Database("sqlite", "news.sqlite3")),
        ("sqlite:////data/news.sqlite3", Database("sqlite", "/data/news.sqlite3")),
        (
            "postgres://press:p%20w@db.example.org:5433/news",
            Database("postgresql", "news", "db.example.org", "5433", "press", "p w"),
        ),
        ("postgresql:///news?host=/run/pg", Database("postgresql", "news", "/run/pg", "")),
    ],
)
def test_database_addresses_are_read(value, meant):
    assert parse_database(value) == meant


def test_recipients_and_private_hosts_are_lists_in_lower_case(variables):
    settings = load(
        variables
        | {
            "DIGEST_ALLOW_RECIPIENTS": "Editor@Paper.example.org, @Team.example.org",
            "DIGEST_ALLOW_PRIVATE": "Intranet:8080,[::1]:80",
        }
    )
    assert settings.allow_recipients == ("editor@paper.example.org", "@team.example.org")
    assert settings.allow_private == {"intranet:8080", "[::1]:80"}


def test_the_environment_comes_before_the_file(variables, newsroom):
    newsroom.change("digest.toml", 'site = "https://news.example.org"')
    assert load(variables).site == "https://news.example.org"
    mine = load(variables | {"DIGEST_SITE_URL": "https://mine.example.org/"})
    assert mine.site == "https://mine.example.org"
    assert mine.sources["site"] == "DIGEST_SITE_URL"


def test_fetching_alone_needs_no_configuration():
    terms = visiting({"DIGEST_CONFIG": "/nowhere", "DIGEST_ALLOW_PRIVATE": "127.0.0.1:8080"})
    assert terms.allow_private == {"127.0.0.1:8080"}
    with pytest.raises(ConfigurationError, match="DIGEST_ALLOW_PRIVATE"):
        visiting({"DIGEST_ALLOW_PRIVATE": "nonsense"})


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("maildir:/var/mail/b", BounceBox(path="/var/mail/b")),
        ("imaps://b%40x.example:p%2Fw@h.example/Bounces", BounceBox("", "h.example", 993, "b@x.example", "p/w", "implicit", "Bounces")),
        ("imap://b:p@h.example:1143?tls=none", BounceBox("", "h.example", 1143, "b", "p", "none")),
        ("imap://b:p@h.example", BounceBox("", "h.example", 143, "b", "p", "starttls")),
        ("", None),
    ],
)  # fmt: skip
def test_the_box_of_bounces_is_a_maildir_or_an_imap_folder(address, found):
    assert parse_box(address) == found


@pytest.mark.parametrize(
    "address",
    ["maildir:here", "pop3://b:secret@h", "imaps://h", "imaps://b:secret@h?tls=none", "imap://b:secret@h?x=1"],
)  # fmt: skip
def test_a_wrong_box_is_refused_without_its_password(address):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the words are asked for below
        parse_box(address)
    assert "secret" not in str(refused.value)


def test_the_box_stays_out_of_what_is_shown():
    assert "secret" not in repr(parse_box("imaps://me:secret@h.example"))
