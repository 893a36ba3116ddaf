"""Letters as bytes: what the standard library reads back is what was printed."""

from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses as parse_address_headers
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail import headers, quoted, sendgrid_body
from digest.mail.letter import compile_letter, message_id
from digest.model.audience import Recipient
from digest.model.edition import Edition, Variant, gap
from digest.model.plan import Sender
from digest.model.post import Letterhead, Readers, Sheet

NONCE = "0a1b2c3d"
TOKEN = "AbC-_" + "x" * 38
SITE = "https://news.harbour.example.org"


def sheet(**changes) -> Sheet:
    token, name = gap(NONCE, "TOKEN"), gap(NONCE, "NAME")
    link = f"{SITE}/s/{token}/unsubscribe"
    page = Edition(
        variant=Variant(changes.pop("language", "en")),
        subject="Bridge closed",
        preheader="",
        html=f'<p>Good morning{name}.</p>\n<p>{"long " * 40}<a href="{link}">leave</a></p>',
        text=f"Good morning{name}.\n.hidden dot\nFrom the desk\ntrailing blank \n{link}\n",
        nonce=NONCE,
    )
    sender = changes.pop(
        "sender", Sender("The Harbour", "brief@harbour.example.org", "desk@harbour.example.org")
    )
    head = Letterhead(
        issue=7,
        issue_key="morning.7",
        digest="morning",
        digest_title=changes.pop("title", "The Morning Brief"),
        list_id="morning.news.example.org",
        sender=sender,
        site=SITE,
        date=datetime(2026, 11, 25, 6, 0, tzinfo=UTC),
    )
    return Sheet(3, replace(page, **changes), head)


def letter(made: Sheet | None = None, address="ada@example.org", name="Ada Example") -> bytes:
    return compile_letter(made or sheet()).fill(Recipient(0, 5, address, name), TOKEN)


def parsed(raw: bytes):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects
    for part in message.walk():
        assert not part.defects
    return message


def bodies(raw: bytes) -> tuple[str, str]:
    plain, page = parsed(raw).iter_parts()
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    return plain.get_content(), page.get_content()


def test_the_parts_read_back_as_they_were_printed_with_the_gaps_filled():
    made = sheet()
    plain, page = bodies(letter(made))
    filled = made.edition.text.replace(gap(NONCE, "TOKEN"), TOKEN)
    spoken = ", \u2068Ada Example\u2069"
    assert plain.replace("\r\n", "\n").rstrip("\n") == filled.replace(
        gap(NONCE, "NAME"), spoken
    ).rstrip("\n")
    assert f"<p>Good morning{spoken}.</p>" in page
    assert page.count(TOKEN) == 1


def test_every_line_is_short_and_ends_with_crlf():
    for line in letter(sheet(subject="ü" * 120), name="ä" * 59).split(b"\r\n"):
        assert len(line) <= 78 or line.startswith((b"List-Unsubscribe:", b"Message-ID:"))
        assert len(line) <= 998
        assert b"\n" not in line
        assert b"\r" not in line
        assert not re.match(rb"\.|From ", line)


def test_one_click_is_whole_on_the_wire():
    raw = letter()
    assert f"List-Unsubscribe: <{SITE}/s/{TOKEN}/unsubscribe>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_the_headers_are_those_of_the_contract():
    message = parsed(letter())
    assert message["From"] == "The Harbour <brief@harbour.example.org>"
    assert message["Reply-To"] == "desk@harbour.example.org"
    assert message["To"] == "Ada Example <ada@example.org>"
    assert message["Subject"] == "Bridge closed"
    assert message["List-Id"] == "The Morning Brief <morning.news.example.org>"
    assert parsedate_to_datetime(message["Date"]) == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert message["Message-ID"] == f"<morning.7.{TOKEN[:16]}@harbour.example.org>"
    assert re.fullmatch(r"[^:]+(:[^:]+){2}:[^:]{5,15}", message["Feedback-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"


def test_the_copy_of_a_reader_has_one_message_id_whichever_way_it_leaves():
    ada = Readers((0,), (5,), ("ada@example.org",), ("Ada Example",), (TOKEN,))
    request = sendgrid_body.body(sendgrid_body.form(sheet(), b"k" * 48), 5, ada)
    (person,) = json.loads(request)["personalizations"]
    message = parsed(letter())
    for name in ("Message-ID", "List-Unsubscribe"):
        assert person["headers"][name] == message[name]
    moved = parsed(letter(address="ada@moved.example.org"))
    assert moved["Message-ID"] == message["Message-ID"], "it is the reader's, not the address's"


def test_the_same_service_mail_has_the_same_message_id_whatever_the_case_of_the_address():
    assert message_id("morning.7", "Ada@Example.org") == message_id("morning.7", "ada@example.org")
    assert message_id("morning.8", "ada@example.org") != message_id("morning.7", "ada@example.org")


def test_two_readers_letters_differ_only_in_what_is_theirs():
    one, other = letter(), letter(address="bob@example.org", name="Bob")
    assert other.count(b"bob@example.org") == 1
    assert b"ada" not in other.lower()
    strip = re.compile(rb"^(To|Message-ID): .*?\r\n(?! )", re.MULTILINE | re.DOTALL)
    assert strip.sub(b"", one).replace(b"=E2=81=A8Ada Example=E2=81=A9", b"").replace(
        b", ", b""
    ) == strip.sub(b"", other).replace(b"=E2=81=A8Bob=E2=81=A9", b"").replace(b", ", b"")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada", "Ada"),
        ('Ada "Bo" O\'Neil', 'Ada "Bo" O\'Neil'),
        ("Neil, Ada (desk)", "Neil, Ada (desk)"),
        ("سارہ خان", "سارہ خان"),
        ("=?utf-8?q?x?=", "=?utf-8?q?x?="),
        ("a\\b", "a\\b"),
        ("Łukasz " * 12, ("Łukasz " * 12).strip()),
    ],
)
def test_a_display_name_of_any_script_reads_back(name, shown):
    raw = re.search(rb"^To: (.*(?:\r\n .*)*)\r\n", letter(name=name), re.MULTILINE).group(1)
    (one,) = parse_address_headers([raw.decode("ascii").replace("\r\n", "")])
    # By the rules of RFC 2047 themselves: the parser of Python 3.11 puts blanks between words.
    assert (str(make_header(decode_header(one[0]))), one[1]) == (shown, "ada@example.org")


@pytest.mark.parametrize(
    "evil", ["Ada\r\nBcc: all@example.org", "x\nSubject: hi", "a\x00b", "a\u2028Bcc: b@x.example"]
)
def test_nothing_in_a_name_or_subject_begins_a_header(evil):
    message = parsed(letter(sheet(subject=evil, title=evil), name=evil))
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert len(message.get_all("To")) == 1


@given(
    st.one_of(
        st.text(max_size=60), st.text(alphabet="Ab1 -'.é\t", max_size=60), st.from_regex(r"[A-z ]+")
    ),
    st.sampled_from(["a@b.example", "x" * 60 + "@mail.example.org"]),
)
def test_the_short_way_for_plain_names_writes_what_the_long_way_writes(name, address):
    pieces, reader = compile_letter(sheet()), Recipient(0, 5, address, name)
    short = pieces._plain(reader)
    assert short in (None, pieces._spelt(reader))


def test_most_names_take_the_short_way():
    pieces = compile_letter(sheet())
    assert pieces._plain(Recipient(0, 5, "ada@example.org", "Ada King Lovelace")) is not None


def test_a_name_is_escaped_in_html_and_plain_in_text():
    plain, page = bodies(letter(name="<b>A&B</b>"))
    assert "<b>A&B</b>" in plain
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in page


def test_a_reader_without_a_name_is_greeted_without_one():
    plain, page = bodies(letter(name=""))
    assert "Good morning." in plain
    assert "<p>Good morning.</p>" in page
    assert parsed(letter(name=""))["To"] == "ada@example.org"


def test_domains_of_other_scripts_travel_in_ascii():
    assert headers.ascii_address("ada@bücher.example") == "ada@xn--bcher-kva.example"
    assert (
        parsed(letter(address="ada@bücher.example"))["To"].addresses[0].domain
        == "xn--bcher-kva.example"
    )


@given(
    st.text(
        st.characters(
            exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
        ),
        max_size=400,
    )
)
def test_any_text_survives_quoted_printable(text):
    import quopri

    (piece,) = quoted.encode([text, ""]) or [b""]
    assert all(len(line) <= 76 for line in piece.split(b"\r\n"))
    back = quopri.decodestring(piece).decode()
    assert back.replace("\r\n", "\n").removesuffix("\n") == text.removesuffix("\n") or text == ""


@given(st.lists(st.sampled_from(["word ", "=", ".", "ü", "\n", "tail \n", "T"]), max_size=60))
def test_a_token_is_never_broken(parts):
    pieces = quoted.encode([*parts, quoted.TOKEN, *parts])
    line = b"".join(TOKEN.encode() if isinstance(p, quoted.Gap) else p for p in pieces)
    assert TOKEN.encode() in line
    assert all(len(one) <= 76 for one in line.split(b"\r\n"))


@given(st.text(max_size=80))
def test_a_value_of_any_signs_is_safe_between_two_soft_breaks(value):
    import quopri

    made = quoted.encode_value(value)
    assert all(len(line) <= 76 and not line.startswith(b".") for line in made.split(b"\r\n"))
    assert quopri.decodestring(made).decode() == " ".join(value.split())
