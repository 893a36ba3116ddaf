"""Names of authors out of the ways feeds write them."""

from __future__ import annotations

import pytest

from digest.feeds.people import people


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Miller", ("Ann Miller",)),
        ("By Ann Miller", ("Ann Miller",)),
        ("desk@example.org (Ann Miller)", ("Ann Miller",)),
        ("none@none.com (Images Staff)", ("Images Staff",)),
        ("Ann Miller <ann@example.org>", ("Ann Miller",)),
        ("desk@example.org", ("desk@example.org",)),
        ("noreply@example.org", ()),
        ("Ann Miller, Bo Chen and Cy Diaz", ("Ann Miller", "Bo Chen", "Cy Diaz")),
        ("Ann Miller and Bo Chen", ("Ann Miller", "Bo Chen")),
        ("Ann Miller; Bo Chen", ("Ann Miller", "Bo Chen")),
        ("Miller, Ann", ("Miller, Ann",)),
        ("Ann Miller, PhD", ("Ann Miller, PhD",)),
        ("Ann Miller &amp; Bo Chen", ("Ann Miller", "Bo Chen")),
        ("<a href='/ann'>Ann Miller</a>", ("Ann Miller",)),
        ("", ()),
    ],
)
def test_names_come_out_of_a_field(value: str, names: tuple[str, ...]) -> None:
    assert people([value]) == names


def test_a_name_given_twice_is_one_person_and_the_order_stays() -> None:
    assert people(["Bo Chen", "Ann Miller", "Bo Chen"]) == ("Bo Chen", "Ann Miller")
