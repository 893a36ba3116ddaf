"""Addresses: one identity, and clear words about what is none."""

import pytest

from digest.model.audience import address_hash, normal_address


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada+news@example.org ", "ada+news@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
        ("grüße@bücher.example", "grüße@xn--bcher-kva.example"),
        ("ada@example.org.", "ada@example.org"),
    ],
)
def test_an_address_has_one_identity(written, normal):
    assert normal_address(written) == normal


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@localhost",
        "ada@exa mple.org",
        "a da@example.org",
        "ada\r\nbcc:x@example.org",
        "ada@example..org",
        ".ada@example.org",
        "a..da@example.org",
        "ada\u200b@example.org",
        "ada@-example.org",
        "x" * 65 + "@example.org",
        "<ada@example.org>",
        "a@b@example.org",
    ],
)
def test_what_is_no_address_is_refused_in_words(wrong):
    with pytest.raises(ValueError, match=r"."):
        normal_address(wrong)


def test_the_hash_of_an_address_needs_the_key():
    one, other = (
        address_hash("ada@example.org", b"a" * 32),
        address_hash("ada@example.org", b"b" * 32),
    )
    assert one != other
    assert len(one) == 40
