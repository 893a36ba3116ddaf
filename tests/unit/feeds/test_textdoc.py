"""Text documents: a story and the editorials of the day, whatever is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.parsed import NotATextDocument, ParsedDocument
from digest.feeds.textdoc import parse_text_document, read_text_document

STORY = """Mayor Ruth Okafor opens the pier on Monday. – Photo by AP

PORT ELSE: The ferry line opens in June, the mayor said.

Two boats will run.
"""
EDITORIALS = """
Opinion

Editorial

A pier at last
Updated 3 Feb, 2026

A pier at last

It took eleven years.
The tide’s price
2 Feb, 2026

The tide’s price

FISHERMEN have waited — long enough ...
"""


def check(found: ParsedDocument) -> None:
    assert found.caption == "Mayor Ruth Okafor opens the pier on Monday."
    assert (found.credit, found.dateline) == ("AP", "PORT ELSE")
    assert found.paragraphs == (
        "The ferry line opens in June, the mayor said.",
        "Two boats will run.",
    )
    assert found.published is None
    first, second = found.editorials
    assert (first.title, first.date, first.updated) == ("A pier at last", date(2026, 2, 3), True)
    assert first.teaser == "It took eleven years."
    assert (second.title, second.date, second.updated) == (
        "The tide’s price",
        date(2026, 2, 2),
        False,
    )
    assert second.teaser == "FISHERMEN have waited — long enough ..."


def test_story_and_editorials_are_told_apart_and_the_story_stays_undated() -> None:
    check(parse_text_document(STORY + EDITORIALS))


@pytest.mark.parametrize(
    "text",
    [
        (STORY + EDITORIALS).replace("\n", "\r\n"),
        (STORY + EDITORIALS).replace("\n", "\r"),
        "\ufeff" + STORY + EDITORIALS,
        "\n\n" + (STORY + EDITORIALS).replace("\n\n", "\n\n\n\n") + "\n\n",
        (STORY + EDITORIALS).replace("\n", "  \n"),
        (STORY + EDITORIALS).replace("Opinion\n\nEditorial\n", "EDITORIALS\n"),
        (STORY + EDITORIALS).replace("Opinion\n\nEditorial\n", "Columns:\n"),
        STORY + EDITORIALS + "\nA footer after a blank line\n",
    ],
    ids=["CRLF", "CR", "BOM", "blank lines", "trailing blanks", "Editorials", "Columns", "footer"],
)
def test_other_spellings_of_the_same_document_are_read_alike(text: str) -> None:
    check(parse_text_document(text))


@pytest.mark.parametrize(
    ("paragraph", "caption", "credit"),
    [
        ("A view. – Photo by AP", "A view.", "AP"),
        ("A view. — Photo by Ann Lee/AP", "A view.", "Ann Lee/AP"),
        ("A view. Photo: Ann Lee", "A view.", "Ann Lee"),
        ("A view. (Photo: Ann Lee)", "A view.", "Ann Lee"),
        ("A view. Photo courtesy of the Port", "A view.", "the Port"),
        ("A view. Credit: Ann Lee", "A view.", "Ann Lee"),
        ("A view.— Reuters/File", "A view.", "Reuters/File"),
        ("A view — AFP", "A view", "AFP"),
        ("A view. (AP Photo/Ann Lee)", "A view.", "AP Photo/Ann Lee"),
        ("A view. (Reuters)", "A view.", "Reuters"),
    ],
)
def test_the_credit_is_taken_off_the_caption(paragraph: str, caption: str, credit: str) -> None:
    found = parse_text_document(f"{paragraph}\n\nLONDON: Text.\n\nMore.")
    assert (found.caption, found.credit) == (caption, credit)
    assert found.paragraphs == ("Text.", "More.")


@pytest.mark.parametrize(
    ("paragraph", "place", "text"),
    [
        ("ISLAMABAD: Text.", "ISLAMABAD", "Text."),
        ("NEW YORK/LONDON: Text.", "NEW YORK/LONDON", "Text."),
        ("WASHINGTON (AP) — Text.", "WASHINGTON", "Text."),
        ("LONDON, April 5 (Reuters) - Text.", "LONDON", "Text."),
        ("DERA ISMAIL KHAN: Text.", "DERA ISMAIL KHAN", "Text."),
        ("UPDATE: Text.", None, "UPDATE: Text."),
        ("He said: Text.", None, "He said: Text."),
        ("The UN: Text.", None, "The UN: Text."),
        ("Plain text.", None, "Plain text."),
    ],
)
def test_the_dateline_is_taken_off_the_first_paragraph(
    paragraph: str, place: str | None, text: str
) -> None:
    found = parse_text_document(f"{paragraph}\n\nMore.")
    assert (found.dateline, found.paragraphs[0]) == (place, text)


def test_parts_may_be_missing() -> None:
    assert parse_text_document("One paragraph.").paragraphs == ("One paragraph.",)
    assert parse_text_document(STORY).editorials == ()
    alone = parse_text_document(EDITORIALS)
    assert (alone.paragraphs, len(alone.editorials)) == ((), 2)
    assert parse_text_document("Text.\n\nEditorial\n").paragraphs == ("Text.",)
    undated = parse_text_document("Opinion\n\nOne\n\nOne\n\nTeaser.\nTwo\n\nTwo\n\nTeaser too.")
    assert [(one.title, one.date, one.teaser) for one in undated.editorials] == [
        ("One", None, "Teaser."),
        ("Two", None, "Teaser too."),
    ]


def test_a_title_that_is_not_repeated_is_read_inside_the_opinion_part() -> None:
    found = parse_text_document(
        "Text.\n\nOpinion\n\nOne\n3 Feb, 2026\nTeaser.\nTwo\n2 Feb, 2026\nTeaser too."
    )
    assert [one.teaser for one in found.editorials] == ["Teaser.", "Teaser too."]


def test_the_storys_own_date_is_taken_only_where_a_line_says_published() -> None:
    said = parse_text_document(f"Ferry line opens\n\nPublished 4 Oct, 2012\n\n{STORY}{EDITORIALS}")
    assert (said.title, said.published) == ("Ferry line opens", date(2012, 10, 4))
    assert said.dateline == "PORT ELSE"
    assert parse_text_document("It was published on 4 Oct, 2012 by the paper.").published is None


def test_wrapped_lines_are_one_paragraph() -> None:
    found = parse_text_document("LONDON: Text goes\non here.\n\nMore.")
    assert found.paragraphs == ("Text goes on here.", "More.")


def test_old_text_in_windows_1252_is_read() -> None:
    assert read_text_document("It’s a “start” – now.".encode("cp1252")).paragraphs == (
        "It’s a “start” – now.",
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(256)) * 10, "binary"),
        (b"Opinion\n\nEditorial\n", "no paragraph"),
        (b"x" * 1_000_001, "longer than"),
        (b"x\n\n" * 20_000, "longer than"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_text_document_is_said_in_words(body: bytes, words: str) -> None:
    with pytest.raises(NotATextDocument, match=words) as caught:
        read_text_document(body)
    assert caught.value.permanent


@given(st.text(alphabet="Aa b\n.,:–0123Feb2026Opinion()", max_size=400))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    try:
        found = parse_text_document(text)
    except NotATextDocument:
        return
    assert all(found.paragraphs)


def test_the_page_this_form_was_taken_from(shared: Path) -> None:
    (seed,) = (shared / "seeds").glob("000_*.txt")
    found = read_text_document(seed.read_bytes())
    assert (found.credit, found.dateline, len(found.paragraphs)) == ("AP", "ISLAMABAD", 17)
    assert found.caption is not None
    assert found.caption.endswith("in Islamabad on Thursday.")
    assert found.published is None
    assert [one.updated for one in found.editorials] == [True, False, False, True, False, False]
    assert [one.date for one in found.editorials] == [date(2024, 4, 23)] * 3 + [
        date(2024, 4, 22)
    ] * 3
    assert found.editorials[4].title == "Raisi’s visit"
    assert found.editorials[4].teaser.endswith("visiting the country ...")
    assert all(one.teaser for one in found.editorials)
