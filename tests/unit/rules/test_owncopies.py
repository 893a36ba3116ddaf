"""Own copies: which are wanted, how large, by which names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.finding import Severity
from digest.model.owncopy import NoCopy, OwnCopy
from digest.model.plan import Pictures, SectionKind
from digest.model.story import Image
from digest.rules.layout_links import shown_size
from digest.rules.owncopies import copy_size, is_media_name, wanted, with_copies, without_copy
from tests.pages import digest, issue, layout, placed, story

LEAD, ROW = (600, 420), (140, 140)
HASH = "0123456789abcdef" * 4
SITE = "https://news.example.org"
PIXELS = st.integers(1, 20_000)


def pictured(number: int, url: str, width: int | None = 960, height: int | None = 540):
    return replace(story(number), image=Image(url, width=width, height=height))


@pytest.mark.parametrize(
    ("size", "room", "copy"),
    [
        ((2400, 1350), LEAD, (1200, 676)),
        ((1200, 675), LEAD, (1200, 675)),
        ((960, 540), LEAD, (960, 540)),
        ((960, 540), ROW, (280, 158)),
        ((540, 960), ROW, (158, 280)),
        ((100, 100), ROW, (100, 100)),
        ((1000, 3000), LEAD, (280, 840)),
    ],
)
def test_a_copy_has_twice_the_pixels_that_are_shown_and_never_more_than_there_are(size, room, copy):
    assert copy_size(*size, room) == copy


@given(PIXELS, PIXELS, st.sampled_from([LEAD, ROW]))
def test_a_copy_of_any_picture_is_no_larger_than_it_and_no_larger_than_twice_its_room(
    width, height, room
):
    across, down = copy_size(width, height, room)
    assert 1 <= across <= width
    assert 1 <= down <= height
    if (across, down) != (width, height):
        shown = shown_size(width, height, room)
        assert across == 2 * shown[0]
        assert down <= 2 * shown[1]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        (f"{HASH}.jpg", True),
        (f"{HASH}.png", True),
        (f"{HASH}.gif", False),
        (f"{HASH}.jpg\n", False),
        (f"{HASH.upper()}.jpg", False),
        (f"{HASH[1:]}.jpg", False),
        (f"../{HASH}.jpg", False),
        (HASH, False),
        ("", False),
    ],
)
def test_a_name_is_a_hash_and_a_kind(name, ours):
    assert is_media_name(name) is ours


def test_each_printed_picture_is_wanted_once_in_the_largest_room_it_has():
    same = "https://paper.example.org/a.jpg"
    chosen = (
        placed(pictured(1, "https://paper.example.org/b.jpg")),
        placed(pictured(2, same)),
        placed(pictured(0, same), "lead", SectionKind.LEAD),
    )
    pages = [layout(chosen, "en"), layout(chosen, "ur")]
    assert {one.url: one.room for one in wanted(pages)} == {
        same: LEAD,
        "https://paper.example.org/b.jpg": ROW,
    }
    assert len(wanted(pages)) == 2


def test_what_the_newsroom_does_not_show_is_not_wanted():
    chosen = (placed(pictured(1, "https://paper.example.org/b.jpg")),)
    house = digest()
    bare = replace(house, look=replace(house.look, pictures=Pictures.NONE))
    assert wanted([layout(chosen, of=bare)]) == ()


def test_a_copy_is_printed_from_our_address_in_the_proportions_of_the_picture_itself():
    """Whatever the feed said of its size."""
    url = "https://paper.example.org/a.jpg"
    before = issue((placed(pictured(1, url, 640, 640)),))
    after = with_copies(before, {url: OwnCopy(f"{HASH}.jpg", 1000, 500)}, f"{SITE}/")
    image = after.choice.placements[0].story.image
    assert image == Image(f"{SITE}/media/{HASH}.jpg", width=1000, height=500)
    shown = layout(after.choice.placements).blocks[0].cards[0].picture
    assert shown is not None
    assert (shown.width, shown.height) == (140, 70)


def test_without_a_copy_a_picture_stays_where_it_is_only_when_its_size_is_known():
    known, unknown = "https://paper.example.org/a.jpg", "https://paper.example.org/b.jpg"
    before = issue((placed(pictured(1, known)), placed(pictured(2, unknown, None, None))))
    made = {known: NoCopy("it is gone"), unknown: NoCopy("it is text")}
    images = [place.story.image for place in with_copies(before, made, SITE).choice.placements]
    assert images == [Image(known, width=960, height=540), None]
    first, second = without_copy(before, made)
    assert {first.severity, second.severity} == {Severity.WARNING}
    assert (first.where, second.where) == (known, unknown)
    assert "shown from its paper's address: it is gone" in first.words
    assert "left out: it is text" in second.words


def test_a_picture_nobody_asked_for_stays_as_it_is():
    before = issue((placed(pictured(1, "https://paper.example.org/a.jpg")),))
    assert with_copies(before, {}, SITE) == before
