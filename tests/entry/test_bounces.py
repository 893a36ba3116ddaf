"""Letters over SMTP that come back to the box, as a stranger runs it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from digest.sample.conduct import Conduct
from digest.sample.mailhost import serve
from tests import bounces
from tests.bounces import group, report
from tests.entry.conftest import DIGEST, Copied


@pytest.fixture
def environ(copied: Copied, tmp_path: Path) -> dict[str, str]:
    made = copied(dict(os.environ), batch_size=50)
    page = tmp_path / "config" / "digest.toml"
    page.write_text(page.read_text() + '\n[bounces]\nreturn_path = "bounces@news.example.org"\n')
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    return made | {"DIGEST_BOUNCE_BOX": f"maildir:{tmp_path / 'box'}"}


def test_letters_that_come_back_are_read_from_the_box_and_end_the_mail_to_whom_they_are_of(
    digest, environ, tmp_path
):
    with serve(tmp_path / "host", Conduct(keep=True)) as host:
        environ["DELIVERY_URL"] = f"smtp://127.0.0.1:{host.port}?tls=none"
        digest("send", "morning", "--again", "--json")
        assert len(set(host.senders.values())) == 500
        paths = list(host.senders.items())
    gone, full, away = paths[:3]
    (tmp_path / "box" / "new" / "1").write_bytes(
        report(gone[1], group(address=gone[0]), returned=f"To: {gone[0]}\n\nhello\n")
    )
    (tmp_path / "box" / "new" / "2").write_bytes(bounces.qmail(full[1], "over quota (#5.2.2)"))
    (tmp_path / "box" / "new" / "3").write_bytes(bounces.holiday(away[1]))
    told = json.loads(digest("events", "bounces", "--json").stdout)
    assert told == {"mails": 3, "new": 2, "kinds": {"bounce": 2, "no report": 1}}
    assert "0 mails" in digest("events", "bounces").stdout
    shown = digest("subscribers", "show", gone[0]).stdout
    assert "hard_bounce" in shown
    assert "hard_bounce" not in digest("subscribers", "show", full[0]).stdout
    assert json.loads(digest("issue", "verify", "2", "--json").stdout)["balances"]


def test_the_doctor_opens_the_box(digest, environ, tmp_path):
    def found(**more: str) -> dict[str, str]:
        words = [DIGEST, "doctor", "--json"]
        done = subprocess.run(words, env=environ | more, capture_output=True, check=False)
        (one,) = [one for one in json.loads(done.stdout)["findings"] if one["check"] == "bounces"]
        return one

    assert found()["verdict"] == "ok"
    wrong = found(DIGEST_BOUNCE_BOX="maildir:/nowhere")
    assert (wrong["verdict"], "no maildir" in wrong["words"]) == ("bad", True)
    unread = found(DIGEST_BOUNCE_BOX="", DELIVERY_URL="smtp://127.0.0.1:9?tls=none")
    assert (unread["verdict"], unread["configuration"]) == ("warn", True)


def test_without_a_box_or_a_return_path_it_says_what_to_set(digest, environ, tmp_path):
    bare = {name: value for name, value in environ.items() if name != "DIGEST_BOUNCE_BOX"}
    assert "DIGEST_BOUNCE_BOX" in digest("events", "bounces", env=bare, exit_code=4).stderr
    page = tmp_path / "config" / "digest.toml"
    page.write_text(page.read_text().replace("return_path", "# return_path"))
    assert "return_path" in digest("events", "bounces", exit_code=4).stderr
