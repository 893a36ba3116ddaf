"""The program: its commands, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from digest import __version__
from digest.cli.endings import ended, said

EXAMPLES = """
Gathers a newsroom's lead stories, sets them as one good e-mail and sends it to every subscriber once.

Examples:

  digest demo                                    the whole job on the bundled sample newsroom

  digest send morning --dry-run                  what would go out, to whom, and why; sends nothing

  digest send morning                            gather, compose, render and send it now

  digest preview morning --out page              write subject, HTML, text and .eml to look at

  digest issue verify 7                          recompute the ledger of issue 7

  digest outbox export --format eml letters      the local outbox as real mail
"""

app = typer.Typer(
    name="digest",
    help=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


ALONE = (
    *("demo", "doctor", "events", "explain", "gather", "init", "inspect", "media", "notice"),
    *("outbox", "preview", "prune", "rate", "schedule", "segment", "send", "source", "status"),
    *("user", "webhooks"),
)
"""Commands and nouns that are one module of the same name."""
MODULES = {
    **{name: (name,) for name in ALONE},
    **dict.fromkeys(("up", "web", "worker", "ticker"), ("running",)),
    **dict.fromkeys(("backup", "restore"), ("backup",)),
    **dict.fromkeys(("freeze", "thaw"), ("switch",)),
    "api-token": ("api_token",),
    "issue": ("issue", "edit", "reconcile", "reporting", "resend", "testing", "schedule"),
    "list": ("lists",),
    "subscribers": ("subscribers", "importing", "person"),
}
"""The modules of `digest.cli` in which each word that may follow `digest` has its commands."""


def load(first: str = "") -> None:
    """Have the commands of that word registered; of any other word, and of none, all there are."""
    everything = sorted({module for modules in MODULES.values() for module in modules})
    for module in MODULES.get(first, everything):
        import_module(f"digest.cli.{module}")


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    load(next(iter(arguments), ""))
    command = typer.main.get_command(app)
    try:
        return ended(
            lambda: command.main(args=list(arguments), prog_name="digest", standalone_mode=False)
        )
    except Abort:
        return said("interrupted", 130)
    except TyperException as error:
        return _misused(error)


def _misused(error: TyperException) -> int:
    """A call that cannot be meant: typer shows it with the command's usage."""
    show = getattr(error, "show", None)
    if show is None:
        return said(str(error), 2)
    show(sys.stderr)
    return int(getattr(error, "exit_code", 2))
