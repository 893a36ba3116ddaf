"""The pages of `docs/` as what they tell a reader to type."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

DOCS = ROOT / "docs"
VENV = Path(sys.executable).parent.parent


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of a page that are fenced as `kind` ("" for a bare fence)."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def shell(script: str, folder: Path, environ: dict[str, str]) -> str:
    """Runs it as somebody at a terminal would, and stops at the first command that fails."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environ | {"PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def commands(page: Path) -> list[list[str]]:
    """Every `digest …` of a page, in blocks and in lines, as words without pipes and files."""
    text = page.read_text(encoding="utf-8")
    lines = [
        line
        for fence in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
        for line in fence.splitlines()
    ]
    lines += re.findall(r"`(digest [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    found = [re.search(r"(?:^|[=;|] *|\s)(digest [a-z].*)", line) for line in lines]
    return [shlex.split(re.split(r"\s[|>]\s", hit[1])[0])[1:] for hit in found if hit]
