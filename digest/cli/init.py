"""`digest init`: a new, commented configuration to start from."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.program import app
from digest.model.errors import UsageError

STARTER = Path(__file__).resolve().parent.parent / "starter"
NAME = "my-brief"


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)
    ],
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Write a new configuration to start from, with a comment on every setting.

    Examples:

      digest init newsroom

      DIGEST_CONFIG=newsroom digest source check my-brief
    """
    from digest.cli.answer import as_json

    files = write(folder)
    as_json({"folder": folder.absolute(), "digest": NAME, "files": files}) if json else _say(folder)
    return 0


def write(folder: Path) -> list[Path]:
    """The files written.  A folder with anything in it is left as it is."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is there and not an empty folder; nothing was written")
        shutil.copytree(STARTER, folder, dirs_exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from None
    return [folder / path.relative_to(STARTER) for path in sorted(STARTER.rglob("*.toml"))]


def _say(folder: Path) -> None:
    from digest.cli.answer import say

    here = shlex.quote(str(folder.absolute()))
    say(f"A newsroom's configuration stands in {folder}.  Next:")
    say()
    say(f"  1. export DIGEST_CONFIG={here}")
    say(f"  2. edit {folder}/digest.toml: the newsroom's name, its site, who the mail is from")
    say(f"  3. edit {folder}/digests/{NAME}.toml: the feed it reads; rename the file as you like")
    say(f"  4. digest source check {NAME}")
    say(f"  5. digest subscribers import readers.csv --list {NAME}")
    say(f"  6. digest send {NAME} --dry-run")
    say()
    say("Mail stays in the local outbox until DELIVERY_URL says otherwise.")
