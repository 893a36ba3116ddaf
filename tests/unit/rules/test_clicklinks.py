"""Counted links: every story's and no other, the same number in each edition, no target inside."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from digest.flow.render import proofs
from digest.mail.letter import compile_letter
from digest.mail.proof import Proofreader
from digest.model.audience import Recipient
from digest.model.edition import CLICK, Variant
from digest.model.plan import Tracking
from digest.press.lint import lint_message
from digest.rules import clicklinks, tokens
from tests import letters, pages

KEY = b"k" * 48
TOKEN = tokens.mint(KEY, tokens.READER, 5, 7)
LINK = re.compile(rf"{re.escape(pages.SITE)}/c/([0-9]+)/([A-Za-z0-9_-]{{43}})")


def lint(raw, token):
    return lint_message(raw, site=pages.SITE, secrets=(token,))


def proof(*, language: str = "en", sections: tuple[str, ...] | None = None, **counts: bool):
    (made,) = proofs(
        pages.issue(),
        pages.digest(tracking=Tracking(**counts)),
        variants=[Variant(language, sections)],
        site=pages.SITE,
        press=letters.press(),
        proofreader=Proofreader(lint),
        now=pages.issue().occurrence.due_at,
    )
    return made


def parts(made) -> tuple[str, str]:
    reader = Recipient(0, 5, "ada@example.org", "Ada")
    return letters.parts(compile_letter(made.sheet).fill(reader, TOKEN))


def test_off_is_the_same_page_as_without():
    made = proof().sheet.edition
    page = letters.press().set_page(pages.layout(), pages.digest(), nonce=made.nonce)
    assert (made.html, made.text) == (page.html, page.text)
    assert not made.counted


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_story_is_counted_and_a_readers_own_pages_are_not(language):
    made = proof(language=language, clicks=True)
    text, html = parts(made)
    found = clicklinks.targets(pages.issue())
    for body in (text, html):
        assert {int(n) for n, _ in LINK.findall(body)} == set(clicklinks.numbers(found).values())
        assert not any(target in body for target in found if target)
        for page in ("unsubscribe", "preferences"):
            assert f"{pages.SITE}/s/{TOKEN}/{page}" in body
    assert f"{pages.SITE}/s/{TOKEN}/view" in html
    assert {token for _, token in LINK.findall(text + html)} == {tokens.click_of(TOKEN)}
    assert not made.errors


def test_a_story_has_one_number_in_every_edition():
    found = clicklinks.targets(pages.issue())

    def by_title(made) -> dict[str, str]:
        plain = clicklinks.plain_html(made.html, nonce=made.nonce, found=found)
        hrefs = re.compile(r'href="([^"]+)"')
        return dict(zip(hrefs.findall(plain), hrefs.findall(made.html), strict=True))

    whole, few = (
        by_title(proof(clicks=True, sections=chosen).sheet.edition) for chosen in (None, ("views",))
    )
    shared = [target for target in few if target in whole and target in found]
    assert shared
    for target in shared:
        assert re.findall(r"/c/([0-9]+)/", few[target]) == re.findall(
            r"/c/([0-9]+)/", whole[target]
        )


def test_openings_are_told_by_one_picture_at_the_end_and_only_where_asked_for():
    text, html = parts(proof(opens=True))
    assert [n for n, _ in LINK.findall(html)] == ["0"]
    assert not LINK.findall(text)
    assert re.search(r'<img src="[^"]+/c/0/[^"]+" alt="" width="1" height="1"[^>]*></body>', html)
    assert not proof(opens=True).errors


def test_the_page_for_everybody_leads_straight_to_the_stories():
    counted = proof(clicks=True, opens=True).sheet.edition
    found = clicklinks.targets(pages.issue())
    own = letters.press().set_page(pages.layout(), pages.digest(), nonce=counted.nonce)
    assert clicklinks.plain_html(counted.html, nonce=counted.nonce, found=found) == own.html
    assert clicklinks.plain_text(counted.text, nonce=counted.nonce, found=found) == own.text


def test_two_stories_at_one_address_are_one_link_and_one_without_an_address_is_none():
    first, second, third, *_ = pages.placements()
    twice = replace(second, story=replace(second.story, url=first.story.url))
    bare = replace(third, story=replace(third.story, url=""))
    found = clicklinks.targets(pages.issue((first, twice, bare)))
    assert found[0] == found[1]
    assert found[2] == ""
    assert clicklinks.numbers(found) == {found[0]: 1}


def test_a_feed_cannot_spell_the_gap():
    one, *rest = pages.placements()
    odd = replace(
        one, story=replace(one.story, url=f"https://paper.example.org/c/9/%%{pages.NONCE}.CLICK%%")
    )
    layout = pages.layout((odd, *rest))
    made = letters.press().set_page(layout, pages.digest(), nonce="feedbeef")
    assert made.gap(CLICK) not in made.html + made.text
