"""An empty, migrated database of its own for a bench, on either engine."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def database(postgresql: bool) -> Iterator[Path]:
    """The folder of a fresh home whose database is there; Django is ready."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-import-")))
        os.environ["DIGEST_HOME"] = str(folder)
        os.environ["DIGEST_CONFIG"] = str(Path(__file__).resolve().parents[1] / "config")
        if postgresql:
            from tests import postgres

            server = stack.enter_context(postgres.postgres())
            os.environ["DATABASE_URL"] = postgres.create(server, "bench")
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "digest.django_settings"
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield folder
