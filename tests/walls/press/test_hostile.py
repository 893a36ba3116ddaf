"""Hostile text from feeds, editors and readers: printed as it stands, and nothing more, anywhere.

The strongest question is asked of the structure: with an attack in every field, the page has the
same elements with the same attributes as with harmless words, in the mail and in the archive.
"""

from __future__ import annotations

import time
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from lxml import html as lxml_html

from digest.model.edition import Variant
from digest.model.plan import Look, SectionKind
from digest.press.lint import lint_message
from digest.press.words import words_for
from digest.rules.layout import lay_out
from tests.letters import TOKEN, letter, parts, press
from tests.pages import NONCE, SITE, digest, editorial, issue, picture, placed, placements, story

ATTACKS = (
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% debug %}",
    "{{ settings.SECRET_KEY }}",
    "${7*7}",
    "{{config}}",
    "-firstname-",
    "{{{x}}}",
    "<%asm_group_unsubscribe_url%>",
    "%recipient%",
    "*|UNSUB|*",
    "[[first_name]]",
    "</mj-text></mj-column></mj-section><mj-include path='/etc/passwd'/>",
    "<mj-raw><script>alert(1)</script></mj-raw>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<style>@import 'https://evil.example.org'</style>",
    "<form action=https://evil.example.org><input>",
    "<meta http-equiv=refresh content=0;url=https://evil.example.org>",
    "<base href=https://evil.example.org>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "-->]]><?php echo 1 ?>",
    "&quot; onerror=&quot;alert(1)",
    "jx1q js1q <!--js2q-->",
    "Hi\r\nBcc: victim@example.org",
    "Hi\u2028Bcc: victim@example.org",
    "\x00\x1b[31m\u202etxt.exe",
)
OPENINGS = ("{{", "{%", "*|", "<%", "[[", "%recipient", "${{")


def chosen(words: str) -> tuple:
    """An issue with those words wherever a feed or an editor can put some."""
    poison: dict[str, Any] = {
        "title": f"News {words}",
        "teaser": f"Teaser {words}",
        "section": words,
        "authors": (words,),
        "image": replace(picture(), alt=f"Alt {words}", caption=words, credit=words),
    }
    return (
        placed(story(0, **poison), "lead", SectionKind.LEAD, also=(words,), note=words),
        placed(story(3, **poison), also=(words,), note=words),
        *placements(6)[2:5],
        placed(editorial(0, title=f"View {words}", teaser=words), "views", SectionKind.EDITORIALS),
        placed(story(6, **poison), "also", SectionKind.ALSO),
    )


def paper(words: str):
    """A digest with those words wherever a newsroom can put some."""
    look = Look(tagline={"en": f"Line {words}"}, footer={"en": f"Foot {words}"})
    made = digest(title=f"Ledger {words}", look=look)
    return replace(made, sender=replace(made.sender, postal_address=f"Quay {words}"))


def set_page(words: str):
    of = paper(words)
    made = issue(chosen(words), subject=f"Subject {words}", preheader=f"Before {words} " * 3)
    made = replace(made, choice=replace(made.choice, note=f"Note {words}\n\nMore {words}"))
    layout = lay_out(made, of, Variant("en"), words=words_for("en"), voices=words_for)
    return press().set_page(layout, of, nonce=NONCE), press().web_page(layout, of)


def bones(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes; language and direction apart."""
    tree = lxml_html.document_fromstring(html)
    return [
        (str(element.tag), tuple(sorted(set(element.keys()) - {"lang", "dir"})))
        for element in tree.iter()
        if isinstance(element.tag, str)
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_no_element_of_mail_or_archive(attack):
    mail, archive = set_page(attack)
    harmless_mail, harmless_archive = set_page("harmless")
    assert bones(mail.html) == bones(harmless_mail.html)
    assert bones(archive) == bones(harmless_archive)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_adds_no_header_and_stays_in_the_subject(attack):
    raw = letter(set_page(attack)[0], name=attack, of=paper(attack))
    plain = letter(set_page("harmless")[0], name="harmless", of=paper("harmless"))
    seen, known = (message_from_bytes(r, policy=policy.default) for r in (raw, plain))
    assert seen.keys() == known.keys()
    assert seen["Bcc"] is None
    assert str(seen["Subject"]).startswith("Subject ")
    assert [address.addr_spec for address in seen["To"].addresses] == ["ada@example.org"]
    assert [address.addr_spec for address in seen["From"].addresses] == ["ledger@news.example.org"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_a_provider_or_template_would_execute_is_left_in_any_part(attack):
    raw = letter(set_page(attack)[0], name=attack, of=paper(attack))
    text, html = parts(raw)
    subject = str(message_from_bytes(raw, policy=policy.default)["Subject"])
    for opening in OPENINGS:
        assert opening not in text + subject
        assert opening not in html
        assert opening not in set_page(attack)[1]
    errors = [f for f in lint_message(raw, site=SITE, secrets=(TOKEN,)) if f.severity == "error"]
    assert errors == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example.org/x",
        "https://user:pass@herald.example.org/",
        "vbscript:x",
        "https://herald.example.org\r\nX: y/",
        'https://herald.example.org/"onmouseover="alert(1)',
        "file:///etc/passwd",
    ],
)
def test_an_address_of_a_feed_is_a_web_address_or_no_link(url):
    bad = story(0, url=url, image=replace(picture(), url=url))
    layout = lay_out(
        issue((placed(bad), *placements(4)[1:])), digest(), Variant("en"), words=words_for("en")
    )
    made = press().set_page(layout, digest(), nonce=NONCE)
    tree = lxml_html.document_fromstring(made.html)
    targets = [e.get("href") or e.get("src") for e in tree.iter("a", "img")]
    assert all(target.startswith("https://") and '"' not in target for target in targets)
    assert not any(e.get("onmouseover") for e in tree.iter())


@pytest.mark.browser
def test_no_attack_opens_a_dialog_or_asks_a_stranger(browser):
    page = browser.new_page()
    opened: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    for attack in ATTACKS:
        for html in (set_page(attack)[0].html, set_page(attack)[1]):
            page.set_content(html, wait_until="domcontentloaded")
    page.close()
    assert opened == []
    assert [url for url in asked if "evil" in url] == []


def test_megabytes_in_a_feed_cost_neither_time_nor_size():
    flood = "ferry " * 200_000
    huge = story(0, title=flood, teaser=flood, section=flood, authors=(flood,) * 50, body=flood)
    start = time.process_time()
    layout = lay_out(
        issue((placed(huge, "lead", SectionKind.LEAD, also=(flood,) * 50),), subject=flood),
        digest(),
        Variant("en"),
        words=words_for("en"),
    )
    made = press().set_page(layout, digest(), nonce=NONCE)
    assert len(made.subject) <= 150
    assert len(made.html) < 40_000
    assert time.process_time() - start < 5
