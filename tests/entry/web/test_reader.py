"""A reader's own pages over HTTP: view, unsubscribe, preferences."""

import html
import re
import string

import pytest

from digest.model.audience import Audience, Exclusion
from digest.rules import tokens
from digest.store import audience, models
from tests import cast

pytestmark = pytest.mark.django_db
ONE_CLICK = "List-Unsubscribe=One-Click"
URLENCODED = "application/x-www-form-urlencoded"


def text(response) -> str:
    return response.content.decode()


def everything() -> dict[str, list]:
    """All rows that a reader's page could touch."""
    tables = (models.Subscriber, models.Subscription, models.Consent, models.Suppression)
    return {t.__name__: sorted(map(str, t.objects.values_list())) for t in tables}


@pytest.fixture
def strict(client):
    """A client that, like a browser's, would be stopped by a missing CSRF token."""
    client.handler.enforce_csrf_checks = True
    return client


# ------------------------------------------------------------------ one-click and the button


def one_click(client, token, body=ONE_CLICK, content_type=URLENCODED, **more):
    return client.post(f"/s/{token}/unsubscribe", body, content_type=content_type, **more)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ONE_CLICK, URLENCODED),
        (
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        ("", URLENCODED),
        ("", "text/plain"),
        ("\x00\xff=%%%", URLENCODED),
        ("--b\r\nbroken", "multipart/form-data; boundary=b"),
        ("x", "multipart/form-data; boundary=" + "b" * 300),
        ("{}", "application/json"),
        ("&".join(f"f{n}=" for n in range(2000)), URLENCODED),
        ("List-Unsubscribe=One-Click&act=undo", URLENCODED),
    ],
)
def test_a_post_with_the_token_alone_unsubscribes(strict, body, kind):
    ada = cast.ada()
    token = ada.token(cast.issue())
    response = one_click(strict, token, body, kind)
    assert response.status_code == 200
    assert not response.cookies
    assert (ada.state("readers"), ada.state("weekend")) == ("unsubscribed", "unsubscribed")
    assert ada.acts()[-2:] == [("withdrew", "readers"), ("withdrew", "weekend")]
    said = models.Consent.objects.filter(address_hash=ada.hash, act="withdrew").first()
    assert (said.source, said.actor, said.wording) == ("one-click", "reader", "web-2:en")


def test_unsubscribing_twice_is_once(strict):
    ada = cast.ada()
    token = ada.token(cast.issue())
    one_click(strict, token)
    before = everything()
    assert one_click(strict, token).status_code == 200
    assert everything() == before


def test_who_unsubscribed_is_left_out_at_the_next_look(strict):
    ada = cast.ada()
    token = ada.token(cast.issue())
    whom = Audience(cast.LISTS)
    assert audience.leavers([ada.id], whom) == {}
    one_click(strict, token)
    assert audience.leavers([ada.id], whom) == {ada.id: Exclusion.UNSUBSCRIBED}


def test_unsubscribing_touches_nobody_else_and_no_other_newsletter(strict):
    ada, bilal = cast.ada(), cast.bilal()
    other = models.MailingList.objects.create(slug="other", created_at=cast.NOW)
    models.Subscription.objects.create(
        list=other, subscriber_id=ada.id, state="confirmed", changed_at=cast.NOW
    )
    one_click(strict, ada.token(cast.issue()))
    assert ada.state("other") == "confirmed"
    assert bilal.state() == "confirmed"


def test_a_send_to_another_list_is_left_with_its_own_mail(strict):
    ada = cast.ada()
    made = cast.issue()
    extra = models.MailingList.objects.create(slug="extra", created_at=cast.NOW)
    models.Subscription.objects.create(
        list=extra, subscriber_id=ada.id, state="confirmed", changed_at=cast.NOW
    )
    models.Issue.objects.filter(pk=made).update(audience={"lists": ["extra"], "only": []})
    one_click(strict, ada.token(made))
    assert ada.state("extra") == "unsubscribed"


def test_a_newsletter_that_is_no_longer_configured_can_still_be_left(strict, house, monkeypatch):
    ada = cast.ada()
    token = ada.token(cast.issue())
    monkeypatch.setitem(house.digests, "morning", None)
    del house.digests["morning"]
    assert one_click(strict, token).status_code == 200
    assert ada.state() == "unsubscribed"


def test_a_token_without_an_issue_leaves_everything(strict):
    ada = cast.ada()
    assert one_click(strict, ada.token(0)).status_code == 200
    assert (ada.state("readers"), ada.state("weekend")) == ("unsubscribed", "unsubscribed")


def test_a_reader_mailed_by_address_is_put_down_as_having_left(strict):
    ada = cast.ada()
    models.Subscription.objects.filter(subscriber=ada.id).delete()
    one_click(strict, ada.token(cast.issue()))
    assert ada.state() == "unsubscribed"


def test_the_page_has_one_button_and_says_which_newsletter(client):
    ada = cast.ada()
    page = text(client.get(f"/s/{ada.token(cast.issue())}/unsubscribe"))
    assert "Unsubscribe from The Morning Ledger?" in page
    assert page.count("<button") == 1
    assert "a***@reader.example.org" in page
    assert ada.address not in page


def test_the_button_unsubscribes_and_undo_brings_back(strict):
    ada = cast.ada()
    address = f"/s/{ada.token(cast.issue())}/unsubscribe"
    done = text(strict.post(address, {"act": "leave"}))
    assert "You are unsubscribed" in done
    assert 'value="undo"' in done
    back = strict.post(address, {"act": "undo"})
    assert back.status_code == 200
    assert "You are back" in text(back)
    assert (ada.state("readers"), ada.state("weekend")) == ("confirmed", "confirmed")
    assert ada.acts()[-2:] == [("returned", "readers"), ("returned", "weekend")]


def test_undo_twice_is_once(strict):
    ada = cast.ada()
    address = f"/s/{ada.token(cast.issue())}/unsubscribe"
    strict.post(address)
    strict.post(address, {"act": "undo"})
    before = everything()
    strict.post(address, {"act": "undo"})
    assert everything() == before


def test_undo_gives_back_only_what_was_taken_last(strict):
    ada = cast.ada()
    token = ada.token(cast.issue())
    strict.post(f"/s/{token}/preferences", {"list:weekend": "unsubscribed"})
    strict.post(f"/s/{token}/unsubscribe")
    strict.post(f"/s/{token}/unsubscribe", {"act": "undo"})
    assert (ada.state("readers"), ada.state("weekend")) == ("confirmed", "unsubscribed")


def test_undo_without_having_left_does_nothing(strict):
    ada = cast.ada()
    before = everything()
    strict.post(f"/s/{ada.token(cast.issue())}/unsubscribe", {"act": "undo"})
    assert everything() == before


def test_who_left_finds_the_undo_again_later(client):
    clara = cast.clara()
    page = text(client.get(f"/s/{clara.token(cast.issue())}/unsubscribe"))
    assert "Abbestellt" in page
    assert 'value="undo"' in page


def test_a_suppressed_reader_who_comes_back_is_told_that_nothing_is_sent(strict):
    dora = cast.dora()
    address = f"/s/{dora.token(cast.issue())}/unsubscribe"
    strict.post(address)
    page = text(strict.post(address, {"act": "undo"}))
    assert "rien n’est envoyé à cette adresse" in page
    assert models.Suppression.objects.filter(address_hash=dora.hash).exists()


@pytest.mark.parametrize(
    ("who", "heading", "direction"),
    [
        (cast.ada, "Unsubscribe from The Morning Ledger?", "ltr"),
        (cast.bilal, "کی رکنیت ختم کرنی ہے؟", "rtl"),
        (cast.dora, "Se désabonner de The Morning Ledger ?", "ltr"),
    ],
)
def test_the_page_speaks_the_readers_language(client, who, heading, direction):
    reader = who()
    page = text(client.get(f"/s/{reader.token(cast.issue())}/unsubscribe"))
    assert heading in page
    assert f'dir="{direction}"' in page.partition(">")[2][:80]


def test_an_address_stays_in_one_piece_in_a_right_to_left_sentence(client):
    bilal = cast.bilal()
    page = text(client.get(f"/s/{bilal.token(cast.issue())}/unsubscribe"))
    assert re.search("[\u2066\u2068]b\\*\\*\\*@reader.example.org\u2069", page)


# ------------------------------------------------------------------ reading changes nothing


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("page", ["view", "unsubscribe", "preferences"])
@pytest.mark.parametrize("query", ["", "?confirm=1", "?act=leave", "?List-Unsubscribe=One-Click"])
def test_looking_changes_nothing(client, method, page, query):
    ada = cast.ada()
    token = ada.token(cast.issue())
    before = everything()
    response = getattr(client, method)(f"/s/{token}/{page}{query}")
    assert response.status_code in (200, 405)
    assert not response.cookies
    assert everything() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    ada = cast.ada()
    token = ada.token(cast.issue())
    before = everything()
    for page in ("view", "unsubscribe", "preferences"):
        assert getattr(client, method)(f"/s/{token}/{page}").status_code == 405
    assert everything() == before


# ------------------------------------------------------------------ tokens


def flipped(token: str):
    """The token with each character changed, one at a time."""
    alphabet = string.ascii_letters + string.digits + "-_"
    for place, sign in enumerate(token):
        other = alphabet[(alphabet.index(sign) + 1) % 64]
        yield token[:place] + other + token[place + 1 :]


def test_a_forged_token_opens_nothing_and_all_refusals_are_alike(client):
    ada = cast.ada()
    made = cast.issue()
    token = ada.token(made)
    forged = [
        *flipped(token),
        token[:-1],
        token + "A",
        "A" * 43,
        "x",
        tokens.mint(cast.KEY, b"confirm", ada.id, made),
        tokens.mint(b"z" * 40, tokens.READER, ada.id, made),
        tokens.mint(cast.KEY, tokens.READER, 999_999, made),
    ]
    before = everything()
    bodies = set()
    for wrong in forged:
        for page in ("view", "unsubscribe", "preferences"):
            bodies.add(client.get(f"/s/{wrong}/{page}").content)
        response = one_click(client, wrong)
        assert response.status_code == 404
        bodies.add(response.content)
    assert len(bodies) == 1
    assert everything() == before


def test_a_wrong_token_never_reaches_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(f"/s/{'A' * 43}/unsubscribe")


def test_an_erased_reader_is_a_wrong_token(client):
    ada = cast.ada()
    token = ada.token(cast.issue())
    wrong = client.get(f"/s/{'A' * 43}/view")
    models.Subscriber.objects.filter(pk=ada.id).update(erased=True)
    gone = client.get(f"/s/{token}/view")
    assert (gone.status_code, gone.content) == (404, wrong.content)


def test_a_token_signed_by_the_former_key_still_opens(client, house, monkeypatch):
    ada = cast.ada()
    token = ada.token(cast.issue())
    object.__setattr__(house, "secret_keys", (b"n" * 40, cast.KEY))
    assert client.get(f"/s/{token}/unsubscribe").status_code == 200


def test_a_readers_page_is_never_kept_and_says_nothing_to_other_sites(client):
    ada = cast.ada()
    token = ada.token(cast.issue())
    for page in ("view", "unsubscribe", "preferences"):
        for address in (f"/s/{token}/{page}", f"/s/{'A' * 43}/{page}"):
            headers = client.get(address).headers
            assert headers["Cache-Control"] == "private, no-store"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Robots-Tag"] == "noindex, nofollow"
            assert "script-src 'none'" in headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


# ------------------------------------------------------------------ view


def test_the_view_is_the_readers_own_copy_with_their_own_links(client):
    ada = cast.ada()
    token = ada.token(cast.issue())
    page = text(client.get(f"/s/{token}/view"))
    assert "Harbour council votes to reopen the old ferry line" in page
    assert f'href="/s/{token}/unsubscribe"' in page
    assert f'href="/s/{token}/preferences"' in page
    assert "Good morning, " in page
    assert "Ada" in page
    assert "%%" not in page
    assert set(re.findall(r"/s/([^/\"]+)/", page)) == {token}


def test_the_view_comes_in_the_readers_language(client):
    bilal = cast.bilal()
    page = text(client.get(f"/s/{bilal.token(cast.issue())}/view"))
    assert re.search(r'<html[^>]* dir="rtl"', page)
    assert "بلال احمد" in page


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{config}}", "%s{0}"]
)
def test_a_readers_name_is_words_and_nothing_else(client, name):
    ada = cast.ada()
    models.Subscriber.objects.filter(pk=ada.id).update(name=name)
    token = ada.token(cast.issue())
    for address in (f"/s/{token}/view", f"/s/{token}/preferences"):
        page = text(client.get(address))
        assert "<script" not in page
        assert "<img src=x" not in page
        if "{" in name:
            # In a mail's page a word joiner keeps an opening from meaning anything to a provider.
            assert name in html.unescape(page).replace("\u2060", "")


def test_an_issue_that_was_only_tried_out_can_be_viewed_by_its_token_alone(client):
    ada = cast.ada()
    made = cast.issue(steps=())
    assert client.get("/morning/2026-11-25/").status_code == 404
    assert client.get(f"/s/{ada.token(made)}/view").status_code == 200


def test_there_is_no_view_of_an_issue_that_is_not_there(client):
    ada = cast.ada()
    assert client.get(f"/s/{ada.token(0)}/view").status_code == 404
    assert client.get(f"/s/{ada.token(4711)}/view").status_code == 404


# ------------------------------------------------------------------ preferences


def test_the_form_shows_how_things_stand(client):
    ada = cast.ada()
    page = text(client.get(f"/s/{ada.token(cast.issue())}/preferences"))
    assert 'value="Ada"' in page
    assert '<option value="en" lang="en" selected>English</option>' in page
    assert '<option value="ur" lang="ur">اردو</option>' in page
    assert 'name="list:readers" value="confirmed" checked' in page
    assert "Weekend: how do you want it?" in page


def test_saving_changes_name_language_and_lists_with_a_consent_each(strict):
    ada = cast.ada()
    address = f"/s/{ada.token(cast.issue())}/preferences"
    form = {
        "name": "  Ada   Lovelace ",
        "language": "de",
        "list:readers": "paused",
        "list:weekend": "unsubscribed",
    }
    response = strict.post(address, form)
    assert response.status_code == 200
    assert "Gespeichert." in text(response)
    row = models.Subscriber.objects.get(pk=ada.id)
    assert (row.name, row.language) == ("Ada Lovelace", "de")
    assert (ada.state("readers"), ada.state("weekend")) == ("paused", "unsubscribed")
    assert ada.acts()[-2:] == [("paused", "readers"), ("withdrew", "weekend")]
    strict.post(address, {"list:readers": "confirmed", "list:weekend": "confirmed"})
    assert ada.acts()[-2:] == [("resumed", "readers"), ("returned", "weekend")]


def test_saving_the_same_again_adds_nothing(strict):
    ada = cast.ada()
    address = f"/s/{ada.token(cast.issue())}/preferences"
    form = {"name": "Ada", "language": "en", "list:readers": "paused"}
    strict.post(address, form)
    before = everything()
    assert strict.post(address, form).status_code == 200
    assert everything() == before


def test_a_list_the_reader_never_was_on_can_be_joined(strict):
    bilal = cast.bilal()
    strict.post(f"/s/{bilal.token(cast.issue())}/preferences", {"list:weekend": "confirmed"})
    assert bilal.state("weekend") == "confirmed"
    assert bilal.acts()[-1] == ("confirmed", "weekend")


@pytest.mark.parametrize(
    "form",
    [
        {"list:other": "confirmed"},
        {"list:readers": "pending"},
        {"list:readers": "confirmed; DROP TABLE"},
        {"list:": "unsubscribed"},
        {"language": "xx"},
        {"language": "../../de"},
    ],
)
def test_what_was_not_offered_is_404_and_changes_nothing(strict, form):
    ada = cast.ada()
    models.MailingList.objects.create(slug="other", created_at=cast.NOW)
    token = ada.token(cast.issue())
    before = everything()
    response = strict.post(f"/s/{token}/preferences", {"name": "New", **form})
    assert response.status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    "name",
    ["Hi\r\nBcc: v@x.test", "a\x00b", "a\u2028b", "x" * 5000, "a\u202eb", "tab\there"],
)
def test_a_name_that_cannot_stand_in_a_mail_is_refused_in_words(strict, name):
    ada = cast.ada()
    token = ada.token(cast.issue())
    before = everything()
    form = {"name": name, "list:readers": "unsubscribed"}
    response = strict.post(f"/s/{token}/preferences", form)
    assert response.status_code == 400
    assert "At most 100 characters on one line" in text(response)
    assert everything() == before


@pytest.mark.parametrize("name", ["می‌خواهم", "👩‍💻 Ada", "O’Brien-Müller", ""])
def test_names_of_all_scripts_are_kept(strict, name):
    ada = cast.ada()
    strict.post(f"/s/{ada.token(cast.issue())}/preferences", {"name": name})
    assert models.Subscriber.objects.get(pk=ada.id).name == name


def test_fields_of_somebody_elses_change_nothing(strict):
    ada, bilal = cast.ada(), cast.bilal()
    token = ada.token(cast.issue())
    form = {"email": bilal.address, "address": "x@y.test", "id": bilal.id, "subscriber": bilal.id}
    strict.post(f"/s/{token}/preferences", form)
    assert bilal.state() == "confirmed"
    assert models.Subscriber.objects.get(pk=ada.id).address == ada.address


def test_json_is_not_a_form(strict):
    ada = cast.ada()
    token = ada.token(cast.issue())
    before = everything()
    body = '{"list:readers": "unsubscribed"}'
    strict.post(f"/s/{token}/preferences", body, content_type="application/json")
    assert everything() == before


def test_a_form_of_a_thousand_fields_is_refused(strict):
    ada = cast.ada()
    token = ada.token(cast.issue())
    body = "&".join(f"list:{n}=confirmed" for n in range(1500))
    response = strict.post(f"/s/{token}/preferences", body, content_type=URLENCODED)
    assert response.status_code == 400


# ------------------------------------------------------------------ links of a test copy


@pytest.mark.parametrize("page", ["view", "unsubscribe", "preferences"])
def test_the_links_of_a_test_copy_say_so_and_work_on_nobody(strict, page):
    cast.ada()
    issue = cast.issue()
    link = f"/s/{tokens.mint(cast.KEY, tokens.READER, 0, issue)}/{page}"
    before = everything()
    shown = strict.get(link)
    assert shown.status_code == 200
    assert "This was a test copy" in text(shown)
    assert strict.post(link, ONE_CLICK, content_type=URLENCODED).status_code in (200, 403)
    assert everything() == before
