"""SendGrid against a server of its shape: every answer, and every lack of one, has its verdict."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail import sendgrid_body
from digest.mail.sendgrid import SendGrid
from digest.mail.sendgrid_heap import keep_pages
from digest.mail.sendgrid_wire import Wire
from digest.mail.sendgrid_words import FIRST_WAIT, LONGEST_WAIT, Brake, Word, heard
from digest.model.audience import Recipient
from digest.model.errors import ConfigurationError
from digest.model.post import Addressed, Answer, Fate, Parcel, Readers
from digest.rules import tokens
from digest.rules.allowing import Allowed, allowed_by
from tests.standin_sendgrid import KEY, Standin, judged, serve
from tests.walls.mail.test_letter import NONCE, SITE, TOKEN, sheet

HOUSE_KEY = b"k" * 48
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with serve(tmp_path / "record.jsonl") as running:
        yield running
    while _wires:
        _wires.pop().close()


_wires: list[Wire] = []


def transport(
    post: Standin, *, answer: float = 2.0, allowed: Allowed | None = None, sandbox: bool = False
) -> SendGrid:
    wire = Wire(post.url, connect=2, answer=answer)
    _wires.append(wire)
    return SendGrid(
        KEY,
        post.url,
        key=HOUSE_KEY,
        clock=lambda: NOW,
        allowed=allowed,
        sandbox=sandbox,
        wire=wire,
    )


def minted(subscriber: int) -> str:
    return tokens.mint(HOUSE_KEY, tokens.READER, subscriber, 7)


def parcel(count: int = 4, *, start: int = 0, batch: int = 5, name: str = "Ada") -> Parcel:
    readers = tuple(
        Addressed(Recipient(p, 100 + p, f"reader{p}@example.org", name), minted(100 + p))
        for p in range(start, start + count)
    )
    return Parcel(batch, 1, start, start + count, sheet(), readers)


def fates(answer: Answer, count: int = 4) -> list[Fate]:
    return [answer.of(p).fate for p in range(count)]


def test_a_parcel_is_one_request_and_everybody_is_accepted_under_its_id(post):
    answer = transport(post).submit(parcel())
    assert fates(answer) == [Fate.ACCEPTED] * 4
    assert answer.reference == "standin-1"
    assert post.asked == 1
    assert dict(post.copies()) == {f"reader{p}@example.org": 1 for p in range(4)}


def test_parcels_go_over_one_kept_connection(post):
    mailer = transport(post)
    for batch in range(5):
        mailer.submit(parcel(batch=batch))
    assert (post.asked, post.connections) == (5, 1)


def test_a_connection_that_the_other_side_closed_is_not_used_again(post):
    mailer = transport(post)
    post.faults = ["cut after"]
    assert fates(mailer.submit(parcel())) == [Fate.UNCERTAIN] * 4
    assert fates(mailer.submit(parcel(batch=6))) == [Fate.ACCEPTED] * 4
    assert post.connections == 2


@pytest.mark.parametrize(
    "fault",
    ["reset after", "500 after", "cut after", "garbage after", "no id after"],
)
def test_accepted_and_then_no_whole_answer_is_uncertain_and_never_sent_again(post, fault):
    post.faults = [fault]
    assert fates(transport(post).submit(parcel())) == [Fate.UNCERTAIN] * 4
    assert max(post.copies().values()) == 1
    assert post.asked == 1


def test_an_answer_that_does_not_come_in_time_is_uncertain(post):
    post.faults = ["hang after"]
    answer = transport(post, answer=0.2).submit(parcel())
    assert fates(answer) == [Fate.UNCERTAIN] * 4
    assert "the answer was lost" in answer.of(0).reason


@pytest.mark.parametrize("fault", ["reset before", "503 before"])
def test_what_may_have_arrived_is_in_doubt_even_where_it_did_not(post, fault):
    post.faults = [fault]
    assert fates(transport(post).submit(parcel(400))) == [Fate.UNCERTAIN] * 4
    assert not post.copies()


def test_nobody_at_the_door_is_surely_not_accepted():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{taken.getsockname()[1]}"
        answer = SendGrid(KEY, root, key=HOUSE_KEY, clock=lambda: NOW).submit(parcel())
    assert fates(answer) == [Fate.NOT_ACCEPTED] * 4
    assert answer.not_before is None


def test_too_many_requests_names_when_to_come_back(post):
    post.faults = ["429 bare", "429"]
    mailer = transport(post)
    bare = mailer.submit(parcel())
    assert fates(bare) == [Fate.NOT_ACCEPTED] * 4
    assert bare.not_before is not None
    assert FIRST_WAIT <= bare.not_before - NOW <= FIRST_WAIT + timedelta(seconds=1)
    assert mailer.submit(parcel()).not_before is not None
    assert not post.copies()


def test_refusals_without_a_time_are_waited_out_twice_as_long_each_time_until_one_is_taken():
    brake, now, waits = Brake(shake=lambda: 0.0), NOW, []
    for _ in range(12):
        until = brake.until(None, now)
        assert brake.until(None, now) == until, "many at the same time are one time"
        waits.append((until - now).total_seconds())
        now = until
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]
    brake.release()
    assert brake.until(None, now) == now + FIRST_WAIT
    assert Brake(shake=lambda: 1.0).until(None, now) > now + FIRST_WAIT, "not all at one instant"


def test_a_long_search_for_the_guilty_goes_on_with_the_next_parcel(post, monkeypatch):
    monkeypatch.setattr(SendGrid, "long", 0.0)
    post.bad = frozenset({"reader0@example.org", "reader5@example.org"})
    mailer = transport(post)
    answer = mailer.submit(parcel(8))
    assert answer.reached == 1
    assert answer.of(0).fate is Fate.REFUSED
    whole = parcel(8)
    for _ in range(8):
        start = answer.reached
        if start is None:
            break
        rest = replace(whole, start=start, readers=whole.readers[start:])
        answer = mailer.submit(rest)
    assert answer.reached is None
    assert dict(post.copies()) == {f"reader{p}@example.org": 1 for p in (1, 2, 3, 4, 6, 7)}


@pytest.mark.parametrize("fault", ["401", "403", "404", "302", "305", "200"])
def test_a_wrong_setting_stops_the_send_and_is_followed_nowhere(post, fault):
    post.faults = [fault]
    with pytest.raises(ConfigurationError, match="SENDGRID_API_KEY") as caught:
        transport(post).submit(parcel())
    assert caught.value.exit_code == 4
    assert KEY not in str(caught.value)
    assert post.asked == 1


def test_one_refused_address_is_found_and_the_others_are_accepted_once(post):
    post.bad = frozenset({"reader2@example.org", "reader37@example.org"})
    answer = transport(post).submit(parcel(64))
    refused = {p for p in range(64) if answer.of(p).fate is Fate.REFUSED}
    assert refused == {2, 37}
    assert answer.of(2).reason == "Does not contain a valid address."
    assert len(post.copies()) == 62
    assert max(post.copies().values()) == 1


def test_a_halt_in_the_middle_of_a_division_leaves_the_rest_for_the_next_parcel(post):
    post.bad = frozenset({"reader0@example.org"})
    post.faults = ["", "", "", "", "429"]  # all, 0-1, 0, 1, then the second half
    answer = transport(post).submit(parcel())
    assert [answer.of(p).fate for p in range(2)] == [Fate.REFUSED, Fate.ACCEPTED]
    assert answer.reached == 2
    assert dict(post.copies()) == {"reader1@example.org": 1}


def test_a_refusal_of_what_all_readers_share_stops_at_once(post):
    wrong = replace(parcel(64), sheet=sheet(subject=""))
    with pytest.raises(ConfigurationError, match="subject is required"):
        transport(post).submit(wrong)
    assert post.asked == 1


def test_who_is_not_on_the_allow_list_is_never_on_the_wire(post):
    stranger = Addressed(Recipient(1, 7, "someone@paper.example.net.de", ""), minted(7))
    some = replace(parcel(3), readers=(parcel(1).readers[0], stranger, parcel(3).readers[2]))
    answer = transport(post, allowed=allowed_by(())).submit(some)
    assert fates(answer, 3) == [Fate.ACCEPTED, Fate.REFUSED, Fate.ACCEPTED]
    assert "allow-list" in answer.of(1).reason
    assert set(post.copies()) == {"reader0@example.org", "reader2@example.org"}


def test_the_sandbox_checks_and_sends_nothing(post):
    answer = transport(post, sandbox=True).submit(parcel())
    assert fates(answer) == [Fate.REFUSED] * 4
    assert "not sent" in answer.of(0).reason
    assert not post.copies()


def test_every_request_switches_tracking_off_and_carries_each_readers_own(post):
    transport(post).submit(parcel())
    (body,) = post.bodies
    silent = body["tracking_settings"]
    assert [part["enable"] for part in silent.values()] == [False] * 4
    assert silent["click_tracking"]["enable_text"] is False
    assert body["custom_args"] == {"batch": "5"}
    assert body["categories"] == ["issue-7", "batch-5"]
    assert [part["type"] for part in body["content"]] == ["text/plain", "text/html"]
    assert body["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one = body["personalizations"][0]
    assert one["headers"]["List-Unsubscribe"] == f"<{SITE}/s/{minted(100)}/unsubscribe>"
    keys = [person["custom_args"]["delivery"] for person in body["personalizations"]]
    assert len(set(keys)) == 4
    told = tokens.read_delivery(keys[0], [HOUSE_KEY])
    assert told == tokens.TokenFor(100, 7)
    assert tokens.read(keys[0], tokens.READER, [HOUSE_KEY]) is None


def test_substitutions_make_the_letter_of_the_reader(post):
    transport(post).submit(parcel(1, name="Ada <b>"))
    (body,) = post.bodies
    text, page = (part["value"] for part in body["content"])
    for gap, value in body["personalizations"][0]["substitutions"].items():
        text, page = text.replace(gap, value), page.replace(gap, value)
    assert NONCE not in text + page
    assert "<b>" not in page
    assert f"{SITE}/s/{minted(100)}/unsubscribe" in text


@given(
    name=st.text(max_size=40),
    address=st.from_regex(r"[a-zA-Z0-9.+_-]{1,20}@[a-z]{1,10}\.example\.org", fullmatch=True),
)
def test_the_spliced_request_is_json_whatever_the_name(name, address):
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    people = Readers.of([Addressed(Recipient(0, 1, address, name), TOKEN)])
    raw = sendgrid_body.body(sendgrid_body.form(sheet(), HOUSE_KEY), 9, people)
    body = json.loads(raw)
    assert judged(body, frozenset()) == []
    (one,) = body["personalizations"]
    assert one["to"][0]["email"] == address
    assert "\r" not in one["to"][0].get("name", "")
    assert "\n" not in one["to"][0].get("name", "")


def letters(raw: bytes) -> list[list[object]]:
    """What each reader of a request gets: the substitutions made, whatever their names."""
    body = json.loads(raw)
    made = []
    for one in body["personalizations"]:
        parts = [part["value"] for part in body["content"]]
        for gap, value in one["substitutions"].items():
            parts = [part.replace(gap, value) for part in parts]
        made.append([one["to"], one["headers"], one["custom_args"], parts])
    return made


_PLAIN_NAME = st.from_regex(r"[A-Za-z0-9]{1,9}([ -][A-Za-z0-9]{1,9}){0,3}", fullmatch=True)
_ODD_NAME = st.sampled_from(["", "O'Hara", "Zoë", "a" * 65, "Ada ", "x--y", "B <b>", "two\nlines"])


@given(plain=st.lists(_PLAIN_NAME, min_size=1, max_size=4), odd=_ODD_NAME, counted=st.booleans())
def test_readers_with_plain_names_get_the_same_letters_alone_and_beside_an_odd_one(
    plain, odd, counted
):
    link = f"{SITE}/c/1/%%{NONCE}.CLICK%%" if counted else ""
    people = [
        Addressed(Recipient(p, 100 + p, f"Reader.{p}+x@example.org", name), minted(100 + p))
        for p, name in enumerate([*plain, odd])
    ]
    page = sheet().edition
    printed = sheet(html=f"{page.html}{link}", text=f"{page.text}{link}")
    form = sendgrid_body.form(printed, HOUSE_KEY)
    assert sendgrid_body.all_plain([one.recipient.address for one in people[:-1]], plain)
    assert not sendgrid_body.all_plain(["a@example.org"], [odd])
    alone = letters(sendgrid_body.body(form, 9, Readers.of(people[:-1])))
    beside = letters(sendgrid_body.body(form, 9, Readers.of(people)))
    assert alone == beside[:-1]
    assert NONCE not in str(beside)


@pytest.mark.parametrize(
    "address", ['a"b@example.org', "a\\b@example.org", "ü@example.org", "\x7f@x"]
)
def test_an_address_that_json_spells_otherwise_is_never_spliced_in_as_it_is(address):
    assert not sendgrid_body.all_plain(["ada@example.org", address], ["Ada", "Bob"])


def test_nothing_secret_is_logged_even_on_debug(post, caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("python_http_client").setLevel(logging.WARNING)
        transport(post).submit(parcel())
        post.faults = ["403"]
        with pytest.raises(ConfigurationError):
            transport(post).submit(parcel())
    assert KEY not in caplog.text
    assert "reader0@" not in caplog.text


@pytest.mark.parametrize("told", ["soon", "", "1e400", "-5", "nan"])
def test_a_reset_that_cannot_be_read_or_believed_is_a_short_wait(told):
    said = heard(429, {"X-RateLimit-Reset": told}, b"")
    assert said.word is Word.WAIT
    assert NOW < Brake().until(said.wait_until, NOW) <= NOW + timedelta(seconds=3)


def test_a_reset_years_away_is_a_wait_within_bounds():
    said = heard(429, {"X-RateLimit-Reset": "4102444800"}, b"")
    assert Brake(shake=lambda: 0.0).until(said.wait_until, NOW) == NOW + LONGEST_WAIT


@pytest.mark.parametrize("status", [*range(100, 104), 201, 204, 206, 402, 408, 500, 502, 504, 599])
def test_an_answer_that_nobody_told_us_about_is_in_doubt(status):
    assert heard(status, {}, b"{").word is Word.DOUBT


def test_the_request_names_only_what_the_published_description_knows(post, shared):
    described = json.loads((shared / "openapi" / "tsg_mail_v3.json").read_text())
    asked = _followed(described["paths"]["/v3/mail/send"]["post"]["requestBody"], described)
    transport(post).submit(parcel(1000))
    found = list(misfits(post.bodies[0], asked["content"]["application/json"]["schema"], described))
    assert found == []


def _followed(schema, described):
    while "$ref" in schema:
        node = described
        for part in schema["$ref"].removeprefix("#/").split("/"):
            node = node[part]
        schema = node
    return schema


_KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}


def misfits(value, schema, described, at=""):
    """Where a value departs from a schema: kinds, names, sizes, what is required."""
    schema = _followed(schema, described)
    if at == "/custom_args":  # typed as text there; it is an object
        schema = {"type": "object"}
    if not isinstance(value, _KINDS.get(schema.get("type", ""), object)):
        yield f"{at}: {schema['type']} expected"
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at}/{name}: unknown" for name in value.keys() - known.keys() if known)
        yield from (f"{at}/{n}: missing" for n in set(schema.get("required", ())) - value.keys())
        for name in value.keys() & known.keys():
            yield from misfits(value[name], known[name], described, f"{at}/{name}")
    elif isinstance(value, list | str):
        kind = "Items" if isinstance(value, list) else "Length"
        if not schema.get(f"min{kind}", 0) <= len(value) <= schema.get(f"max{kind}", len(value)):
            yield f"{at}: {len(value)} long"
        for one in value if isinstance(value, list) else ():
            yield from misfits(one, schema.get("items", {}), described, f"{at}[]")


def test_freed_memory_is_kept_where_the_system_can_and_asking_twice_changes_nothing():
    first = keep_pages()
    assert keep_pages() is first


def test_counted_links_cost_one_value_a_reader_and_leave_the_providers_own_counting_off(post):
    edition = sheet().edition
    link = f'<a href="{SITE}/c/1/{edition.gap("CLICK")}">read</a>'
    counted = replace(
        parcel(2), sheet=sheet(html=edition.html + link, text=f"{edition.text}{link}")
    )
    assert transport(post).submit(counted).verdict.fate is Fate.ACCEPTED
    (body,) = post.bodies
    for who, one in enumerate(body["personalizations"], 100):
        assert len(one["substitutions"]) == 3
        assert one["substitutions"][edition.gap("CLICK")] == tokens.click_of(minted(who))
    assert body["content"][1]["value"].count(edition.gap("CLICK")) == 1
    assert not body["tracking_settings"]["click_tracking"]["enable"]
    assert not body["tracking_settings"]["open_tracking"]["enable"]
