"""Files of readers in every habit: encodings, separators, packings, and what is none."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from digest.model.errors import UsageError
from digest.roster import look_through, readers
from digest.rules.roster import Reader, Refused

TEXT = "email,name\r\nada@example.org,Zoë\r\nbo@example.org,Bo\r\n"


def read(path, encoding=""):
    return list(readers(look_through(path, encoding), {}))


def names(path, encoding=""):
    return [(row.address, row.name) for row in read(path, encoding) if isinstance(row, Reader)]


BOTH = [("ada@example.org", "Zoë"), ("bo@example.org", "Bo")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found_out(tmp_path, encoding):
    path = tmp_path / "readers.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert names(path) == BOTH


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_separator_is_found_out(tmp_path, separator):
    path = tmp_path / "readers.csv"
    path.write_text(TEXT.replace(",", separator), encoding="utf-8")
    assert names(path) == BOTH


def test_the_separator_line_of_a_spreadsheet_is_obeyed(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"sep=;\r\n{TEXT.replace(',', ';')}".encode())
    assert names(path) == BOTH


def test_a_gzip_and_a_zip_are_looked_into_whatever_they_are_called(tmp_path):
    packed = tmp_path / "readers"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    assert names(packed) == BOTH
    zipped = tmp_path / "readers.dat"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("readers.csv", TEXT)
        archive.writestr("__MACOSX/._readers.csv", "x")
    assert names(zipped) == BOTH


def test_the_same_rows_have_one_source_packed_or_not(tmp_path):
    plain, packed = tmp_path / "readers.csv", tmp_path / "again.csv"
    plain.write_text(TEXT, encoding="utf-8", newline="")
    packed.write_bytes(gzip.compress(TEXT.encode()))
    assert look_through(plain).digest == look_through(packed).digest


def test_a_row_over_several_lines_is_one_and_lines_are_counted_as_an_editor_shows_them(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_text('email,name\nada@example.org,"Ada\nExample"\nwrong,Bo\n', encoding="utf-8")
    first, second = read(path)
    assert isinstance(first, Reader)
    assert first.name == "Ada Example"
    assert isinstance(second, Refused)
    assert second.line == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column holds addresses"),
        (b"name,city\nAda,Rome\n", "no column holds addresses"),
        (gzip.compress(TEXT.encode())[:-9], "cannot be read"),
        (b"PK\x03\x04 no zip", "cannot be read"),
        (b'email\n"' + b"x" * 200_000, "is not a table of readers"),
    ],
    ids=["empty", "no addresses", "half a gzip", "no zip", "an endless cell"],
)
def test_what_is_no_table_of_readers_is_refused_by_name(tmp_path, content, words):
    path = tmp_path / "readers.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=words) as refusal:
        read(path)
    assert "readers.csv" in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        look_through(tmp_path / "none.csv")


def test_an_unknown_encoding_is_named(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError, match="unknown encoding"):
        read(path, "klingon")
