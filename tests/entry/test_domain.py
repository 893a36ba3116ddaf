"""`digest doctor` and the console's button on the sending domain, with a name server on loopback."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from digest.bootstrap import House
from digest.checking import domain
from digest.checking.finding import Finding, Verdict
from digest.checking.looking import findings
from digest.checking.trying import TRIALS
from digest.mail import domain as domain_wall
from digest.settings.bounces import Bounces
from digest.settings.dkim import Dkim
from digest.settings.environment import Delivery
from tests import cast
from tests.nameserver import Told, name_server

FROM = "news.example.org"
SMTP = Delivery("smtp", "mail.example.org", 587)
RSA = rsa.generate_private_key(public_exponent=65537, key_size=1024)


def published() -> str:
    """The key as a zone file has it: in strings of 200 characters at most."""
    raw = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return in_strings(f"v=DKIM1; k=rsa; p={base64.b64encode(raw).decode()}")


def in_strings(text: str) -> str:
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


@pytest.fixture
def dkim(tmp_path: Path) -> Dkim:
    pem = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(pem)
    return Dkim(FROM, "Paper", tmp_path / "key.pem")


class Look:
    """What is found with a zone and settings, and what was asked for."""

    asked: tuple[str, ...] = ()

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch

    def __call__(self, zone: Mapping[str, Told], **changes: Any) -> list[Finding]:
        house = House(replace(cast.house(), **changes), lambda: cast.NOW)
        with name_server(zone) as server:
            self.patch.setattr("digest.mail.domain.name_service", server.names)
            found = list(domain.tried(house))
            self.asked = tuple(server.asked)
        return found


@pytest.fixture
def look(monkeypatch):
    monkeypatch.setattr(domain, "reserved", lambda name: name.endswith(".invalid"))
    return Look(monkeypatch)


GOOD: dict[str, Told] = {
    FROM: ['"v=spf1 include:Post.test -all"'],
    "post.test": ['"v=spf1 ip4:192.0.2.0/24 -all"'],
    "paper._domainkey.news.example.org": [published()],
    "_dmarc.example.org": ['"v=DMARC1; p=quarantine"'],
}


def bad(found: list[Finding]) -> list[str]:
    assert all(one.advice for one in found if one.verdict is not Verdict.OK)
    return [one.words for one in found if one.verdict is Verdict.BAD]


def verdicts(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.check, one.verdict.value) for one in found]


ALL_WELL = [("SPF", "ok"), ("DKIM", "ok"), ("DMARC", "ok"), ("DMARC", "ok")]


def test_a_domain_that_is_well_set_up_is_said_to_be(look, dkim):
    found = look(GOOD, delivery=SMTP, dkim=dkim)
    assert verdicts(found) == ALL_WELL
    assert "by DKIM and SPF" in found[-1].words
    assert "post.test" in look.asked


def test_spf_is_that_of_the_return_path(look, dkim):
    back = Bounces(return_path="bounces@Back.example.org")
    assert bad(look(GOOD, delivery=SMTP, dkim=dkim, bounces=back)) == [
        "back.example.org has no SPF record"
    ]
    zone = GOOD | {"back.example.org": ['"v=spf1 mx -all"']}
    found = look(zone, delivery=SMTP, dkim=dkim, bounces=back)
    assert verdicts(found) == ALL_WELL
    assert found[0].words.startswith("back.example.org")


def test_another_key_than_ours_is_bad_and_the_letter_passes_by_spf_alone(look, dkim):
    zone = GOOD | {"paper._domainkey.news.example.org": ['"v=DKIM1; p=QUJD"']}
    found = look(zone, delivery=SMTP, dkim=dkim)
    assert "is not the key of [dkim] key_file" in bad(found)[0]
    assert found[-1].words.endswith("can pass by SPF")


def test_without_a_good_key_and_a_good_spf_no_letter_can_pass(look, dkim):
    zone: dict[str, Told] = {"_dmarc.example.org": GOOD["_dmarc.example.org"]}
    found = look(zone, delivery=SMTP, dkim=dkim)
    assert verdicts(found) == [("SPF", "bad"), ("DKIM", "bad"), ("DMARC", "ok"), ("DMARC", "bad")]


def test_a_return_path_that_is_nobodys_is_bad_and_not_asked_for(look, dkim):
    back = Bounces(return_path="bounces@news.invalid")
    found = look(GOOD, delivery=SMTP, dkim=dkim, bounces=back)
    assert bad(found) == ["news.invalid has no SPF record"]
    assert "news.invalid" not in look.asked


def test_a_key_file_that_is_not_there_is_named(look, dkim):
    found = look(GOOD, delivery=SMTP, dkim=replace(dkim, key_file=dkim.key_file / "lost"))
    assert "cannot be read" in bad(found)[0]


def test_without_a_key_of_ours_it_says_that_the_mail_server_has_to_sign(look):
    found = look(GOOD, delivery=SMTP)
    assert verdicts(found) == [("SPF", "ok"), ("DKIM", "warn"), ("DMARC", "ok"), ("DMARC", "ok")]


WITH_SENDGRID: dict[str, Told] = {
    f"s1._domainkey.{FROM}": "cname s1.domainkey.u1.wl.sendgrid.test",
    f"s2._domainkey.{FROM}": "cname s2.domainkey.u1.wl.sendgrid.test",
    "s1.domainkey.u1.wl.sendgrid.test": ['"k=rsa; p=QUJD"'],
    "s2.domainkey.u1.wl.sendgrid.test": ['"k=rsa; p=REVG"'],
    f"_dmarc.{FROM}": ['"v=DMARC1; p=none; rua=mailto:desk@example.org"'],
}


def test_a_domain_authenticated_at_sendgrid_needs_no_spf_of_its_own(look):
    found = look(WITH_SENDGRID, delivery=Delivery("sendgrid"))
    assert verdicts(found) == ALL_WELL


def test_one_that_is_not_is_told_what_to_do(look):
    zone = {name: told for name, told in WITH_SENDGRID.items() if "_domainkey" not in name}
    found = look(zone, delivery=Delivery("sendgrid"))
    assert verdicts(found) == [
        ("SPF", "warn"),
        ("DKIM", "warn"),
        ("DMARC", "ok"),
        ("DMARC", "warn"),
    ]
    assert "authenticate the domain at SendGrid" in found[1].advice


def test_without_an_answer_everything_is_a_warning_and_nothing_is_bad(look, dkim, monkeypatch):
    monkeypatch.setattr(domain_wall, "_ONE", 0.05)
    silent: dict[str, Told] = dict.fromkeys(GOOD, "silent")
    found = look(
        silent | {FROM: "servfail", f"_dmarc.{FROM}": "servfail"}, delivery=SMTP, dkim=dkim
    )
    assert {verdict for _, verdict in verdicts(found)} == {"warn"}
    assert all("no answer" in one.words for one in found)


def test_nobody_is_asked_about_reserved_names_nor_where_nothing_leaves(look, monkeypatch, dkim):
    (one,) = look(GOOD, delivery=Delivery("outbox"))
    assert (one.verdict, "nothing leaves" in one.words) == (Verdict.OK, True)
    monkeypatch.undo()
    (one,) = Look(monkeypatch)(GOOD, delivery=SMTP, dkim=dkim)
    assert (one.verdict, one.configuration) == (Verdict.WARN, True)
    assert look.asked == ()


def test_foreign_text_moves_no_cursor(look, dkim):
    zone = GOOD | {"_dmarc.example.org": [r'"v=DMARC1; p=\027[2Jx"']}
    (words,) = bad(look(zone, delivery=SMTP, dkim=dkim))
    assert words.isprintable()
    assert "[2Jx" in words


CHAIN = {f"n{n}.test": [f'"v=spf1 include:n{n + 1}.test -all"'] for n in range(50)}
MANY = " ".join(f"include:n{n}.test" for n in range(30))


@pytest.mark.parametrize("includes", ["include:n0.test", MANY])
def test_endless_includes_come_to_an_end(look, dkim, includes):
    zone = GOOD | CHAIN | {FROM: [in_strings(f"v=spf1 {includes} -all")]}
    found = look(zone, delivery=SMTP, dkim=dkim)
    assert any("10 are allowed" in words for words in bad(found))
    assert len(look.asked) <= 20 + len(["DKIM", "DMARC here", "DMARC above"])


@pytest.mark.django_db
@pytest.mark.sqlite
def test_doctor_and_the_button_say_it(look, dkim, monkeypatch):
    house = House(replace(cast.house(), delivery=SMTP, dkim=dkim), lambda: cast.NOW)
    with name_server(GOOD) as server:
        monkeypatch.setattr("digest.mail.domain.name_service", server.names)
        pressed = list(TRIALS["domain"](house))
        looked = [one for one in findings(fetch=False, house=house) if one in pressed]
    assert looked == pressed
    assert verdicts(pressed) == ALL_WELL
