"""Our templates beside the JavaScript MJML: strictly valid, the same picture, valid HTML.

    mkdir /tmp/npm && cd /tmp/npm && npm install mjml@4 html-validate@10
    python -m bench mjml /tmp/npm

Needs Node, Chromium, and that folder; installs nothing.  Both compilers get the same masked source
and the same filling; pictures are compared at 700 and 375 pixels, a pixel counts as different from
8 steps of grey on.  Ends with 1 where more than 0.1 % differ or anything is invalid.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image, ImageChops

from digest.model.service import NoticeKind
from digest.press import Press, skeleton
from digest.press.camera import Camera, View, open_camera
from digest.press.chromium import find_browser
from digest.press.mask import Masks
from digest.press.mjml import Compiled, compile_mjml, styles_apart
from tests import letters, pages
from tests.walls.press.test_service import notice

DESIGNS, LANGUAGES, WIDTHS = ("brief", "paper", "alert"), ("en", "ur"), (700, 375)
MOST_PERCENT = 0.1
COMPILE = """
const mjml = require('mjml'), source = require('fs').readFileSync(0, 'utf8');
const options = {validationLevel: process.argv[1], fonts: {}, keepComments: false};
const made = mjml(source, options);
process.stdout.write(JSON.stringify({html: made.html, errors: made.errors.map(e => e.formattedMessage)}));
"""
HTML_RULES = {
    "extends": ["html-validate:standard", "html-validate:a11y"],
    # What mail needs and pages should not have: styles and table attributes in place, MSO comments.
    "rules": dict.fromkeys(
        (
            "no-inline-style",
            "no-deprecated-attr",
            "attribute-allowed-values",
            "void-style",
            "no-conditional-comment",
            "long-title",
            "prefer-native-element",
        ),
        "off",
    ),
}


def main(words: Sequence[str] = ()) -> None:
    """Compare and print; ends with 1 where something differs or is invalid."""
    browser = find_browser()
    if len(words) != 1 or not (Path(words[0]) / "node_modules" / "mjml").is_dir() or not browser:
        sys.exit(f"needs Chromium, and a folder with node_modules/mjml as its one word\n{__doc__}")
    folder = Path(words[0])
    wrong = _strict(folder) + _valid(folder)
    with open_camera(browser) as camera:
        wrong += _alike(folder, camera)
    if wrong:
        sys.exit("\n".join(wrong))


def _npm(folder: Path, source: str, level: str) -> dict[str, object]:
    done = subprocess.run(
        ["node", "-e", COMPILE, level],
        input=source,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"html": "", "errors": [done.stderr[-500:]]}
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _strict(folder: Path) -> list[str]:
    """Every template in strict mode, its code masked."""
    shelf, wrong = letters.press().shelf, []
    names = [*DESIGNS, *(f"service/{kind}" for kind in NoticeKind)]
    for name in names:
        masked = Masks().hide(shelf.read(f"{name}/layout.mjml").text)
        masked = re.sub(r'direction="jx\d+q"', 'direction="rtl"', masked)  # filled per edition
        errors = _npm(folder, styles_apart(masked)[0], "strict")["errors"]
        wrong += [f"{name}: {error}" for error in errors if isinstance(errors, list)]
    print(f"mjml strict: {len(names)} templates, {len(wrong)} errors")
    return wrong


def _valid(folder: Path) -> list[str]:
    """Every finished page by html-validate."""
    with tempfile.TemporaryDirectory() as home:
        place = Path(home)
        (place / "rules.json").write_text(json.dumps(HTML_RULES))
        made = _finished()
        for name, html in made.items():
            (place / f"{name}.html").write_text(html)
        command = ["npx", "--no-install", "html-validate", "--config", str(place / "rules.json")]
        command += ["-f", "text", *map(str, sorted(place.glob("*.html")))]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    wrong = done.stdout.splitlines() or ([done.stderr] if done.returncode else [])
    print(f"html-validate: {len(made)} pages, {len(wrong)} errors")
    return wrong


def _finished() -> dict[str, str]:
    made = {
        f"{design}-{language}-{length}": pages.filled(letters.edition(design, language, length))[0]
        for design in DESIGNS
        for language in LANGUAGES
        for length in (8, 15, 40)
    }
    for kind in NoticeKind:
        for language in ("en", "ur", "de", "fr"):
            mail = letters.press().set_notice(notice(kind, language), pages.digest())
            made[f"{kind}-{language}"] = mail.html
    return made


def _alike(folder: Path, camera: Camera) -> list[str]:
    """Both compilers' pages, pixel by pixel."""

    def theirs(source: str, **_names: str) -> Compiled:
        text, css = styles_apart(source)
        return Compiled(str(_npm(folder, text, "skip")["html"]), css)

    wrong = []
    for design in DESIGNS:
        for language in LANGUAGES:
            ours, other = _page(design, language, compile_mjml), _page(design, language, theirs)
            for width in WIDTHS:
                share = _difference(camera, ours, other, width)
                name = f"{design} {language} at {width} px"
                print(f"{name}: {share:.4f} % of pixels differ")
                if share > MOST_PERCENT:
                    wrong.append(f"{name}: {share:.4f} %")
    return wrong


def _page(design: str, language: str, compiler: object) -> str:
    of = letters.dressed(design)
    page = pages.layout(pages.placements(8, language), language, of)
    with mock.patch.object(skeleton, "compile_mjml", compiler):
        made = Press([pages.TEMPLATES], pages.SITE).set_page(page, of, nonce=pages.NONCE)
    return pages.filled(made)[0]


def _difference(camera: Camera, one: str, other: str, width: int) -> float:
    shots = [
        Image.open(io.BytesIO(camera.take(page, View(width), _grey))).convert("RGB")
        for page in (one, other)
    ]
    if shots[0].size != shots[1].size:
        return 100.0
    apart = ImageChops.difference(*shots).convert("L").point(lambda step: 255 if step > 8 else 0)
    return 100 * apart.histogram()[255] / (apart.width * apart.height)


def _grey(_url: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1200, 675), "#9fb4bd").save(made, "JPEG")
    return made.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
