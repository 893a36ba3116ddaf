"""Commands as a person runs them, in a home whose tables stand already."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIGEST = str(Path(sys.executable).with_name("digest"))
DATABASE = "digest.sqlite3"
MAKE = "from digest import bootstrap, migrating; migrating.migrate(bootstrap.ready())"
Run = Callable[..., subprocess.CompletedProcess[str]]


def tables(folder: Path) -> Path:
    """An SQLite file with the tables of this version and no row, made in the folder.

    Each first command in an empty home makes them anew, which takes longer than most commands.
    """
    environ = os.environ | {"DIGEST_HOME": str(folder)}
    subprocess.run([sys.executable, "-c", MAKE], env=environ, check=True)
    return folder / DATABASE


def furnish(home: Path, tables: Path) -> None:
    """Put the tables into a home that is not there yet."""
    if not home.exists():
        home.mkdir()
        shutil.copy(tables, home / DATABASE)


def runner(environ: dict[str, str]) -> Run:
    """What runs `digest …`: `digest("send", "morning", "--json")`; the exit code must be as said."""

    def run(
        *words: str, exit_code: int = 0, env: dict[str, str] = environ, cwd: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [DIGEST, *words],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == exit_code, (
            f"digest {' '.join(words)} ended with {done.returncode}, not {exit_code}\n"
            f"{done.stdout}\n{done.stderr}"
        )
        return done

    return run
