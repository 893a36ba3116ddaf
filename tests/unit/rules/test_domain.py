"""SPF, DKIM and DMARC of a sending domain, judged from the records alone."""

from __future__ import annotations

from types import EllipsisType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.domain import Texts, Told, tags
from digest.model.finding import Severity
from digest.rules import domain_dkim, domain_dmarc, domain_spf
from digest.rules.domain_dkim import PublicKey
from digest.rules.domain_dmarc import Proofs

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
HOUSE = "example.org"
KEY = PublicKey("rsa", ("QUJD", "REVG"))


Said = str | list[str] | EllipsisType | None


def zone(**texts: Said) -> dict[str, Texts]:
    """By name, `_` for a dot; a text, several, None = nothing there, `...` = no answer."""
    found = {}
    for spelt, told in texts.items():
        name = spelt if "." in spelt else spelt.replace("_", ".")
        if isinstance(told, EllipsisType):
            found[name] = Texts(name, Told.SILENT)
        elif told is None:
            found[name] = Texts(name, Told.NOTHING)
        else:
            found[name] = Texts(name, Told.FOUND, (told,) if isinstance(told, str) else tuple(told))
    return found


def spf(**texts: Said) -> list[tuple[Severity, str]]:
    return [(one.severity, one.words) for one in domain_spf.judged(HOUSE, zone(**texts))]


POST = {"post_test": "v=spf1 ip4:192.0.2.0/24 -all"}
TEN = " ".join(f"a:{n}.post.test" for n in range(10))


@pytest.mark.parametrize(
    ("record", "severity", "told"),
    [
        ("v=spf1 include:post.test -all", N, "1 lookup "),
        ("V=SPF1 INCLUDE:Post.Test -ALL", N, "1 lookup "),
        (["something else", "v=spf1 mx a/24 ~all"], N, "2 lookups"),
        (f"v=spf1 {TEN} -all", N, "10 lookups"),
        ("v=spf1 -all redirect=lost.test include:lost.test", N, "0 lookups"),
        ("v=spf1 include:%{i}.lists.test -all", N, "1 lookup "),
        (None, E, "has no SPF record"),
        ("v=spf10 -all", E, "has no SPF record"),
        (["v=spf1 -all", "v=spf1 mx -all"], E, "has 2 SPF records"),
        ("v=spf1 mx +all", E, "+all lets everybody"),
        ("v=spf1 mx all", E, "+all lets everybody"),
        ("v=spf1 ipv4:192.0.2.1 -all", E, "'ipv4:192.0.2.1' is no term"),
        (f"v=spf1 mx {TEN} -all", E, "takes 11 lookups"),
        (f"v=spf1 include:post.test {TEN} -all", E, "takes 11 lookups"),
        ("v=spf1 include:lost.test -all", E, "includes lost.test, which has no SPF"),
        ("v=spf1 redirect=lost.test", E, "includes lost.test, which has no SPF"),
        ("v=spf1 include:example.org -all", E, "goes in a circle"),
        ("v=spf1 include:one.test -all", E, "goes in a circle, by one.test"),
        ("v=spf1 include:dead.test -all", W, "dead.test in it gave no answer"),
        (..., W, "gave no answer"),
    ],
)
def test_spf(record, severity, told):
    others = {
        "one_test": "v=spf1 include:two.test -all",
        "two_test": "v=spf1 include:one.test ~all",
    }
    found = spf(example_org=record, lost_test=None, dead_test=..., **POST, **others)
    assert any(one == severity and told in words for one, words in found), found
    assert all(one == severity for one, _ in found), found


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(0, 4))
def test_what_a_chain_of_includes_takes_is_the_sum_of_its_links(own, mx):
    """Link n has so many `a:` of its own and includes the next: one more each."""
    names = [HOUSE, *(f"n{n}.test" for n in range(1, len(own)))]
    found = {}
    for at, (name, count) in enumerate(zip(names, own, strict=True)):
        terms = [f"a:{n}.post.test" for n in range(count)] + ["mx"] * (mx if at == 0 else 0)
        terms += [f"include:{names[at + 1]}"] if at + 1 < len(names) else []
        found[name] = Texts(name, Told.FOUND, (" ".join(["v=spf1", *terms, "-all"]),))
    total = sum(own) + mx + len(own) - 1
    assert domain_spf.lookups(HOUSE, found) == total
    good = all(one.severity is N for one in domain_spf.judged(HOUSE, found))
    assert good == (total <= 10)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_whatever_stands_there_is_judged_and_breaks_nothing(texts):
    found = Texts(HOUSE, Told.FOUND, tuple(texts))
    place = Texts(f"_dmarc.{HOUSE}", Told.FOUND, tuple(f"v=DMARC1;{one}" for one in texts))
    assert domain_spf.judged(HOUSE, {HOUSE: found})
    assert domain_dkim.own_key(found, KEY)
    assert domain_dmarc.judged(HOUSE, {place.name: place}, Proofs(HOUSE))


@pytest.mark.parametrize(
    ("record", "authenticated", "told"),
    [
        ("v=spf1 include:sendgrid.net -all", False, [(N, "1 lookup ")]),
        ("v=spf1 mx -all", False, [(W, "does not let SendGrid")]),
        (None, False, [(W, "does not let SendGrid")]),
        (..., False, [(W, "gave no answer")]),
        ("v=spf1 mx -all", True, [(N, "its SPF counts")]),
        (None, True, [(N, "its SPF counts")]),
        ("v=spf1 +all", True, [(N, "its SPF counts"), (E, "+all")]),
    ],
)
def test_spf_with_sendgrid_stands_at_its_own_name_once_the_domain_is_authenticated(
    record, authenticated, told
):
    names = zone(example_org=record, sendgrid_net="v=spf1 ip4:192.0.2.0/24 ~all")
    found = domain_spf.of_provider(HOUSE, names, authenticated=authenticated)
    assert [one.severity for one in found] == [severity for severity, _ in told]
    assert all(words in one.words for one, (_, words) in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("texts", "severity", "told"),
    [
        (["v=DKIM1; k=rsa; p=QUJD"], N, "has the key"),
        (["p=QU JD"], N, "has the key"),
        (["v=DKIM1; p=REVG", "google-site=1"], N, "has the key"),
        (["v=DKIM1; t=y:s; p=QUJD"], W, "on trial"),
        (["v=DKIM1; p="], E, "taken back"),
        (["v=DKIM1; p=qujd"], E, "not the key"),
        (["v=DKIM1; k=ed25519; p=QUJD"], E, "not the key"),
        (["v=dkim1; p=QUJD"], E, "must say v=DKIM1"),
        (["p=QUJD", "p=REVG"], E, "2 keys"),
        ([], E, "has no key"),
        (None, W, "gave no answer"),
    ],
)
def test_the_key_under_our_selector_is_the_one_that_signs(texts, severity, told):
    name = "d._domainkey.example.org"
    silent = Texts(name, Told.SILENT)
    found = silent if texts is None else Texts(name, Told.FOUND, tuple(texts))
    remark = domain_dkim.own_key(found, KEY)
    assert remark.severity is severity
    assert told in remark.words
    assert name in remark.words
    assert bool(remark.advice) == (severity is not N)


GONE = Texts("s2._domainkey.example.org", Told.NOTHING, (), "s2.post.test")
NONE = Texts("m1._domainkey.example.org", Told.NOTHING)
GOOD = Texts("s1._domainkey.example.org", Told.FOUND, ("k=rsa; p=QUJD",), "s1.post.test")


@pytest.mark.parametrize(
    ("selectors", "plain", "severity", "told"),
    [
        ([GOOD, GOOD], NONE, N, "there"),
        ([NONE, NONE], GOOD, N, "there"),
        ([GOOD, GONE], NONE, E, "leads to s2.post.test, where nothing is"),
        ([NONE, NONE], NONE, W, "sendgrid.net alone"),
        ([Texts("s1", Told.SILENT), NONE], NONE, W, "gave no answer"),
    ],
)
def test_the_providers_selectors_lead_to_keys(selectors, plain, severity, told):
    remark = domain_dkim.providers_keys(selectors, plain)
    assert (remark.severity, told in remark.words) == (severity, True)


NEWS = "news.example.org"


def dmarc(proofs: Proofs, here: Said = None, above: Said = None) -> list[tuple[Severity, str]]:
    found: dict[str, Texts] = {}
    for name, told in ((NEWS, here), ("example.org", above)):
        place = f"_dmarc.{name}"
        found |= zone(**{place: told})
    return [(one.severity, one.words) for one in domain_dmarc.judged(NEWS, found, proofs)]


@pytest.mark.parametrize(
    ("here", "above", "told"),
    [
        ("v=DMARC1; p=reject", None, (N, "_dmarc.news.example.org: reject")),
        ("v=DMARC1;p=Quarantine", None, (N, ": quarantine")),
        ("v=DMARC1; p=none", None, (N, "without rua= nobody gets")),
        ("v=DMARC1; p=none; rua=mailto:d@example.org", None, (N, "stops nobody yet")),
        (None, "v=DMARC1; p=reject; sp=none", (N, "_dmarc.example.org: none")),
        (None, "v=DMARC1; p=reject", (N, "_dmarc.example.org: reject")),
        (None, None, (E, "has no DMARC record")),
        ("another text", None, (E, "has no DMARC record")),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], None, (E, "2 DMARC records")),
        ("v=dmarc1; p=none", None, (E, "in these capitals")),
        ("v=DMARC1", None, (E, "policy is not there")),
        ("v=DMARC1; p=monitor", None, (E, "policy is monitor")),
        (..., "v=DMARC1; p=none", (W, "gave no answer")),
        (None, ..., (W, "gave no answer")),
    ],
)
def test_the_policy_is_the_nearest_one_and_says_something(here, above, told):
    severity, words = dmarc(Proofs(NEWS), here, above)[0]
    assert severity is told[0]
    assert told[1] in words


@pytest.mark.parametrize(
    ("record", "proofs", "severity", "told"),
    [
        ("", Proofs(NEWS, NEWS), N, "by DKIM and SPF"),
        ("", Proofs("example.org"), N, "by DKIM"),
        ("", Proofs("post.example.org"), N, "by DKIM"),
        ("", Proofs("", "back.example.org"), N, "by SPF"),
        ("; adkim=s", Proofs("example.org"), E, "cannot pass"),
        ("; adkim=s", Proofs(NEWS), N, "by DKIM"),
        ("; aspf=s", Proofs("", "back.example.org"), E, "cannot pass"),
        ("", Proofs("post.test", "post.test"), E, "cannot pass"),
        ("", Proofs("badexample.org"), E, "cannot pass"),
        ("", Proofs(), E, "cannot pass"),
        ("", Proofs(known=False), W, "only if whoever takes them signs"),
    ],
)
def test_a_letter_passes_by_a_name_of_its_own_house(record, proofs, severity, told):
    found = dmarc(proofs, None, f"v=DMARC1; p=reject{record}")[-1]
    assert (found[0], told in found[1]) == (severity, True), found


def test_names_of_one_house_are_those_below_the_highest_policy():
    both = dmarc(Proofs("post.example.org"), "v=DMARC1; p=none", "v=DMARC1; p=reject")
    alone = dmarc(Proofs("post.example.org"), "v=DMARC1; p=none")
    assert (both[0][1].split(":")[0], both[1][0]) == ("_dmarc.news.example.org", N)
    assert alone[1][0] is E


def test_a_deep_name_is_asked_for_at_itself_and_up_to_three_above():
    assert domain_dmarc.places("a.b.c.d.example.org") == (
        "_dmarc.a.b.c.d.example.org",
        "_dmarc.c.d.example.org",
        "_dmarc.d.example.org",
        "_dmarc.example.org",
    )


def test_tags_are_read_with_their_blanks_and_the_first_counts():
    assert tags(" v = DKIM1 ;p= QU JD=;; x; p=no") == {"v": "DKIM1", "p": "QUJD="}
