"""The editor's own word, above the stories, in every design, language and part."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from digest.press.lint import lint_message
from tests.letters import TOKEN, dressed, letter, parts, press
from tests.pages import NONCE, SITE, digest, layout, placements

DESIGNS = ("brief", "paper", "alert")
ENGLISH = "No brief on Thursday: the presses rest.\n\nWe are back on Friday, at six as always."
URDU = "جمعرات کو شمارہ نہیں آئے گا۔\n\nہم جمعے کو چھ بجے واپس آئیں گے۔"
WORDS = {"en": (ENGLISH, "From the editor", "left"), "ur": (URDU, "مدیر کی طرف سے", "right")}


def noted(design: str, language: str, note: str, stories: int = 8):
    of = dressed(design)
    page = layout(placements(stories, language), language, of, note)
    return press().set_page(page, of, nonce=NONCE)


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("design", DESIGNS)
def test_a_note_stands_above_the_stories_in_both_parts(design, language):
    note, label, side = WORDS[language]
    made = noted(design, language, note)
    text, html = parts(letter(made))
    tree = lxml_html.document_fromstring(html)
    (cell,) = tree.xpath(f"//td[p[normalize-space()='{label}']]")
    assert (cell.get("align"), cell.get("lang")) == (side, language)
    assert [p.text for p in cell.findall("p")][1:] == note.split("\n\n")
    headline = next(iter(placements(8, language))).story.title
    told = " ".join(text.split())
    assert told.index(label) < told.index(note.split("\n\n")[1]) < told.index(headline[:30])
    assert html.index(label) < html.index(headline[:20], html.index("<h1"))
    assert lint_message(letter(made), site=SITE, secrets=(TOKEN,)) == ()


@pytest.mark.parametrize("design", DESIGNS)
def test_without_a_note_nothing_is_said_of_an_editor(design):
    made = noted(design, "en", " \n\n ")
    assert "From the editor" not in made.html + made.text


def test_a_note_in_the_other_direction_keeps_its_own():
    made = noted("brief", "ur", ENGLISH)
    tree = lxml_html.document_fromstring(made.html)
    (word,) = tree.xpath("//p[contains(., 'presses rest')]")
    assert (word.get("lang"), word.get("dir"), word.get("align")) == ("en", "ltr", "left")


def test_the_archive_prints_the_note_and_a_shortened_mail_keeps_it():
    page = layout(placements(70), note=ENGLISH)
    assert "the presses rest" in press().web_page(page, digest())
    made = press().set_page(page, digest(), nonce=NONCE)
    assert made.steps
    assert "the presses rest" in made.html
    assert "the presses rest" in made.text
