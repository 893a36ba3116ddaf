"""Service mails: set in every language, clean by the lint, harmless whatever a name holds."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from lxml import html as lxml_html

from digest.model.errors import TemplateError
from digest.model.service import Notice, NoticeKind, ServiceMail
from digest.press import Press
from digest.press.lint import lint_message
from digest.rules.layout_text import FSI, PDI
from tests.letters import press
from tests.pages import SITE, TEMPLATES, digest

LANGUAGES = ("en", "ur", "de", "fr")
TOKEN = "t" * 43
FACTS = (("How often", "Every weekday"), ("At", "06:30"))


def notice(kind: NoticeKind = NoticeKind.CONFIRM, language: str = "en", **changes) -> Notice:
    """A notice with everything in it."""
    values: dict[str, Any] = {
        "kind": kind,
        "language": language,
        "address": "ada.lovelace@example.org",
        "action": f"{SITE}/s/{TOKEN}/confirm",
        "name": "Ada Lovelace",
        "refuse": f"{SITE}/s/{TOKEN}/refuse",
        "archive": f"{SITE}/morning/",
        "unsubscribe": f"{SITE}/s/{TOKEN}/unsubscribe",
        "facts": FACTS,
    }
    return Notice(**(values | changes))


def message(mail: ServiceMail) -> bytes:
    """The mail as a message, with the headers that a service mail has."""
    made = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    made["From"] = "The Morning Ledger <ledger@news.example.org>"
    made["To"] = "Ada Lovelace <ada.lovelace@example.org>"
    made["Subject"] = mail.subject
    made["Date"] = "Wed, 25 Nov 2026 05:00:00 +0000"
    made["Message-ID"] = "<1234@news.example.org>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text, cte="quoted-printable")
    made.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return made.as_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_service_mail_passes_the_lint_without_error_or_warning(kind, language):
    mail = press().set_notice(notice(kind, language), digest())
    findings = lint_message(message(mail), site=SITE, secrets=(TOKEN,), service=True)
    assert findings == ()


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_bare_service_mail_passes_too(kind):
    bare = Notice(kind, "en", "a@example.org", f"{SITE}/s/{TOKEN}/confirm")
    mail = press().set_notice(bare, digest())
    assert lint_message(message(mail), site=SITE, secrets=(TOKEN,), service=True) == ()


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_its_folder_of_three_files(kind):
    folder = TEMPLATES / "email" / "service" / kind.value
    assert {file.name for file in folder.iterdir()} == {"layout.mjml", "body.txt", "subject.txt"}


def test_button_and_links_stand_in_both_parts():
    mail = press().set_notice(notice(), digest())
    tree = lxml_html.document_fromstring(mail.html)
    hrefs = {link.get("href"): link.text_content() for link in tree.iter("a")}
    assert hrefs[f"{SITE}/s/{TOKEN}/confirm"] == "Yes, send it to me"
    assert hrefs[f"{SITE}/s/{TOKEN}/refuse"] == "It was not me"
    assert all(href in mail.text for href in hrefs)


def test_the_words_are_those_of_what_happened():
    mail = press().set_notice(notice(hours=1), digest())
    assert mail.subject == "Please confirm: The Morning Ledger"
    assert f"Hello, {FSI}Ada Lovelace{PDI}." in mail.text
    assert f"{FSI}ada.lovelace@example.org{PDI}" in mail.text
    assert "The link works for one hour." in mail.text


def test_new_preferences_are_a_table_with_headings():
    mail = press().set_notice(notice(NoticeKind.CHANGED), digest())
    rows = lxml_html.document_fromstring(mail.html).xpath("//th[@scope='row']")
    assert [row.text_content() for row in rows] == [label for label, _ in FACTS]
    assert "How often: Every weekday" in mail.text


def test_an_urdu_mail_runs_from_the_right():
    mail = press().set_notice(notice(language="ur-PK"), digest())
    tree = lxml_html.document_fromstring(mail.html)
    assert (mail.language, mail.direction) == ("ur", "rtl")
    assert (tree.get("lang"), tree.get("dir")) == ("ur", "rtl")
    heading = tree.find(".//h1").getparent()
    assert (heading.get("dir"), heading.get("align")) == ("rtl", "right")


@pytest.mark.parametrize(
    "attack",
    [
        "{{config}}",
        "{% debug %}",
        "-firstname-",
        "{{{x}}}",
        "<%asm_group_unsubscribe_url%>",
        "%recipient%",
        "*|UNSUB|*",
        "[[first_name]]",
        '"><script>alert(1)</script>',
        "Ada\r\nBcc: all@example.org",
        "</mj-text><mj-raw><script>",
    ],
)
def test_a_hostile_name_address_or_value_is_text_and_nothing_else(attack):
    made = notice(NoticeKind.CHANGED, name=attack, address=attack, facts=((attack, attack),))
    mail = press().set_notice(made, digest(title=f"Ledger {attack}"))
    raw = message(mail)
    findings = lint_message(raw, site=SITE, secrets=(TOKEN,), service=True)
    assert [finding for finding in findings if finding.severity == "error"] == []
    for opening in ("{{", "{%", "*|", "<%", "[[", "%recipient"):
        assert opening not in mail.html + mail.text + mail.subject
    assert "<script" not in mail.html
    assert "\n" not in mail.subject
    assert b"\nBcc:" not in raw


def test_an_address_that_runs_code_is_no_link():
    mail = press().set_notice(notice(refuse="javascript:alert(1)"), digest())
    assert "javascript" not in mail.html + mail.text


def test_a_newsroom_sets_one_service_mail_in_its_own_way(tmp_path):
    own = tmp_path / "email" / "service" / "welcome"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Hi from {{ page.masthead.title }}\n")
    made = Press([tmp_path, TEMPLATES], SITE)
    assert made.set_notice(notice(NoticeKind.WELCOME), digest()).subject == (
        "Hi from The Morning Ledger"
    )
    assert made.set_notice(notice(), digest()).subject.startswith("Please confirm")


def test_an_error_in_a_service_template_names_its_file_and_line(tmp_path):
    own = tmp_path / "email" / "service" / "welcome"
    own.mkdir(parents=True)
    (own / "body.txt").write_text("one\n{{ page.nothing }}\n")
    with pytest.raises(TemplateError, match=r"service/welcome/body\.txt.*line 2"):
        Press([tmp_path, TEMPLATES], SITE).set_notice(notice(NoticeKind.WELCOME), digest())


def test_a_service_mail_with_the_headers_of_a_list_is_refused():
    mail = message(press().set_notice(notice(), digest()))
    listed = mail.replace(b"To: ", b"List-Id: <morning.news.example.org>\r\nTo: ", 1)
    findings = lint_message(listed, site=SITE, secrets=(TOKEN,), service=True)
    assert [finding.id for finding in findings] == ["hdr-count"]


def test_a_digest_is_called_by_its_name_in_the_reader_s_language():
    named = digest(titles={"ur": "صبح کی بہی"})
    mail = press().set_notice(notice(NoticeKind.WELCOME, "ur"), named)
    assert mail.subject == "صبح کی بہی میں خوش آمدید"
    assert "Ledger" not in mail.text.replace(named.sender.postal_address, "")
    assert (
        "Welcome to The Morning Ledger"
        in press().set_notice(notice(NoticeKind.WELCOME), named).subject
    )
