"""A home in which the demo ran, made once and copied: 500 readers, one issue out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

DIGEST = str(Path(sys.executable).with_name("digest"))
Copied = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def after_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("after") / "home"
    environ = os.environ | {"DIGEST_HOME": str(home)}
    done = subprocess.run([DIGEST, "demo"], env=environ, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def copied(after_demo: Path, tmp_path: Path) -> Copied:
    """The environment of a copy that may send, with batches of so many readers."""

    def make(environ: dict[str, str], *, batch_size: int, at_once: int = 8) -> dict[str, str]:
        home, config = tmp_path / "copied", tmp_path / "config"
        shutil.copytree(after_demo, home)
        shutil.copytree(ROOT / "config", config)
        text = (config / "digest.toml").read_text()
        assert "batch_size = 1000" in text
        assert "at_once = 8" in text
        text = text.replace("batch_size = 1000", f"batch_size = {batch_size}")
        (config / "digest.toml").write_text(text.replace("at_once = 8", f"at_once = {at_once}"))
        environ = environ | {"DIGEST_HOME": str(home), "DIGEST_CONFIG": str(config)}
        # A copied house keeps still until somebody says that it is the one that sends.
        subprocess.run([DIGEST, "thaw"], env=environ, capture_output=True, check=True)
        return environ

    return make
