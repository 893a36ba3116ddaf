"""Every rule of the lint: silent on a good letter, loud on one mutation of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.model.finding import Severity
from digest.press.lint import ADDRESS_RULES, RULES, lint_message
from tests.letters import TOKEN, edition, letter, parts, with_header, with_parts
from tests.pages import SITE

GOOD = letter(edition())
TEXT, HTML = parts(GOOD)
STEM = f"{SITE}/s/{TOKEN}/unsubscribe"
Mutation = Callable[[], bytes]


def header(name: str, value: str | None) -> Mutation:
    """Another value of a header, or none."""
    return lambda: with_header(GOOD, name, value)


def html(old: str, new: str, times: int = 1) -> Mutation:
    """Something else in the HTML."""
    assert old in HTML, old
    return lambda: with_parts(GOOD, html=HTML.replace(old, new, times))


def body(more: str) -> Mutation:
    """Something more at the end of the HTML."""
    return html("</body>", more + "</body>")


def text(change: Callable[[str], str]) -> Mutation:
    """Another text part."""
    return lambda: with_parts(GOOD, text=change(TEXT))


def raw(old: bytes, new: bytes) -> Mutation:
    """Other bytes."""
    assert old in GOOD, old
    return lambda: GOOD.replace(old, new, 1)


MUTATIONS: dict[str, Mutation] = {
    "wire-crlf": raw(b"\r\n--", b"\n--"),
    "wire-cr": raw(b"Precedence", b"X-Odd: a\rb\r\nPrecedence"),
    "wire-998": raw(b"Precedence", b"X-Long: " + b"a" * 1000 + b"\r\nPrecedence"),
    "wire-7bit": lambda: with_parts(GOOD),
    "wire-nul": raw(b"Precedence", b"X-Odd: a\x00b\r\nPrecedence"),
    "hdr-78": header("Reply-To", "a" * 70 + "@news.example.org"),
    "hdr-2047-75": header("Subject", f"=?utf-8?q?{'=C3=A4' * 20}?="),
    "mime-defect": lambda: GOOD.rpartition(b"\r\n--")[0] + b"\r\n",
    "hdr-count": lambda: with_header(GOOD, "Cc", "b@example.org"),
    "hdr-uri-encoded": header("List-Unsubscribe", "=?utf-8?q?=3Chttps=3A//x=3E?="),
    "8058-https": header("List-Unsubscribe", f"<{STEM.replace('https', 'http')}>"),
    "8058-first": header("List-Unsubscribe", f"<mailto:off@news.example.org>, <{STEM}>"),
    "8058-post": header("List-Unsubscribe-Post", "One-Click"),
    "2919": header("List-Id", "The Morning Ledger"),
    "fbl": header("Feedback-ID", "a:b:c:d:sender-1"),
    "msgid": header("Message-ID", "<morning.7>"),
    "date": header("Date", "Wed, 25 Nov 2026 05:00:00 -0000"),
    "subject-len": header("Subject", " ".join(["word"] * 60)),
    "subject-70": header("Subject", " ".join(["word"] * 16)),
    "subject-raw": header("Subject", "Good morning {{ name }}"),
    "from-one": header("From", "a@news.example.org, b@news.example.org"),
    "to-one": header("To", "a@example.org, b@example.org"),
    "from-free": header("From", "The Morning Ledger <ledger@gmail.com>"),
    "mime-alt": raw(b"multipart/alternative", b"multipart/digest"),
    "mime-order": lambda: (
        GOOD.replace(b"text/plain", b"text/xxxx")
        .replace(b"text/html", b"text/plain")
        .replace(b"text/xxxx", b"text/html")
    ),
    "charset": raw(b"charset=utf-8", b"charset=iso-8859-1"),
    "cte": raw(
        b"Content-Transfer-Encoding: quoted-printable", b"Content-Transfer-Encoding: base64"
    ),
    "leftover": text(lambda t: t.replace("Good morning", "Good morning, None")),
    "mojibake": html("Top stories", "Top storiesâ€œ"),
    "private-url": body('<a href="http://localhost:8000/x">The page</a>'),
    "secret-place": body(f'<a href="https://evil.example.org/?x={TOKEN}">The page</a>'),
    "gmail-102k": body(f"<p>{'x ' * 40_000}</p>"),
    "gmail-80k": body(f"<p>{'x ' * 29_000}</p>"),
    "msg-size": lambda: with_parts(GOOD, text=TEXT + "word " * 110_000),
    "gmail-style-8k": html("</head>", f"<style>{'.a{color:red}' * 700}</style></head>"),
    "doctype": html("<!DOCTYPE html>", ""),
    "dup-id": body('<p id="a">a</p><p id="a">b</p>'),
    "lang": html('<html lang="en"', '<html lang="und"'),
    "dir": html('dir="ltr"', 'dir="auto"'),
    "lang-inner": html('role="article" lang="en"', 'role="article"'),
    "title": html("<title>", "<title></title><title>"),
    "viewport": html("width=device-width", "width=600"),
    "color-scheme": html('content="light dark"', 'content="light"', 2),
    "table-role": body("<table><tr><td>x</td></tr></table>"),
    "h1-one": body("<h1>Again</h1>"),
    "h-skip": body("<h6>Deep</h6>"),
    "font-14": body('<p style="font-size:11px">small print</p>'),
    "preheader": html("display:none;", ""),
    "forbid": body("<svg></svg>"),
    "handlers": body('<p onclick="x()">x</p>'),
    "js-url": body('<a href=" JaVaScript:alert(1)">The page</a>'),
    "remote-css": html(
        "</head>", "<style>@import url(https://a.example.org/x.css);</style></head>"
    ),
    "css-support": body('<p style="display:flex">x</p>'),
    "img-alt": body('<img src="https://a.example.org/x.png" width="10">'),
    "img-width": body('<img src="https://a.example.org/x.png" width="50%" alt="">'),
    "img-https": body('<img src="http://a.example.org/x.png" width="10" alt="">'),
    "img-alt-name": body('<img src="https://a.example.org/x.png" width="10" alt="IMG_2231.JPG">'),
    "img-link-alt": body(
        f'<a href="{STEM}"><img src="https://a.example.org/x.png" width="10" alt=""></a>'
    ),
    "link-scheme": body('<a href="ftp://a.example.org/x">The page</a>'),
    "link-name": body(f'<a href="{STEM}"> </a>'),
    "link-vague": body(f'<a href="{STEM}">Read more…</a>'),
    "link-chars": body('<a href="https://a.example.org/ä b">The page</a>'),
    "unsub-visible": html(f"{STEM}", f"{SITE}/s/{TOKEN}/out"),
    "unsub-text": text(lambda t: t.replace(STEM, "on request")),
    "parity-url": body('<a href="https://a.example.org/only-here">The page</a>'),
    "parity-head": text(
        lambda t: (
            t.replace("Teachers", "")
            .replace("ferry", "")
            .replace("glacier", "")
            .replace("violin", "")
            .replace("lighthouse", "")
            .replace("harvest", "")
        )
    ),
    "text-short": text(lambda t: STEM),
    "text-line": text(lambda t: t + "word " * 300),
    "text-md": text(lambda t: t + "\n## Also\n"),
}


def ids(message: bytes, **options) -> dict[str, Severity]:
    """What the lint finds in a message: severities by rule."""
    found = lint_message(message, site=SITE, secrets=(TOKEN,), **options)
    return {finding.id: finding.severity for finding in found}


def test_a_good_letter_has_no_finding():
    assert lint_message(GOOD, site=SITE, secrets=(TOKEN,)) == ()


def test_there_are_the_68_rules_and_the_one_against_leaks_each_with_a_mutation():
    assert len(RULES) == 69
    assert {rule.id for rule in RULES} == MUTATIONS.keys()
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_mutation_trips_its_rule_with_its_severity(rule):
    assert ids(MUTATIONS[rule.id]())[rule.id] is rule.severity


@pytest.mark.parametrize("rule", sorted(ADDRESS_RULES))
def test_private_and_unencrypted_addresses_are_notes_where_that_is_allowed(rule):
    assert ids(MUTATIONS[rule](), lenient_urls=True)[rule] is Severity.NOTE


def test_the_page_about_the_lint_lists_every_rule_as_it_is():
    page = (Path(__file__).resolve().parents[3] / "docs" / "lint.md").read_text("utf-8")
    for rule in RULES:
        asks = (rule.check.__doc__ or "").splitlines()[0]
        assert f"| `{rule.id}` | {rule.severity.value} | {asks} |" in page


def test_each_finding_says_what_and_where():
    for finding in lint_message(MUTATIONS["img-alt"](), site=SITE):
        assert finding.words
        assert finding.where


def test_a_fault_on_every_row_is_shown_five_times_and_counted():
    pictures = "".join(f'<img src="https://a.example.org/{n}.png">' for n in range(9))
    broken = with_parts(GOOD, html=HTML.replace("</body>", pictures + "</body>"))
    shown = [f for f in lint_message(broken, site=SITE) if f.id == "img-alt"]
    assert [f.words for f in shown[5:]] == ["and 4 more"]
    assert len(shown) == 6


@pytest.mark.parametrize("message", [b"", b"\x00\xff", b"Subject", b"\r\n\r\n", b"A: b\r\n\r\n<"])
def test_bytes_that_are_no_message_are_findings_and_not_a_crash(message):
    assert "hdr-count" in ids(message)


@pytest.mark.parametrize("value", ["@Ada Lovelace", "Ada", "<>", "a b@example.org, "])
def test_a_reader_without_an_address_is_no_reader(value):
    assert "to-one" in ids(with_header(GOOD, "To", value))


def test_ordinary_words_are_no_leftovers():
    spoken = "None of the above: the undefined border, 100% sure. Nan bread."
    assert "leftover" not in ids(with_parts(GOOD, text=TEXT + spoken))


def test_a_token_in_our_own_link_is_no_leak():
    assert "secret-place" not in ids(GOOD)
    assert STEM in TEXT
