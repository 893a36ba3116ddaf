"""The rules of the house that no other tool keeps."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "digest"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)

MOST_LINES = 300
# Where this process meets the world: the only modules that ask for the time of day or the
# environment.  Each with its reason; everything else is given both as arguments.
READS_ENVIRONMENT = {
    "digest/settings/load.py": "the settings are read here, once",
    "digest/cli/roof.py": "handed on whole to the processes that it starts",
    "digest/logs/lines.py": "NO_COLOR, the wish of whoever sits before the terminal",
}
READS_CLOCK = {
    "digest/bootstrap.py": "the one clock that verbs, commands and pages are handed",
    "digest/store/clock.py": "the one clock that leases and ledgers are written by",
    "digest/feeds/fetch.py": "the default of a clock that is an argument",
    "digest/cli/roof.py": "the stamp of a line that a part wrote without one",
    "digest/checking/looking.py": "compares the machine's clocks",
    "digest/checking/here.py": "compares the machine's clock with the servers'",
    "digest/ticker.py": "waits for the next full minute",
    "digest/web/console/today.py": "the moment of a request",
    "digest/web/health.py": "the moment of a request",
    "digest/web/metrics.py": "the moment of a request",
    "digest/web/public/reader.py": "the moment of a request",
}
# Two distributions that install under a name which another one needs.
FORBIDDEN = {
    "niquests": "brings a fork of urllib3 under urllib3's own name",
    "urllib3-future": "is that fork",
    "mjml": "another port of MJML under the import name of mjml-python",
}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("timezone", "now"),
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _tracked() -> list[Path]:
    """Every file that git would hand to a stranger; outside a clone, what the house consists of."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode != 0:
        return [path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path)]
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _is_made(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    made = {"__pycache__", "var", "build", "dist", "reports", "node_modules"}
    return any(part in made or (part.startswith(".") and part != ".ci") for part in parts)


@pytest.mark.parametrize("room", ["model", "rules"])
def test_the_heart_imports_the_standard_library_only(room):
    allowed = sys.stdlib_module_names | {"digest"}
    foreign = {
        f"{_name(path)}: {module}"
        for path in (PACKAGE / room).rglob("*.py")
        for module in _imports(path)
        if module.partition(".")[0] not in allowed
    }
    assert not foreign


@pytest.mark.parametrize("room", ["model", "rules"])
def test_the_heart_asks_nobody_for_time_chance_or_the_environment(room):
    asked = {
        f"{_name(path)}: {module}"
        for path in (PACKAGE / room).rglob("*.py")
        for module in _imports(path)
        if module.partition(".")[0] in {"os", "random", "secrets", "time", "uuid", "socket", "io"}
    }
    assert not asked


def test_the_environment_is_read_in_the_settings_only():
    readers = {_name(path) for path in SOURCES if _reads_environment(_tree(path))}
    assert readers <= READS_ENVIRONMENT.keys(), "give the value as an argument, from the settings"


def _reads_environment(tree: ast.Module) -> bool:
    """Handing a name on to a library (`os.environ.setdefault`) is not reading."""
    handed_on = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setdefault"
    }
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in ("environ", "environb", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and id(node) not in handed_on
        for node in ast.walk(tree)
    )


def test_the_clock_is_read_at_the_edge_only():
    readers = {_name(path) for path in SOURCES if _reads_clock(_tree(path))}
    assert readers <= READS_CLOCK.keys(), "take `now` as an argument"


def _reads_clock(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize("listed", [READS_ENVIRONMENT, READS_CLOCK])
def test_an_exception_that_is_no_longer_needed_is_taken_off_the_list(listed):
    idle = [name for name in listed if not (ROOT / name).is_file()]
    assert not idle


def test_no_file_holds_two_nouns():
    long = {
        _name(path): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long, f"more than {MOST_LINES} lines: divide by noun"


def test_no_package_of_a_forbidden_name_is_installed_or_locked():
    installed = {dist.name.lower() for dist in metadata.distributions()}
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    assert not FORBIDDEN.keys() & (installed | locked)


def test_every_locked_package_has_a_hash_and_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.M)[1:]
    assert entries
    assert not [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", lock)


def test_the_lock_of_the_node_packages_has_hashes_and_no_address():
    text = (ROOT / ".ci" / "npm" / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert [name for name, of in packages.items() if name and "integrity" not in of] == []
    assert "://" not in text
    wanted = json.loads((ROOT / ".ci" / "npm" / "package.json").read_text(encoding="utf-8"))
    assert packages[""]["dependencies"] == wanted["dependencies"], "make lock-npm"


def test_the_lock_holds_every_dependency_of_the_package():
    locked = {
        re.sub(r"[-_.]+", "-", name).lower()
        for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.M)
    }
    wanted = {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", text).group()).lower()
        for text in metadata.requires("digest") or []
    }
    assert wanted <= locked, "pyproject.toml has changed: make lock"


# Written in pieces, so that this file does not hold what it looks for.
TRACES = re.compile(
    "|".join(
        [
            r"(?:pypi|pythonhosted)\.(?:org|python\.org)(?:/simple|/packages)",
            r"files\.python" + r"hosted\.org",
            r"registry\.npm" + r"js\.org",
            r"(?:deb|security)\.debian" + r"\.org",
            r"--(?:extra-)?index" + r"-url[= ]+http",
            r"(?<![\w/])/(?:ro" + r"ot|wo" + r"rk|home/\w+)/",
            r"/opt/whe" + r"els",
        ]
    )
)


def test_no_index_address_and_no_path_of_a_machine_stands_in_the_repository():
    found = {}
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        if match := TRACES.search(text):
            found[_name(path)] = match.group()
    assert not found


def test_the_wheel_ships_templates_and_configuration(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "config"):
        here = {
            f"digest/_shipped/{_name(path)}"
            for path in _tracked()
            if path.is_relative_to(ROOT / folder)
        }
        assert here, f"{folder}/ is empty"
        assert here <= names
    assert "worker.py" in names
    assert {_name(path) for path in SOURCES} <= names
    strays = [name for name in names if name.startswith(("tests/", "var/", "bench/"))]
    assert not strays
