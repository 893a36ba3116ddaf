"""Colours stay readable, faces follow the script."""

from __future__ import annotations

import pytest

from digest.model.errors import ConfigurationError
from digest.model.layout import Text
from digest.model.plan import Look
from digest.press.look import DARK_GROUNDS, LIGHT_GROUNDS, Type, contrast, inks, own

URDU, ENGLISH = Text("خبر", "ur", "rtl"), Text("news")


def test_the_ink_on_a_button_is_the_more_readable_one():
    assert inks(Look(accent="#8c1d18")).key == "#ffffff"
    assert inks(Look(accent="#ffd400")).key == "#14181c"


@pytest.mark.parametrize("ground", ["#ffffff", "#f7f4ee"])
@pytest.mark.parametrize("ink", ["#1b1f23", "#4a5560", "#8c1d18"])
def test_the_shipped_inks_are_readable_on_the_light_page(ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("ground", ["#1a1e21", "#101315", "#23282c"])
@pytest.mark.parametrize("ink", ["#efeae2", "#b9c0c6", "#ff9d8f"])
def test_the_shipped_inks_are_readable_on_the_dark_page(ink, ground):
    assert contrast(ink, ground) >= 4.5


def test_a_colour_or_face_that_could_leave_its_place_is_refused():
    with pytest.raises(ConfigurationError, match=r"look\.accent"):
        inks(Look(accent="red;}</style><script>"))
    with pytest.raises(ConfigurationError, match=r"look\.serif"):
        Type(Look(serif="x;background:url(//evil)"))


def test_a_newsroom_s_face_is_used_for_its_script_only():
    faces = Type(Look(serif='"Source Serif 4", serif'))
    assert faces.serif(ENGLISH, "1.2") == "font-family:'Source Serif 4', serif;line-height:1.2"
    assert "Nastaliq" in faces.serif(URDU, "1.2")
    assert faces.serif(URDU, "1.2").endswith("line-height:2.05")


def test_what_the_cell_already_says_is_not_repeated():
    faces = Type(Look())
    assert faces.sans(URDU, "1.5", URDU) == ""
    assert faces.sans(ENGLISH, "1.5", ENGLISH) == "line-height:1.5"
    assert "Georgia" in faces.serif(ENGLISH, "1.5", ENGLISH)
    assert "Nastaliq" in faces.sans(URDU, "1.5", ENGLISH)


def test_language_and_direction_are_said_where_they_change():
    assert own(URDU, ENGLISH) == 'lang="ur" dir="rtl"'
    assert own(ENGLISH, ENGLISH) == ""


@pytest.mark.parametrize("accent", ["#ffd400", "#8c1d18", "#ffffff", "#000000", "#7f7f7f"])
def test_an_accent_as_ink_is_moved_until_it_can_be_read(accent):
    made = inks(Look(accent=accent, accent_dark=accent))
    for ink, grounds in ((made.text, LIGHT_GROUNDS), (made.text_dark, DARK_GROUNDS)):
        assert all(contrast(ink, ground) >= 4.5 for ground in grounds)
    assert made.accent == accent


def test_an_accent_that_can_be_read_is_left_as_it_is():
    assert (inks(Look()).text, inks(Look()).text_dark) == (Look().accent, Look().accent_dark)
