"""What a spam filter says of finished mails, by its local rules alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from email import message_from_string
from pathlib import Path

import pytest

from digest.model.service import NoticeKind
from tests.letters import edition, letter, press
from tests.pages import digest
from tests.walls.press.test_service import message, notice

FILTER = shutil.which("spamassassin")
pytestmark = pytest.mark.skipif(FILTER is None, reason="needs SpamAssassin, which is not installed")

MAILS = {
    **{
        f"{design}-{language}": letter(edition(design, language, 15))
        for design in ("brief", "paper", "alert")
        for language in ("en", "ur")
    },
    "confirm-en": message(press().set_notice(notice(), digest())),
    "changed-ur": message(press().set_notice(notice(NoticeKind.CHANGED, "ur"), digest())),
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory) -> dict[str, tuple[float, str]]:
    """Points and tests of each mail, all in one run: the filter is slow to start."""
    folder: Path = tmp_path_factory.mktemp("spam")
    box = folder / "box"
    # Without a mailbox's From line the filter would take all of them for one mail.
    mails = [
        b"From nobody Wed Nov 25 05:00:00 2026\n" + m.replace(b"\r\n", b"\n")
        for m in MAILS.values()
    ]
    box.write_bytes(b"\n".join(mails))
    done = subprocess.run(
        [FILTER or "", "-L", "-t", "--mbox", str(box)],
        capture_output=True,
        timeout=240,
        check=True,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )
    shown = done.stdout.decode("utf-8", "replace")  # its excerpts cut characters in two
    marked = re.split(r"^From nobody .*\n", shown, flags=re.MULTILINE)[1:]
    status = [" ".join(str(message_from_string(one)["X-Spam-Status"]).split()) for one in marked]
    assert len(status) == len(MAILS)
    return {
        name: (float("".join(re.findall(r"score=(-?[0-9.]+)", found))), found)
        for name, found in zip(MAILS, status, strict=True)
    }


@pytest.mark.parametrize("name", MAILS)
def test_a_spam_filter_has_nothing_against_it(scores, name):
    points, found = scores[name]
    assert points <= 0, found
