"""The files for many machines: every command they run is there, every variable is a setting."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path, PurePath
from typing import Any

import pytest
import yaml

from digest.queue import QUEUES
from digest.settings import load
from tests.conftest import ROOT
from tests.unit.settings.test_the_page import VARIABLES

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PROGRAM = "/opt/digest/.venv/bin/digest"
GRACE = 90
"""Seconds that a worker may need for what is with the provider."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {n: s for n, s in compose["services"].items() if s["image"] == "digest"}


def understood(words: list[str], environ: dict[str, str]) -> None:
    """The program knows the command and its options; queues are those that there are."""
    program = str(Path(sys.executable).with_name("digest"))
    done = subprocess.run(
        [program, *words, "--help"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    if "--queues" in words:
        asked = words[words.index("--queues") + 1]
        assert asked == "%i" or set(asked.split(",")) <= set(QUEUES)


def settings_known(names: set[str]) -> None:
    plain = {name.removesuffix("_FILE") for name in names}
    assert plain <= VARIABLES, plain - VARIABLES


def test_every_command_of_the_compose_file_is_understood(compose, environ):
    services = ours(compose)
    assert {service["command"][0] for service in services.values()} == {"web", "worker", "ticker"}
    for service in services.values():
        understood(service["command"], environ)


def test_a_worker_of_the_compose_file_takes_from_every_queue(compose):
    commands = [s["command"] for s in ours(compose).values() if s["command"][0] == "worker"]
    assert ["worker"] in commands
    # Nothing else of that one, or an alert stood behind it.
    assert ["worker", "--queues", "alert", "--processes", "1"] in commands


def test_what_the_compose_file_names_is_there(compose):
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).exists(), (name, source)
    build = ours(compose)["web"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


def test_parts_of_the_compose_file_stop_without_haste(compose):
    for service in ours(compose).values():
        assert int(service["stop_grace_period"].removesuffix("s")) >= GRACE
        assert service["init"]


def test_the_broker_of_the_compose_file_is_as_doctor_wants_it(compose):
    words = compose["services"]["broker"]["command"]
    assert words[words.index("--appendonly") + 1] == "yes"
    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_settings_of_the_compose_file_are_a_house_in_production(compose, tmp_path):
    secrets = {
        "database_url": "postgresql://digest:word@database:5432/digest",
        "digest_secret_key": "k" * 48,
        "sendgrid_api_key": "SG.key",
    }
    told = dict(ours(compose)["worker"]["environment"])
    lines = (DEPLOY / "digest.env.example").read_text().splitlines()
    told |= dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings_known(set(told))
    for name, value in told.items():
        if name.endswith("_FILE"):
            path = tmp_path / Path(value).name
            path.write_text(secrets[path.name])
            told[name] = str(path)
    read = load(
        told | {"DIGEST_HOME": str(tmp_path / "home"), "DIGEST_CONFIG": str(ROOT / "config")}
    )
    assert read.production
    assert read.delivery.scheme == "sendgrid"
    assert read.database.engine == "postgresql"
    assert read.broker_url == "redis://broker:6379/0"
    assert {f"{name}_FILE" for name in ("DATABASE_URL", "SENDGRID_API_KEY")} <= set(told)


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text())
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_every_unit_runs_a_command_with_known_settings(path, environ):
    service = unit(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == PROGRAM
    understood(words, environ)
    settings_known(set(re.findall(r"([A-Z_]+)=", service["Environment"])))
    assert int(service["TimeoutStopSec"]) >= GRACE
    assert service["KillMode"] == "mixed"


def test_systemd_finds_no_fault_with_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, which is not installed")
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace(PROGRAM, str(Path(sys.executable).with_name("digest")))
        (tmp_path / path.name).write_text(text)
    names = [path.name.replace("@.", "@send.") for path in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "digest.target", *names],
        cwd=tmp_path,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "digest" not in done.stderr


def steps() -> list[tuple[str, str]]:
    """The instructions of the image with their words, in order."""
    told = re.sub(r"(?m)^#.*\n", "", (DEPLOY / "Containerfile").read_text())
    lines = re.sub(r"\s*\\\n\s*", " ", told).splitlines()
    return [(line.split()[0], line.partition(" ")[2]) for line in lines if line.strip()]


def context(folder: Path) -> Path:
    """What `docker build` is sent: the clone without what its list leaves out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    left_out = (DEPLOY / "Containerfile.dockerignore").read_text().split()
    for name in listed.stdout.split("\0")[:-1]:
        path = ROOT / name
        if path.is_file() and not any(PurePath(name).match(f"{one}/**") for one in left_out):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, folder / name)
    return folder


@pytest.mark.sqlite
@pytest.mark.slow
def test_the_steps_of_the_image_make_a_program_that_starts_and_writes_nothing_inside(
    tmp_path, environ
):
    """As a build would, but for the base, what root does there, and what a registry gives."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git clone")
    sent, inside = context(tmp_path / "context"), tmp_path / "opt" / "digest"
    inside.mkdir(parents=True)
    for what, words in steps():
        if what == "COPY":
            copied(sent / words.split()[0], inside)
        elif what == "RUN" and "useradd" not in words:
            shell(words, inside)
    told, order = dict(steps()), [what for what, _ in steps()]
    assert "PATH=/opt/digest/.venv/bin:$PATH" in told["ENV"]
    assert order.index("USER") > max(n for n, what in enumerate(order) if what == "RUN")
    program, before = json.loads(told["ENTRYPOINT"])[0], set(inside.rglob("*"))
    said = subprocess.run(
        [inside / ".venv" / "bin" / program, "schedule", "next", "morning"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "weekdays 06:00" in said.stdout, said.stderr
    assert set(inside.rglob("*")) == before


def copied(source: Path, inside: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, inside, dirs_exist_ok=True)
    else:
        shutil.copy2(source, inside)


def shell(words: str, inside: Path) -> None:
    """A step's commands, those of this environment in the place of what a registry gives."""
    kept = [one for one in words.split(" && ") if "--require-hashes" not in one]
    done = subprocess.run(
        ["sh", "-ec", "\n".join(kept)],
        cwd=inside,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (packages,) = inside.glob(".venv/lib/python*/site-packages")
    (packages / "locked.pth").write_text(str(Path(pytest.__file__).parent.parent))
