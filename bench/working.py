"""A house as on many machines: a database server, a broker, workers as processes of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.sendgrid_taker import KEY, Taker

_DIGEST = str(Path(sys.executable).with_name("digest"))
_PATIENCE = 280.0


def command(env: Mapping[str, str], *words: str) -> str:
    """A command of digest to its end, and its answer; stops the bench where it fails."""
    done = subprocess.run([_DIGEST, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"digest {' '.join(words)} ended with {done.returncode}\n{done.stderr}")
    return done.stdout


@dataclass
class House:
    """A home, its environment, and the address of its database."""

    folder: Path
    env: dict[str, str]
    _base: psycopg.Connection[Any] | None = None

    def run(self, *words: str) -> str:
        """A command to its end; stops the bench where it fails."""
        return command(self.env, *words)

    def close(self) -> None:
        """Let the database go."""
        if self._base is not None:
            self._base.close()

    def bring_in(self, name: str, readers: int) -> None:
        """A list of so many readers."""
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("Email,First name,Last name,Language\n")
            for n in range(readers):
                file.write(f"{name}.{n}@mail{n % 50}.example.org,Ada,Example {n},en\n")
        self.run("subscribers", "import", str(path), "--list", name)
        path.unlink()

    def ask(self, sql: str, *values: object) -> Any:
        """The first column of the first row."""
        if self._base is None:
            # Kept: whoever waits asks often, and must not be what is measured.
            self._base = psycopg.connect(self.env["DATABASE_URL"], autocommit=True)
        row = self._base.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def forget(self) -> None:
        """No issue was ever made: the next one prints the same stories."""
        with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as base:
            base.execute("TRUNCATE store_issue CASCADE")

    @contextlib.contextmanager
    def worker(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that is ready; asked to stop at the end."""
        with (self.folder / "worker.log").open("ab") as log:
            told = log.tell()
            running = subprocess.Popen(
                [_DIGEST, "worker", *words], env=self.env, stdout=log, stderr=log
            )
            self.wait(lambda: b"ready" in self._log(told) or running.poll() is not None)
            try:
                yield running
            finally:
                running.terminate()
                running.wait(_PATIENCE)

    def _log(self, begin: int) -> bytes:
        return (self.folder / "worker.log").read_bytes()[begin:]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A command beside the others."""
        return subprocess.Popen([_DIGEST, *words], env=self.env, stdout=subprocess.DEVNULL)

    def wait(self, happened: Callable[[], object]) -> None:
        """Until it did."""
        until = time.monotonic() + _PATIENCE
        while not happened():
            if time.monotonic() > until:
                log = self._log(0).decode(errors="replace")
                raise SystemExit(f"nothing happened for {_PATIENCE:.0f} s\n{log[-3000:]}")
            time.sleep(0.1)


@contextlib.contextmanager
def house(post: Taker | None, **dispatch: int) -> Iterator[House]:
    """A fresh one; `dispatch` = settings of that table."""
    from tests import postgres
    from tests.valkey import valkey

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-work-")))
        server, broker = stack.enter_context(postgres.postgres()), stack.enter_context(valkey())
        config = folder / "config"
        shutil.copytree(Path(__file__).resolve().parents[1] / "config", config)
        text = (config / "digest.toml").read_text()
        for name, value in dispatch.items():
            begin = text.index(f"{name} = ")
            text = f"{text[:begin]}{name} = {value}{text[text.index(chr(10), begin) :]}"
        (config / "digest.toml").write_text(text)
        env = os.environ | {
            "DIGEST_HOME": str(folder / "home"),
            "DIGEST_CONFIG": str(config),
            "DATABASE_URL": postgres.create(server, "bench"),
            "REDIS_URL": broker.socket_url,
        }
        if post is not None:
            env |= {
                "DELIVERY_URL": "sendgrid:",
                "SENDGRID_API_KEY": KEY,
                "SENDGRID_API_URL": post.url,
            }
        made = House(folder, env)
        try:
            yield made
        finally:
            made.close()
