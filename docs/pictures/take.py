# ruff: noqa: INP001  a script beside its pictures, not a package
"""The pictures of this folder, taken anew: `python docs/pictures/take.py` from the clone's root.

    digest demo, in a fresh folder -> digest preview DIGEST --png -> the first screens, 256 colours

Needs a Chromium and the fonts of `.ci/run`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

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


def _digest(home: Path, *words: str) -> None:
    environment = os.environ | {"DIGEST_HOME": str(home / "home")}
    command = Path(sys.executable).with_name("digest")
    subprocess.run(
        [command, *words],
        env=environment,
        capture_output=True,
        check=True,
        cwd=HERE.parents[1],
    )


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
