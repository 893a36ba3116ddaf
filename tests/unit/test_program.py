"""A command that is loaded alone is the same that is there among all."""

from __future__ import annotations

from collections import defaultdict

from digest.cli import program


def test_a_command_that_stands_alone_is_all_of_its_module_and_nothing_else_is_of_its_name():
    program._commands("")
    of_module = defaultdict(list)
    for info in program.app.registered_commands:
        assert info.callback is not None
        of_module[info.callback.__module__].append(info.name or info.callback.__name__)
    groups = {info.name for info in program.app.registered_groups}
    for name in program.ALONE:
        assert of_module[f"digest.cli.{name}"] == [name]
        assert name not in groups
