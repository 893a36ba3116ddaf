"""mjml-python with its defects gone round: each shown on the bare library and through ours."""

from __future__ import annotations

import pytest
from mjml import mjml2html

from digest.model.errors import TemplateError
from digest.press.mjml import compile_mjml

PAGE = "<mjml>\n<mj-head>\n{head}\n</mj-head>\n<mj-body>\n<mj-section>\n<mj-column>\n{body}\n</mj-column>\n</mj-section>\n</mj-body>\n</mjml>"


def page(body, head="<mj-title>t</mj-title>"):
    """A document with that in its only column."""
    return PAGE.format(body=body, head=head)


def bare(body):
    """What the library makes of it."""
    return mjml2html(page(body), fonts={}, disable_comments=True)


def ours(body, **head):
    """What the wrapper makes of it."""
    return compile_mjml(page(body, **head)).html


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "مَرحبا", "👩‍💻", "a\u00a0b", "हिन्दी", "C:\\x", "e\u0301"]
)
def test_characters_in_attributes_survive(text):
    body = f'<mj-image src="s" alt="{text}" />'
    assert f'alt="{text}"'.replace("\\", "&#92;") in ours(body)


def test_the_bare_library_damages_joiners_in_attributes():
    assert r"\u{200c}" in bare('<mj-image src="s" alt="می‌خواهم" />')


def test_a_line_break_in_an_attribute_becomes_a_blank():
    assert "\\n" in bare('<mj-image src="s" alt="a\nb" />')
    assert 'alt="a b"' in ours('<mj-image src="s" alt="a\n  b" />')


def test_a_line_break_between_words_in_tags_stays_a_gap():
    body = "<mj-text><b>a</b>\n<i>b</i></mj-text>"
    assert "<b>a</b><i>b</i>" in bare(body)
    assert "<b>a</b> <i>b</i>" in ours(body)


def test_a_bare_zero_in_a_padding_keeps_the_width():
    body = '<mj-image src="s" alt="" width="600px" padding="0 20px" />'
    assert 'width="600"' in bare(body)
    assert 'width="560"' in ours(body)


def test_inline_rules_are_handed_back():
    made = compile_mjml(
        page("<mj-text>x</mj-text>", '<mj-style inline="inline">.a { color: red; }</mj-style>')
    )
    assert ".a { color: red; }" in made.inline_css
    assert ".a {" not in made.html


def test_line_ends_of_another_system_and_a_byte_order_mark_are_read():
    source = "\ufeff" + page("<mj-text>x</mj-text>").replace("\n", "\r\n")
    assert ">x<" in compile_mjml(source).html


def test_both_lines_of_a_wrong_closing_tag_are_named():
    with pytest.raises(TemplateError) as caught:
        compile_mjml(page("<mj-text>\nx</b></mj-text>"), file="brief/layout.mjml")
    assert caught.value.ids["file"] == "brief/layout.mjml"
    assert caught.value.ids["line"] == 9
    assert caught.value.ids["tag"] == "</b>"
    assert "<mj-text> of line 8" in caught.value.message


def test_a_tag_that_is_never_closed_is_named():
    with pytest.raises(TemplateError, match=r"never closed.*line 1.*<mjml>"):
        compile_mjml("<mjml>\n<mj-body>\n</mj-body>\n")


def test_a_stray_angle_bracket_is_named_with_its_line():
    with pytest.raises(TemplateError, match=r"begins no tag.*line 9"):
        compile_mjml(page("<mj-text>\n5 < 6</mj-text>"))


def test_tags_without_end_do_not_kill_the_process():
    with pytest.raises(TemplateError, match="nested deeper than 256"):
        compile_mjml(page(f"<mj-text>{'<b>' * 20_000}{'</b>' * 20_000}</mj-text>"))


def test_the_library_s_panic_is_an_error_like_any_other():
    with pytest.raises(TemplateError, match="not valid MJML"):
        compile_mjml(page("<mj-text>x</mj-text>", '<mj-include type="html" path="x.html" />'))


def test_no_font_is_fetched_from_anywhere():
    assert "fonts.googleapis" in mjml2html(page("<mj-text>x</mj-text>"))
    assert "fonts.googleapis" not in ours("<mj-text>x</mj-text>")


@pytest.mark.parametrize(
    ("body", "tag", "why"),
    [
        ("<mj-txet>x</mj-txet>", "<mj-txet>", "no such MJML tag"),
        ("<mj-spaser />", "<mj-spaser>", "no such MJML tag"),
        ("<mj-section>\n</mj-section>", "<mj-section>", "<mj-body> or <mj-wrapper>, not in <mj-co"),
        ("<mj-raw><td><mj-image /></td></mj-raw>", "<mj-image>", "not in <mj-raw>"),
        ("<p>x</p>", "<p>", "HTML stands in <mj-raw>, not in <mj-column>"),
    ],
)
def test_a_mistyped_or_misplaced_tag_is_named_with_its_line(body, tag, why):
    assert bare(body)  # printed as it stands, by the library alone
    with pytest.raises(TemplateError) as caught:
        ours(body)
    assert (caught.value.ids["line"], caught.value.ids["tag"]) == (8, tag)
    assert why in str(caught.value)


def test_html_and_attributes_of_a_tag_may_stand_where_mjml_lets_them():
    rows = "<mj-raw><tr><td><p>x</p></td></tr></mj-raw>\n<mj-text><b>y</b></mj-text>"
    head = '<mj-attributes><mj-all padding="0px" /><mj-text color="#000000" /></mj-attributes>'
    assert "<b>y</b>" in ours(rows, head=head)
