"""Jinja behind masks."""

from __future__ import annotations

import pytest

from digest.model.errors import TemplateError
from digest.press.mask import Masks, check_code, commented


def test_masking_and_revealing_gives_the_source_back():
    source = "a {{ b }}\n{% for c in d if 1 > 0 %}{{ c['e'] }}{% endfor %}"
    masks = Masks()
    hidden = masks.hide(source)
    assert "{" not in hidden
    assert ">" not in hidden
    assert masks.reveal(hidden) == source


def test_comments_of_the_template_leave_only_their_lines():
    assert Masks().hide("a{# b\nc #}d") == "a\nd"


def test_statements_between_tags_become_comments_and_come_back():
    masks = Masks()
    source = '<td title="{{ a }}" {{ b }}>{% if c %}x{% endif %}</td>'
    hidden = commented(masks.hide(source))
    assert "<!--" in hidden
    assert masks.reveal(hidden) == source


def test_an_expression_that_is_a_declaration_passes_as_one():
    masks = Masks()
    source = '<p style="{{ face }};color:red;{{ more }}">x</p>'
    hidden = commented(masks.hide(source))
    assert 'style="jx0q:1;color:red;jx1q:1"' in hidden
    assert masks.reveal(hidden) == source


def test_code_that_cannot_be_read_is_named_with_its_line():
    with pytest.raises(TemplateError, match=r"file brief/layout.mjml, line 2"):
        check_code("a\n{% if %}", "brief/layout.mjml")
