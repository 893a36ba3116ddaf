"""A word's commands that are loaded alone are the same that are there among all."""

from __future__ import annotations

from collections import defaultdict

import typer

from digest.cli import program


def where(app: typer.Typer, word: str = "") -> dict[str, set[str]]:
    """The modules in which each word's commands are written; a group's are all its word's."""
    found = defaultdict(set)
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        found[word or name.replace("_", "-")].add(command.callback.__module__)
    for group in app.registered_groups:
        assert isinstance(group.name, str)
        assert group.typer_instance is not None
        for modules in where(group.typer_instance, group.name).values():
            found[group.name] |= modules
    return found


def test_each_word_is_loaded_with_all_modules_that_have_commands_of_it():
    program.load()
    expected = {
        word: {f"digest.cli.{name}" for name in names} for word, names in program.MODULES.items()
    }
    assert where(program.app) == expected
