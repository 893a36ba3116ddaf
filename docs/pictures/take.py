# ruff: noqa: INP001  a script beside its pictures, not a package
"""The pictures of this folder, taken anew: `python docs/pictures/take.py` from the clone's root.

    digest demo, in a fresh folder -> digest preview DIGEST --png -> the first screens, 256 colours
    digest send --hold -> digest web -> the operators' pages in a browser

Needs a Chromium and the fonts of `.ci/run`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from PIL import Image, ImageChops
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
HEIGHT = 1600
COLOURS, FLAT = 256, 8
# picture -> digest, variant, view
PICTURES = {
    "brief-600-light": ("morning", "en", "600-light"),
    "brief-375-dark": ("morning", "en", "375-dark"),
    "urdu-375-light": ("urdu", "ur", "375-light"),
    "paper-600-light": ("paper", "en", "600-light"),
    "alert-375-dark": ("breaking", "en", "375-dark"),
}
# picture -> page below the console, width, scheme
SCREENS = {
    "console-today": ("", 1280, "light"),
    "console-desk": ("issues/2/desk/?pictures=on", 1280, "light"),
    "console-send": ("issues/2/send/", 1280, "light"),
    "console-issue": ("issues/1/", 1280, "light"),
    "console-desk-375-dark": ("issues/2/desk/", 375, "dark"),
}
DIGEST = Path(sys.executable).with_name("digest")
NAME, PASSWORD = "eve", "correct horse battery"
ISSUES = {"morning": ("--issue", "1")}
"""The one that the demo made; the other digests show what they would send now."""


def take() -> None:
    """Every picture, smaller than the preview's own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _digest(home, "demo")
        for digest in dict.fromkeys(digest for digest, _, _ in PICTURES.values()):
            out = str(home / "page" / digest)
            _digest(home, "preview", digest, *ISSUES.get(digest, ()), "--out", out, "--png")
        for name, (digest, variant, view) in PICTURES.items():
            _shrink(home / "page" / digest / variant / f"{view}.png", HERE / f"{name}.png")
        _digest(home, "send", "morning", "--hold", "--again", "--yes")
        _digest(home, "user", "add", NAME, "--role", "admin", "--password-stdin", said=PASSWORD)
        with _web(home) as base, _desk(base) as page:
            for name, (path, width, scheme) in SCREENS.items():
                _looked(page, path, width, scheme, home / f"{name}.png")
                _shrink(home / f"{name}.png", HERE / f"{name}.png")


def _digest(home: Path, *words: str, said: str = "") -> None:
    subprocess.run(
        [DIGEST, *words],
        env=os.environ | {"DIGEST_HOME": str(home / "home")},
        input=said,
        text=True,
        capture_output=True,
        check=True,
        cwd=HERE.parents[1],
    )


@contextmanager
def _web(home: Path) -> Iterator[str]:
    """The pages of that house, until we are through."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pages = subprocess.Popen(
        [DIGEST, "web", "--port", str(port)],
        env=os.environ | {"DIGEST_HOME": str(home / "home")},
        stderr=subprocess.PIPE,
        cwd=HERE.parents[1],
    )
    assert pages.stderr
    pages.stderr.readline()  # it says that it serves
    yield f"http://127.0.0.1:{port}"
    pages.terminate()
    pages.communicate()


@contextmanager
def _desk(base: str) -> Iterator[Page]:
    """A browser whose operator has come in."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=flags)
        page = browser.new_context(base_url=base, locale="en-GB").new_page()
        page.goto("/console/")
        page.fill("#username", NAME)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/console/")
        yield page
        browser.close()


def _looked(page: Page, path: str, width: int, scheme: str, to: Path) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"/console/{path}")
    page.screenshot(path=to, full_page=True)


def _shrink(taken: Path, kept: Path) -> None:
    with Image.open(taken) as page:
        top = page.convert("RGB").crop((0, 0, page.width, min(page.height, HEIGHT)))
    _reduced(top).save(kept, optimize=True)
    sys.stdout.write(f"{kept.name}: {kept.stat().st_size:,} bytes\n")


def _reduced(page: Image.Image) -> Image.Image:
    """In 256 colours: the page's flat ones exactly as they are, the rest for its pictures."""
    counted = sorted(page.getcolors(page.width * page.height) or (), reverse=True)
    flat = [colour for _, colour in counted[:FLAT]]
    mixed = page.quantize(COLOURS - FLAT).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(([channel for colour in flat for channel in colour] + mixed)[: COLOURS * 3])
    reduced = page.quantize(palette=palette)
    for number, colour in enumerate(flat):
        # Pillow finds the nearest colour roughly: white would come out as a hint of grey.
        reduced.paste(number, mask=_where(page, colour))
    return reduced


def _where(page: Image.Image, colour: tuple[int, ...]) -> Image.Image:
    apart = ImageChops.difference(page, Image.new("RGB", page.size, colour)).split()
    most = ImageChops.lighter(ImageChops.lighter(apart[0], apart[1]), apart[2])
    return most.point(lambda difference: 0 if difference else 255)


if __name__ == "__main__":
    take()
