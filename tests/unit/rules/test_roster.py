"""What a row of a table of readers says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rules.roster import Reader, Refused, Role, columns, reader


@pytest.mark.parametrize(
    ("header", "places"),
    [
        (["email", "name"], {Role.EMAIL: 0, Role.NAME: 1}),
        (["Name", "E-Mail Address"], {Role.NAME: 0, Role.EMAIL: 1}),
        (["First Name", "Last_Name", "EMAIL"], {Role.FIRST: 0, Role.LAST: 1, Role.EMAIL: 2}),
        (["email", "Language", "Time Zone"], {Role.EMAIL: 0, Role.LANGUAGE: 1, Role.ZONE: 2}),
        (["Adresse", "Vorname"], {Role.EMAIL: 0, Role.FIRST: 1}),
    ],
)
def test_columns_are_known_by_their_usual_names(header, places):
    found = columns(header, {})
    assert found.places == places
    assert found.header


def test_a_column_named_by_hand_goes_before_the_usual_names():
    found = columns(["email", "work"], {Role.EMAIL: "work"})
    assert found.places == {Role.EMAIL: 1}
    assert found.unused == ("email",)


def test_a_table_without_a_header_is_known_by_its_first_address():
    found = columns(["1", "ada@example.org"], {})
    assert found.places == {Role.EMAIL: 1}
    assert not found.header


@pytest.mark.parametrize("header", [["name", "city"], [], [""]])
def test_a_table_without_addresses_is_refused_with_its_columns(header):
    with pytest.raises(ValueError, match="no column holds addresses"):
        columns(header, {})


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ValueError, match="no column is called 'Mail'; there are: 'email', 'name'"):
        columns(["email", "name"], {Role.EMAIL: "Mail"})


WHOLE = columns(["email", "name", "language", "zone"], {})


def test_a_row_is_read_with_outer_blanks_gone_and_the_address_kept_as_written():
    assert reader(7, [" Ada@Example.ORG ", "Ada  Example", "pt_BR", "Europe/London"], WHOLE) == (
        Reader(7, "Ada@Example.ORG", "ada@example.org", "Ada Example", "pt-BR", "Europe/London")
    )


def test_first_and_last_name_become_one():
    found = columns(["email", "first name", "last name"], {})
    told = reader(2, ["ada@example.org", "Ada", "Example"], found)
    assert isinstance(told, Reader)
    assert told.name == "Ada Example"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["", "Ada", "", ""], "the row has no address"),
        (["ada", "Ada", "", ""], "an address needs a name, an @ and a domain"),
        (["ada@example.org", "x" * 201, "", ""], "the name is longer than 200 characters"),
        (["ada@example.org", "", "english please", ""], "is no language tag"),
        (["ada@example.org", "", "", "Mars/Base"], "is no zone"),
        ([], "the row has no address"),
    ],
)
def test_a_row_that_is_not_taken_says_why(cells, reason):
    told = reader(3, cells, WHOLE)
    assert isinstance(told, Refused)
    assert told.line == 3
    assert reason in told.reason


def test_a_formula_that_an_export_made_harmless_is_itself_again():
    told = reader(2, ["ada@example.org", "'=Ada"], WHOLE)
    assert isinstance(told, Reader)
    assert told.name == "=Ada"


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_row_is_taken_or_refused_in_words(cells):
    told = reader(1, cells, WHOLE)
    assert isinstance(told, Reader) or told.reason
