"""The first minutes of a newsroom: a configuration, a look at the page, and no reader yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def test_a_new_configuration_shows_its_page_before_there_is_a_reader(digest, environ, tmp_path):
    told = json.loads(digest("init", str(tmp_path / "newsroom"), "--json").stdout)
    assert told["digest"] == "my-brief"
    environ["DIGEST_CONFIG"] = str(tmp_path / "newsroom")
    seen = json.loads(digest("source", "check", "my-brief", "--json").stdout)
    assert seen["source"] == "first-paper"
    digest("preview", "my-brief", "--out", str(tmp_path / "page"))
    assert (tmp_path / "page" / "en" / "body.html").read_text(encoding="utf-8")
    assert (tmp_path / "page" / "en" / "message.eml").stat().st_size > 2000
    assert digest("issue", "list", "--json").stdout == ""


def test_a_rehearsal_of_a_send_names_the_list_that_is_missing(digest, environ, tmp_path):
    digest("init", str(tmp_path / "newsroom"))
    environ["DIGEST_CONFIG"] = str(tmp_path / "newsroom")
    told = digest("send", "my-brief", "--dry-run", exit_code=2)
    assert "there is no list my-brief" in told.stderr
    assert "digest subscribers import FILE --list my-brief" in told.stderr


def test_a_folder_that_holds_anything_is_left_as_it_is(digest, tmp_path):
    kept = tmp_path / "newsroom" / "notes.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    told = digest("init", str(kept.parent), exit_code=2)
    assert "nothing was written" in told.stderr
    assert [path.name for path in kept.parent.iterdir()] == ["notes.txt"]


def test_whoever_closes_the_pipe_early_gets_no_complaint(environ):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [Path(sys.executable).with_name("digest"), "source", "check", "morning", "--json"],
        env=environ,
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_send_goes_on_when_nobody_reads_its_words_any_more(digest, environ):
    digest("demo")
    shell = f"{Path(sys.executable).with_name('digest')} send morning --again | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(digest("issue", "list", "--json").stdout.splitlines()[0])
    assert told["state"] == "finished"
