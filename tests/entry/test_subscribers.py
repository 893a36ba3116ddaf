"""Readers by command: in from a file, killed half way and gone on with, and out again."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.waiting import until

READERS = 60_000


def standing(home: Path) -> int:
    """How many stand on a list, as somebody else sees it meanwhile."""
    found = next(home.glob("*.sqlite3"), None)
    if found is None:
        return 0
    with closing(sqlite3.connect(f"file:{found}?mode=ro", uri=True, timeout=20)) as database:
        try:
            return database.execute("SELECT COUNT(*) FROM store_subscription").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_an_import_killed_half_way_is_gone_on_with_by_the_same_command(
    tmp_path, home, environ, digest
):
    path = tmp_path / "readers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("email,name\n")
        file.writelines(f"reader{n}@example.org,Reader {n}\n" for n in range(READERS))
    command = ("subscribers", "import", str(path), "--list", "morning", "--json")
    program = str(Path(sys.executable).with_name("digest"))
    running = subprocess.Popen(
        [program, *command], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until(lambda: standing(home) or running.poll() is not None, seconds=120)
    running.send_signal(signal.SIGKILL)
    running.wait()
    kept = standing(home)
    told = json.loads(digest(*command).stdout)
    assert told["unchanged"] == kept > 0
    assert told["new"] == READERS - kept
    assert json.loads(digest("subscribers", "stats", "--json").stdout)["confirmed"] == READERS
    again = json.loads(digest(*command).stdout)
    assert (again["new"], again["unchanged"]) == (0, READERS)


def told_of(home: Path) -> tuple[list[object], list[object]]:
    """Everything that an import leaves, without numbers and hashes."""
    with closing(sqlite3.connect(next(home.glob("*.sqlite3")))) as database:
        readers = database.execute(
            "SELECT s.address, s.name, s.attributes, x.state, x.source FROM store_subscriber s "
            "JOIN store_subscription x ON x.subscriber_id = s.id ORDER BY s.address"
        )
        consents = database.execute(
            "SELECT act, list_slug, source, COUNT(*), COUNT(DISTINCT address_hash) "
            "FROM store_consent GROUP BY 1, 2, 3"
        )
        return readers.fetchall(), consents.fetchall()


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_an_import_killed_again_and_again_ends_as_one_that_ran_through(tmp_path, environ, digest):
    path = tmp_path / "readers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("email,name,state\n")
        states = ("", "confirmed", "unsubscribed", "nonsense")
        file.writelines(
            f"reader{n % 50_000}@example.org,Reader {n},{states[n % 97 % 4]}\n"
            for n in range(READERS)
        )
    command = ("subscribers", "import", str(path), "--list", "morning", "--json")
    program = str(Path(sys.executable).with_name("digest"))
    homes = [tmp_path / "killed", tmp_path / "whole"]
    kept = -1
    while standing(homes[0]) > kept:
        kept = standing(homes[0])
        running = subprocess.Popen(
            [program, *command],
            env=environ | {"DIGEST_HOME": str(homes[0])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(
            lambda: standing(homes[0]) > kept or running.poll() is not None,  # noqa: B023
            seconds=120,
        )
        running.send_signal(signal.SIGKILL)
        running.wait()
    for home in homes:
        digest(*command, exit_code=6, env=environ | {"DIGEST_HOME": str(home)})
    assert told_of(homes[0]) == told_of(homes[1])


def test_what_is_exported_is_imported_unchanged(tmp_path, digest):
    path = tmp_path / "readers.csv"
    path.write_text("email;name;status\nAda@example.org;=1+1;active\nbo@example.org;Bo;cleaned\n")
    digest("subscribers", "import", str(path), "--list", "morning")
    out = digest("subscribers", "export", "--list", "morning").stdout
    rows = list(csv.DictReader(io.StringIO(out)))
    told = [(row["email"], row["name"], row["state"]) for row in rows]
    assert told == [
        ("Ada@example.org", "'=1+1", "confirmed"),
        ("bo@example.org", "Bo", "unsubscribed"),
    ]
    path.write_text(out, encoding="utf-8")
    again = digest("subscribers", "import", str(path), "--list", "morning", "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    assert json.loads(again.stdout)["left"] == 1


def test_an_erased_reader_is_refused_with_the_guards_code(digest):
    digest("subscribers", "add", "ada@example.org", "--list", "morning", "--name", "Ada")
    digest("subscribers", "erase", "ada@example.org", exit_code=2)
    digest("subscribers", "erase", "ada@example.org", "--yes")
    digest("subscribers", "add", "ada@example.org", "--list", "morning", exit_code=3)
    shown = json.loads(digest("subscribers", "show", "ada@example.org", "--json").stdout)
    assert (shown["known"], shown["suppressed"]["reason"]) == (False, "unsubscribe")


@pytest.mark.sqlite
def test_no_file_of_the_house_holds_an_erased_address(home, digest):
    address = "ada.of.the.free.pages@example.org"
    digest("subscribers", "add", address, "--list", "morning", "--name", "Ada")
    assert holding(home, address)
    assert digest("subscribers", "erase", address, "--yes").returncode == 0
    assert holding(home, address) == []


def holding(home, address: str) -> list[str]:
    """The files in which the bytes of an address stand, free pages and logs of writes too."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if address.encode() in path.read_bytes())


def test_who_was_erased_stays_away_when_the_secret_is_changed(digest, environ):
    secrets = [letter * 40 for letter in "ab"]
    old = environ | {"DIGEST_SECRET_KEY": secrets[0]}
    digest("subscribers", "add", "ada@example.org", "--list", "morning", env=old)
    digest("subscribers", "erase", "ada@example.org", "--yes", env=old)
    both = environ | {"DIGEST_SECRET_KEY": ",".join(reversed(secrets))}
    digest("subscribers", "add", "bo@example.org", "--list", "morning", env=both)
    new = environ | {"DIGEST_SECRET_KEY": secrets[1]}
    for variables in (both, new):
        add = ("subscribers", "add", "ada@example.org", "--list", "morning")
        digest(*add, exit_code=3, env=variables)
    lost = environ | {"DIGEST_SECRET_KEY": "c" * 40}
    told = digest("subscribers", "show", "ada@example.org", exit_code=4, env=lost).stderr
    assert "put the former one back" in told


def test_a_former_address_leads_to_its_reader_and_is_never_taken_for_one(home, digest):
    digest("subscribers", "add", "old@example.org", "--list", "morning")
    with closing(sqlite3.connect(next(home.glob("*.sqlite3")))) as database, database:
        database.execute(
            "INSERT INTO store_formeraddress (subscriber_id, address, address_norm, address_hash, until)"
            " SELECT id, address, address_norm, address_hash, created_at FROM store_subscriber"
        )
        new = "new@example.org"
        database.execute(
            "UPDATE store_subscriber SET address = ?, address_norm = ?, address_hash = 'h'",
            (new, new),
        )
    shown = digest("subscribers", "show", "old@example.org", "--json")
    assert json.loads(shown.stdout)["address"] == new
    assert f"its reader moved to {new}" in shown.stderr
    told = digest("subscribers", "erase", "old@example.org", "--yes", exit_code=2).stderr
    assert f"digest subscribers erase {new} --yes" in told
    assert "nothing was erased" in told
    told = digest("subscribers", "suppress", "old@example.org", "--json")
    assert json.loads(told.stdout) == {
        "address": "old@example.org",
        "suppressed": True,
        "changed": True,
    }
    assert f"digest subscribers suppress {new}" in told.stderr
    digest("subscribers", "add", "bo@example.org", "--list", "morning")
    gone = json.loads(digest("subscribers", "erase", "bo@example.org", "--yes", "--json").stdout)
    assert gone == {"address": "bo@example.org", "erased": True, "known": True}


@pytest.fixture
def declared(tmp_path, environ):
    """A newsroom that keeps more of its readers."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    with (folder / "digest.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[attributes]\ncity = "text"\nage = "number"\nborn = "date"\nstaff = "boolean"\n'
            'plan = ["free", "paid"]\n'
        )
    environ["DIGEST_CONFIG"] = str(folder)


KEPT = """email,name,Ort,Age,born,staff,Plan
ada@example.org,Ada,=Rome,30.50,1990-02-01,yes,PAID
bo@example.org,Bo,,,,,
"""


def test_attributes_go_in_by_kind_and_out_and_in_again(tmp_path, digest, declared):
    path = tmp_path / "readers.csv"
    path.write_text(KEPT, encoding="utf-8")
    command = ("subscribers", "import", str(path), "--list", "morning", "--json")
    assert json.loads(digest(*command, "--column", "city=Ort").stdout)["new"] == 2
    kept = {"city": "=Rome", "age": 30.5, "born": "1990-02-01", "staff": True, "plan": "paid"}
    shown = json.loads(digest("subscribers", "show", "ada@example.org", "--json").stdout)
    assert shown["attributes"] == kept
    out = digest("subscribers", "export", "--list", "morning").stdout
    ada, bo = csv.DictReader(io.StringIO(out))
    assert [ada[name] for name in kept] == ["'=Rome", "30.5", "1990-02-01", "true", "paid"]
    assert [bo[name] for name in kept] == [""] * 5
    path.write_text(out, encoding="utf-8")
    again = json.loads(digest(*command).stdout)
    assert (again["unchanged"], again["columns_not_read"]) == (2, ["list", "source", "since"])
    path.write_text(digest("subscribers", "export", "--json").stdout, encoding="utf-8")
    again = json.loads(digest(*command).stdout)
    assert (again["unchanged"], again["columns_not_read"]) == (2, ["list", "source", "since"])
    digest("subscribers", "import", str(path), "--list", "evening")
    out = digest("subscribers", "export", "--list", "evening").stdout
    assert [row["born"] for row in csv.DictReader(io.StringIO(out))] == ["1990-02-01", ""]


def test_a_rehearsal_tells_each_row_and_each_wrong_value_with_its_line(tmp_path, digest, declared):
    path = tmp_path / "readers.csv"
    rows = ["ada@example.org,30,free", "bo@example.org,old,free", "cy@example.org,3,gold"]
    path.write_text("\n".join(["email,age,plan", *rows]), encoding="utf-8")
    command = ("subscribers", "import", str(path), "--list", "morning", "--dry-run")
    *told, totals = map(json.loads, digest(*command, "--json", exit_code=6).stdout.splitlines())
    assert [(row["line"], row["found"], row["reason"]) for row in told] == [
        (3, "refused", "age 'old' is not a number such as 3 or 2.5"),
        (4, "refused", "plan 'gold' is not one of: free, paid"),
        (2, "new", ""),
    ]
    assert (totals["new"], totals["refused"], totals["kept_away"]) == (1, 2, 0)
    assert "line 2: ada@example.org" in digest(*command, exit_code=6).stdout


def test_one_reader_is_added_with_attributes(digest, declared):
    command = ("subscribers", "add", "ada@example.org", "--list", "morning")
    digest(*command, "--set", "age=30", "--set", "plan=paid")
    wrong = digest(*command, "--set", "age=old", exit_code=2).stderr
    assert "age 'old' is not a number" in wrong
    assert "a name is: city, age" in digest(*command, "--set", "town=x", exit_code=2).stderr
    assert "age: 30" in digest("subscribers", "show", "ada@example.org").stdout


def test_a_segment_is_counted_kept_and_narrows_a_send(tmp_path, digest, declared):
    path = tmp_path / "readers.csv"
    rows = [f"reader{n}@example.org,{('Rome', 'Ur')[n % 2]}" for n in range(10)]
    path.write_text("\n".join(["email,city", *rows]), encoding="utf-8")
    digest("subscribers", "import", str(path), "--list", "morning")
    wrong = digest("segment", "add", "rome", "city = Rome and citty = x", exit_code=2).stderr
    assert "at character 17: 'citty' is no field and no attribute; did you mean city?" in wrong
    assert wrong.splitlines()[-1].index("^") == 2 + 16
    tried = digest("segment", "add", "rome", "city = Rome", "--dry-run", "--json").stdout
    assert json.loads(tried) | {"kept": False, "readers": 5} == json.loads(tried)
    digest("send", "morning", "--segment", "rome", "--dry-run", exit_code=2)
    digest("segment", "add", "rome", "city = Rome")
    digest("segment", "add", "rome", "city = Ur", exit_code=2)
    counted = json.loads(digest("segment", "count", "rome", "--list", "morning", "--json").stdout)
    assert (counted["audience"], counted["readers"], counted["excluded"]) == (5, 5, {})
    (listed,) = digest("segment", "list", "--json").stdout.splitlines()
    assert json.loads(listed)["filter"] == "city = Rome"
    assert json.loads(digest("segment", "show", "rome", "--json").stdout)["readers"] == 5
    command = ("send", "morning", "--segment", "rome", "--json")
    told = json.loads(digest(*command, "--dry-run").stdout)
    assert (told["segment"], told["recipients"], told["readers"]) == ("rome", 5, 5)
    sent = json.loads(digest(*command, "--expect", "5").stdout)
    assert (sent["segment"], sent["recipients"], sent["accepted"]) == ("rome", 5, 5)
    digest("segment", "remove", "rome")
    digest("segment", "count", "rome", exit_code=2)


def test_a_list_is_made_described_and_shown_with_its_readers(digest):
    digest("list", "add", "weekend", "--title", "Weekend", "--about", "Long reads")
    digest("list", "add", "weekend", exit_code=2)
    digest("subscribers", "add", "ada@example.org", "--list", "weekend")
    digest("list", "rename", "weekend", "--title", "The Weekend")
    shown = json.loads(digest("list", "show", "weekend", "--json").stdout)
    assert (shown["title"], shown["about"], shown["readers"]["confirmed"]) == (
        "The Weekend",
        "Long reads",
        1,
    )
    (listed,) = digest("list", "list", "--json").stdout.splitlines()
    assert json.loads(listed)["list"] == "weekend"
    digest("list", "remove", "weekend", exit_code=2)
    digest("list", "add", "mornign")
    digest("list", "remove", "mornign")
    digest("list", "show", "mornign", exit_code=2)


def test_readers_who_are_to_be_asked_are_pending_and_each_is_asked_once(tmp_path, digest):
    path = tmp_path / "fair.csv"
    path.write_text(
        "email,state\nada@example.org,\nbo@example.org,active\ncy@example.org,cleaned\n"
    )
    digest("subscribers", "add", "bo@example.org", "--list", "alert")
    command = ("subscribers", "import", str(path), "--list", "alert", "--pending")
    assert "name one with --digest" in digest(*command, exit_code=2).stderr
    command += ("--digest", "breaking")
    told = json.loads(digest(*command, "--json").stdout)
    assert (told["new"], told["unchanged"], told["left"]) == (1, 1, 1)
    shown = json.loads(digest("subscribers", "show", "ada@example.org", "--json").stdout)
    assert [row["state"] for row in shown["lists"]] == ["pending"]
    assert [row["act"] for row in shown["consents"]] == ["asked"]
    assert [(row["kind"], row["state"]) for row in shown["service_mails"]] == [
        ("confirm", "submitted")
    ]
    assert json.loads(digest(*command, "--json").stdout)["unchanged"] == 2
    again = json.loads(digest("subscribers", "show", "ada@example.org", "--json").stdout)
    assert len(again["service_mails"]) == 1
    sent = [line for line in digest("outbox", "list").stdout.splitlines() if "@example.org" in line]
    assert len(sent) == 1
