"""Issue -> Layout, without a template in sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digest.model.edition import Variant
from digest.model.plan import Look, Pictures, SectionKind
from digest.model.story import Form, Image
from digest.press.words import words_for
from digest.rules.layout import lay_out, salutation
from digest.rules.layout_text import FSI, PDI
from tests.pages import (
    DAY,
    digest,
    editorial,
    issue,
    layout,
    picture,
    placed,
    placements,
    story,
)

LEAD = SectionKind.LEAD


def card(what, **changes):
    """The only card of a page with one top story."""
    return layout((placed(what, **changes),)).blocks[0].cards[0]


def test_the_first_lead_placement_becomes_the_lead_and_stands_in_no_block():
    page = layout()
    assert page.lead is not None
    assert page.lead.title.words.startswith("Harbour council")
    assert [block.kind for block in page.blocks] == ["top", "news", "editorials", "also"]


def test_stories_are_numbered_in_printed_order():
    assert [card.number for card in layout().cards] == list(range(1, 14))


def test_a_page_without_a_lead_has_none():
    page = layout((placed(story(1)),))
    assert page.lead is None
    assert page.blocks[0].cards[0].number == 1


def test_a_section_of_one_language_is_printed_only_in_that_variant():
    chosen = (placed(story(0)), placed(story(1, language="ur"), "urdu", SectionKind.NEWS))
    assert [block.slug for block in layout(chosen, "en").blocks] == ["top"]
    assert [block.slug for block in layout(chosen, "ur").blocks] == ["top", "urdu"]


def test_a_reader_who_chose_sections_gets_lead_top_and_those():
    page = lay_out(issue(), digest(), Variant("en", ("world",)), words=words_for("en"))
    assert page.lead is not None
    assert [block.slug for block in page.blocks] == ["top", "world"]


def test_every_text_carries_its_own_language_and_direction():
    page = layout(placements(8, "ur"), "ur")
    views = next(block for block in page.blocks if block.kind is SectionKind.EDITORIALS)
    assert (page.direction, page.lead.title.language, page.lead.title.direction) == (
        "rtl",
        "ur",
        "rtl",
    )
    assert (views.cards[0].title.language, views.cards[0].title.direction) == ("en", "ltr")
    assert (views.heading.language, views.heading.direction) == ("ur", "rtl")


def test_the_small_print_of_a_story_runs_with_the_story():
    page = layout((placed(story(0)), placed(story(1, language="ur"))), "ur")
    english, urdu = page.blocks[0].cards
    assert english.meta.words.startswith("By Ada Lindqvist")
    assert (english.meta.language, english.meta.direction) == ("en", "ltr")
    assert urdu.meta.words.startswith("تحریر")


def test_a_language_of_the_same_direction_is_spoken_of_in_the_page_s_own_words():
    assert card(story(0, language="fr")).meta.words.startswith("By Ada Lindqvist")


def test_a_digest_of_one_paper_does_not_name_it_at_every_story():
    of = digest(sources=digest().sources[:1])
    meta = layout((placed(story(0, authors=("Ada",), words=0)),), of=of).blocks[0].cards[0].meta
    assert meta.words == "By Ada\u00a0· 05:10"


def test_a_kicker_does_not_repeat_its_section_s_heading():
    assert card(story(0, section="top STORIES")).kicker is None
    assert card(story(0, section="City")).kicker.words == "City"


@pytest.mark.parametrize(("words", "shown"), [(90, None), (330, None), (360, "2"), (1200, "5")])
def test_reading_time_is_told_where_there_is_something_to_plan(words, shown):
    meta = card(story(0, words=words)).meta.words
    assert (f"{shown}\u00a0min\u00a0read" in meta) if shown else ("min" not in meta)


@pytest.mark.parametrize(
    ("credit", "shown"),
    [
        ("Lena Fofana", "Photo: Lena Fofana"),
        ("Illustration: The Harbour Herald", "Illustration: The Harbour Herald"),
        ("© Lena Fofana", "© Lena Fofana"),
        ("", None),
    ],
)
def test_a_credit_says_once_what_it_is(credit, shown):
    page = layout((placed(story(0, image=replace(picture(), credit=credit)), "lead", LEAD),))
    assert (page.lead.picture.credit and page.lead.picture.credit.words) == shown


@pytest.mark.parametrize(
    ("pictures", "lead", "row"),
    [(Pictures.ALL, True, True), (Pictures.LEAD, True, False), (Pictures.NONE, False, False)],
)
def test_a_newsroom_says_which_pictures_are_shown(pictures, lead, row):
    of = digest(look=Look(pictures=pictures))
    page = layout((placed(story(0), "lead", LEAD), placed(story(3))), of=of)
    assert bool(page.lead.picture) is lead
    assert bool(page.blocks[0].cards[0].picture) is row


@pytest.mark.parametrize(
    ("caption", "credit", "shown"),
    [
        ("At the quay", "Lena Fofana", "At the quay."),
        ("At the quay", "", "At the quay"),
        ("At the quay!", "Lena Fofana", "At the quay!"),
        ("“At the quay.”", "Lena Fofana", "“At the quay.”"),
        ("گھاٹ پر", "Lena Fofana", "گھاٹ پر۔"),
    ],
)
def test_a_caption_is_a_sentence_where_a_credit_follows(caption, credit, shown):
    image = replace(picture(), caption=caption, credit=credit)
    page = layout((placed(story(0, language="ur", image=image), "lead", LEAD),), "ur")
    assert page.lead.picture.caption.words == shown


def test_a_language_without_words_is_printed_with_english_chrome_that_says_so():
    page = lay_out(issue(), digest(), Variant("sv"), words=words_for("sv"))
    assert (page.language, page.greeting.language) == ("sv", "en")


def test_a_story_without_an_address_has_no_link_and_a_lead_prints_its_text():
    lead = story(0, url="", dateline="SAINT BRANNOCK")
    page = layout((placed(lead, "lead", SectionKind.LEAD),))
    assert page.lead.url == ""
    assert len(page.lead.paragraphs) == 3
    assert page.lead.paragraphs[0].words.startswith("SAINT BRANNOCK: ")


def test_a_lead_printed_in_full_stops_at_a_whole_paragraph():
    body = "\n\n".join(["word " * 400] * 5)
    page = layout((placed(story(0, url="", body=body), "lead", SectionKind.LEAD),))
    assert len(page.lead.paragraphs) == 2


def test_an_address_that_is_not_the_web_is_not_printed():
    assert card(story(0, url="javascript:alert(1)")).url == ""


@pytest.mark.parametrize(
    ("published", "kind", "shown"),
    [
        (None, SectionKind.TOP, ""),
        (datetime(2026, 11, 25, 4, 10, tzinfo=UTC), SectionKind.TOP, "05:10"),
        (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), SectionKind.TOP, "23:30"),
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), SectionKind.TOP, "Yesterday"),
        (DAY, SectionKind.TOP, ""),
        (DAY, SectionKind.EDITORIALS, "25 November"),
        (DAY - timedelta(days=1), SectionKind.EDITORIALS, "Yesterday"),
        (date(2026, 11, 3), SectionKind.TOP, "3 November"),
        (date(2025, 11, 3), SectionKind.TOP, "3 November 2025"),
    ],
)
def test_a_date_is_shown_as_a_reader_would_say_it(published, kind, shown):
    if published and isinstance(published, datetime) and shown == "23:30":
        shown = "Yesterday"  # half past eleven in Oslo, the evening before
    meta = card(story(0, published=published, authors=(), words=0), kind=kind).meta
    assert [part.strip() for part in meta.words.split("·")][1:] == ([shown] if shown else [])


def test_an_undated_nameless_story_of_no_paper_has_no_line_at_all():
    bare = {"authors": (), "published": None, "words": 0}
    assert card(story(0, source="gone", url="", **bare)).meta is None
    assert card(story(0, source="", **bare)).meta is None


@pytest.mark.parametrize(
    ("url", "paper"),
    [
        ("https://www.elsewhere.example.org/scoop", "elsewhere.example.org"),
        ("https://wire.example.org/scoop", "Northern Wire"),
    ],
)
def test_a_story_from_outside_the_sources_names_its_paper(url, paper):
    known = card(story(0, source="given-1", url=url, authors=(), published=None, words=0))
    assert known.meta.words == paper


def test_marks_are_translated_and_an_editor_is_quoted():
    assert card(editorial(1)).note.words == "Updated"
    assert card(story(0), note="from yesterday").note.words == "From yesterday"
    assert card(story(0), note="Corrected at noon").note.words == "Corrected at noon"
    assert card(story(0)).note is None


def test_a_mark_that_says_yesterday_is_not_followed_by_yesterday():
    yesterday = story(0, published=DAY - timedelta(days=1), authors=())
    made = card(yesterday, kind=SectionKind.EDITORIALS, note="from yesterday")
    assert made.note.words == "From yesterday"
    assert "Yesterday" not in made.meta.words


def test_several_authors_are_joined_as_people_speak():
    meta = card(story(0, authors=("Ada", "Ben", "Cleo")), kind=SectionKind.TOP).meta
    assert meta.words.startswith("By Ada, Ben and Cleo")


def test_a_name_of_the_other_direction_stands_in_an_isolate():
    meta = card(story(0, authors=("عائشہ بلوچ",))).meta
    assert f"{FSI}عائشہ بلوچ{PDI}" in meta.words


def test_other_papers_are_named():
    assert card(story(0), also=("Northern Wire", "The Leader")).also.words == (
        "Also in Northern Wire, The Leader"
    )


def test_a_bare_link_has_title_and_paper_only():
    bare = card(story(0), kind=SectionKind.ALSO)
    assert (bare.summary, bare.kicker, bare.picture) == (None, None, None)
    assert bare.meta.words.startswith("The Harbour Herald")


def test_the_first_paragraph_stands_in_for_a_missing_teaser():
    assert card(story(0, teaser="", body="First.\n\nSecond.")).summary.words == "First."


def test_a_teaser_that_repeats_the_headline_is_left_out():
    assert card(story(0, teaser=story(0).title)).summary is None


def test_a_long_teaser_is_cut_at_a_word():
    summary = card(story(0, teaser="ferry " * 100)).summary.words
    assert len(summary) <= 220
    assert summary.endswith("ferry…")


def test_a_picture_without_alt_takes_caption_then_headline_never_a_file_name():
    no_alt = replace(picture(), alt="DSC_0042.JPG")
    assert card(story(0, image=no_alt)).picture.alt.words.startswith("The Saint Brannock")
    bare = replace(no_alt, caption="")
    assert card(story(0, image=bare)).picture.alt.words == story(0).title


def test_no_picture_is_no_picture():
    assert card(story(0, image=None)).picture is None
    assert card(story(0, image=Image("data:image/png;base64,AAAA"))).picture is None


def test_a_form_of_opinion_shows_no_thumbnail():
    assert card(story(0, form=Form.OPINION), kind=SectionKind.OPINION).picture is None


def test_the_lead_has_caption_and_credit_apart():
    shown = layout().lead.picture
    assert (shown.width, shown.height) == (600, 338)
    assert shown.caption.words.startswith("The Saint Brannock")
    assert shown.credit.words == "Photo: Lena Fofana"


def test_the_subject_is_the_issue_s_own_in_the_digest_s_language_only():
    assert layout().subject.words == "The ferry is back, and so are the night trains"
    assert "فیری" in layout(placements(8, "ur"), "ur").subject.words


def test_an_empty_subject_is_made_of_title_and_first_headline():
    page = lay_out(issue(subject=""), digest(), Variant("en"), words=words_for("en"))
    assert page.subject.words.startswith("The Morning Ledger: Harbour council")
    assert len(page.subject.words) <= 70


def test_a_digest_s_name_is_the_page_s_language_s_own():
    named = digest(titles={"ur": "صبح کی بہی"})
    page = layout(placements(8, "ur"), "ur", named)
    assert (page.masthead.title.words, page.masthead.title.direction) == ("صبح کی بہی", "rtl")
    assert page.subject.words.startswith("صبح کی بہی: بندرگاہ")
    assert "صبح کی بہی" in page.footer.why.words
    assert "Ledger" not in page.subject.words + page.footer.why.words
    assert layout(of=named).masthead.title.words == "The Morning Ledger"
    assert layout(placements(8, "ur"), "ur").masthead.title.words == "The Morning Ledger"


def test_a_hostile_subject_is_one_line_without_controls():
    page = lay_out(
        issue(subject="Hi\r\nBcc: v@x\u2028\x00" + "y" * 5000),
        digest(),
        Variant("en"),
        words=words_for("en"),
    )
    assert page.subject.words.startswith("Hi Bcc: v@x")
    assert len(page.subject.words) <= 150


def test_a_short_preheader_is_filled_up_with_headlines():
    page = lay_out(issue(preheader="Soup."), digest(), Variant("en"), words=words_for("en"))
    assert page.preheader.words.startswith("Soup. · Teachers and ministry")
    assert 40 <= len(page.preheader.words) <= 110


@pytest.mark.parametrize(
    ("hour", "words"), [(5, "Good morning"), (12, "Good afternoon"), (18, "Good evening")]
)
def test_the_greeting_follows_the_hour_of_the_digest_s_zone(hour, words):
    made = issue()
    due = datetime(2026, 11, 25, hour, 0, tzinfo=UTC)
    made = replace(made, occurrence=replace(made.occurrence, due_at=due))
    assert lay_out(made, digest(), Variant("en"), words=words_for("en")).greeting.words == words


def test_the_salutation_brings_its_comma_or_is_empty():
    assert salutation("Ada", "en") == f", {FSI}Ada{PDI}"
    assert salutation("Ada", "ur-PK") == f"، {FSI}Ada{PDI}"
    assert salutation(" \r\n\u202e", "en") == ""
    assert len(salutation("x" * 500, "en")) < 70


def test_the_summary_counts_stories_and_editorials():
    assert layout().summary.words == "Today for you: 10 stories and 3 editorials."
    assert layout((placed(story(0)),)).summary.words == "Today for you: one story."
    only = layout((placed(editorial(0), "views", SectionKind.EDITORIALS),))
    assert only.summary.words == "Today for you: one editorial."


def test_a_section_without_a_plan_keeps_its_stories_under_the_word_for_its_kind():
    page = layout((placed(story(0), "lost", SectionKind.NEWS),))
    assert page.blocks[0].heading.words == "News"


def test_a_logo_keeps_its_proportions_and_the_title_as_its_name():
    look = Look(logo="https://news.example.org/logo.png", logo_width=840, logo_height=192)
    logo = layout(of=digest(look=look)).masthead.logo
    assert (logo.width, logo.height, logo.alt.words) == (280, 64, "The Morning Ledger")


def test_the_newsroom_s_own_footer_is_printed_in_the_reader_s_language():
    look = Look(footer={"en": "Printed on the quay.", "ur": "گھاٹ پر چھپا۔"})
    assert layout(of=digest(look=look)).footer.own.words == "Printed on the quay."
    assert layout(language="ur", of=digest(look=look)).footer.own.direction == "rtl"


def test_a_piece_of_yesterday_that_its_paper_updated_says_both():
    views = SectionKind.EDITORIALS
    both = placed(editorial(1, published=DAY - timedelta(days=1)), "views", views, note="yesterday")
    (marked,) = layout((both,)).blocks[0].cards
    assert marked.note.words == "From yesterday\u00a0· Updated"
    once = placed(editorial(1), "views", views, note="updated")
    assert layout((once,)).blocks[0].cards[0].note.words == "Updated"
