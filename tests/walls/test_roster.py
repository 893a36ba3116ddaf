"""Files of readers in every habit: encodings, separators, packings, and what is none."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
import zipfile
from contextlib import contextmanager

import pytest

from digest import roster
from digest.model.attribute import Attribute, AttributeKind
from digest.model.errors import UsageError
from digest.roster import look_through, readers
from digest.rules.roster import Reader, Refused, defused

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


@pytest.mark.parametrize("closed_by", ['cy@example.org,"C, y"', "cy@example.org,Cy"])
def test_an_open_quotation_mark_swallows_nobody_in_silence(tmp_path, closed_by):
    path = tmp_path / "readers.csv"
    rows = [
        "email,name",
        "al@example.org,Al",
        'ada@example.org,"Ada',
        "bo@example.org,Bo",
        closed_by,
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    taken, refused = read(path)
    assert isinstance(taken, Reader)
    assert refused == Refused(
        3, 'ada@example.org,"Ada', "a quotation mark is open: lines 3 to 5 are not read"
    )


def test_a_note_of_several_lines_with_an_address_in_it_is_one_cell(tmp_path):
    path = tmp_path / "readers.csv"
    note = '"rang, then wrote\nfrom bo@example.org, on Monday\nasked for Cy"'
    path.write_text(f"email,name,town,note\nada@example.org,Ada,,{note}\n", encoding="utf-8")
    assert names(path) == [("ada@example.org", "Ada")]


def test_a_quotation_mark_open_over_thousands_of_rows_is_named_with_its_line(tmp_path):
    path = tmp_path / "readers.csv"
    rows = [f"reader{n}@example.org,Reader" for n in range(9_000)]
    path.write_text("\n".join(["email,name", 'ada@example.org,"Ada', *rows]), encoding="utf-8")
    with pytest.raises(UsageError, match=r"line 2: field larger .* is a quotation mark open\?"):
        read(path)


def test_json_lines_are_read_as_a_table_is(tmp_path):
    path = tmp_path / "readers.jsonl"
    city = {
        "city": Attribute("city", AttributeKind.TEXT),
        "age": Attribute("age", AttributeKind.NUMBER),
    }
    lines = [
        {
            "email": "ada@example.org",
            "name": "'=1+1",
            "state": "paused",
            "attributes": {"city": "=Ur"},
        },
        {"email": "bo@example.org", "name": None, "attributes": {"age": 30.5}},
        {"email": ["cy@example.org"]},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    path.write_text(f"{text}\n[1]\n" + "[" * 100_000 + "\n", encoding="utf-8")
    told = []
    ada, bo, *refused = readers(look_through(path), {}, told.append, city)
    assert isinstance(ada, Reader)
    assert isinstance(bo, Reader)
    assert (ada.name, ada.standing, ada.attributes) == ("'=1+1", "paused", {"city": "=Ur"})
    assert (bo.address, bo.name, bo.attributes) == ("bo@example.org", "", {"age": 30.5})
    assert [row.line for row in refused] == [3, 4, 5]


def test_a_spreadsheets_own_file_says_how_to_save_it(tmp_path):
    path = tmp_path / "readers.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UsageError, match="save it there as CSV"):
        read(path)


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


def test_a_file_put_together_of_two_encodings_is_read_letter_by_letter(tmp_path):
    path = tmp_path / "readers.csv"
    rows = ["ada@example.org,Zoë".encode(), "bo@example.org,Renée".encode("cp1252")]
    path.write_bytes(b"email,name\n" + b"\n".join(rows))
    assert names(path) == [("ada@example.org", "Zoë"), ("bo@example.org", "Renée")]


def test_a_letter_that_no_encoding_knows_refuses_its_row(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_bytes(b"email,name\nada@example.org,A\x81da\nbo@example.org,Bo\n")
    first, second = read(path)
    assert isinstance(first, Refused)
    assert "cannot be read" in first.reason
    assert isinstance(second, Reader)


# ---------------------------------------------------------------- files that mean harm


def peak(work) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Endless(io.RawIOBase):
    """So many bytes of one kind, made as they are asked for."""

    def __init__(self, piece: bytes, size: int) -> None:
        self.piece, self.left = piece * (1 << 16), size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        n = min(len(buffer), self.left, len(self.piece))
        buffer[:n] = self.piece[:n]
        self.left -= n
        return n


@pytest.mark.parametrize(
    "piece",
    [b"x", b",", b"\0", b'"a\n",', b'"'],
    ids=["one line", "ten million columns", "nothing but NUL", "a row without end", "quotes"],
)
def test_a_gigabyte_without_a_row_is_refused_within_bounded_memory(tmp_path, monkeypatch, piece):
    path = tmp_path / "readers.csv"
    path.write_bytes(b"email,name\n")

    @contextmanager
    def opened(_path):
        with io.BufferedReader(Endless(piece, 1 << 30)) as stream:
            yield stream

    found = look_through(path)
    monkeypatch.setattr(roster, "opened", opened)
    refusals = []

    def work() -> None:
        with pytest.raises(UsageError, match=r"is not a table of readers|no column holds") as told:
            list(readers(found, {}))
        refusals.append(str(told.value))

    assert peak(work) < 60 << 20
    assert len(refusals[0]) < 2000


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "readers.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(100):
            file.write(b"\0" * (1 << 20))
    assert path.stat().st_size < 200_000

    def work() -> None:
        with pytest.raises(UsageError, match="200 times its size"):
            look_through(path)

    assert peak(work) < 20 << 20


def test_a_zip_of_a_zip_is_refused_and_a_name_that_climbs_writes_nothing(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("readers.csv", TEXT)
    path = tmp_path / "a" / "b" / "readers.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readers.zip", inner.getvalue())
    with pytest.raises(UsageError, match=r"no column holds addresses|not a table"):
        read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/../../../x.csv", TEXT)
    assert names(path) == BOTH
    assert sorted(one.name for one in tmp_path.rglob("*") if one.is_file()) == ["readers.zip"]


def test_a_packed_table_behind_a_password_and_several_in_one_are_refused(tmp_path):
    path = tmp_path / "readers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv", TEXT)
    with pytest.raises(UsageError, match="holds 2 files"):
        look_through(path)


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://e","x")', "+1", "@SUM(1)", "-2+3", "\t=1", "\r=1", "\0=1", "\n@x", "'=1"],
)
def test_a_formula_in_a_name_comes_in_as_text_and_goes_out_harmless(tmp_path, name):
    path = tmp_path / "readers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["email", "name"], ["ada@example.org", name]])
    ((_, kept),) = names(path)
    out = defused(kept)
    assert not out.startswith(("=", "+", "-", "@", "\t", "\r", "\0", "\n"))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["email", "name"], ["ada@example.org", out]])
    assert names(path) == [("ada@example.org", kept)]
