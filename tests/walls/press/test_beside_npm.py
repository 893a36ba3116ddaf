"""Every template beside the MJML of its makers: strictly valid, valid HTML, the same picture.

Both compilers get the same masked source and the same filling.  Also: nothing in a finished page
that common mail programs lack, beyond what stands in `support.json`.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from digest.model.service import NoticeKind
from digest.press import Press, skeleton
from digest.press.camera import View, open_camera
from digest.press.chromium import find_browser
from digest.press.mask import Masks
from digest.press.mjml import Compiled, compile_mjml, styles_apart
from tests import letters, pages
from tests.walls.press.test_service import LANGUAGES, notice

pytestmark = pytest.mark.npm

DESIGNS, DIRECTIONS = ("brief", "paper", "alert"), ("en", "ur")
SERVICE = [f"service/{kind}" for kind in NoticeKind]
MOST_PERCENT = 0.1
STEPS_APART = 8  # of 255: what a pixel must differ by to be another
KNOWN = json.loads(Path(__file__).with_name("support.json").read_text(encoding="utf-8"))
_OUTLOOK = re.compile(r"<!--\[if.*?<!\[endif\]-->|<!--.*?-->", re.DOTALL)

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


def source_of(name: str) -> str:
    """A template's MJML as the compiler gets it, its code masked."""
    masked = Masks().hide(letters.press().shelf.read(f"{name}/layout.mjml").text)
    masked = re.sub(r'direction="jx\d+q"', 'direction="rtl"', masked)  # filled per edition
    return styles_apart(masked)[0]


def finished() -> dict[str, str]:
    """Every page that a reader could get: designs by language and length, service mails."""
    made = {
        f"{design} {language} {length}": pages.filled(letters.edition(design, language, length))[0]
        for design in DESIGNS
        for language in DIRECTIONS
        for length in (8, 15, 40)
    }
    for kind in NoticeKind:
        for language in LANGUAGES:
            mail = letters.press().set_notice(notice(kind, language), pages.digest())
            made[f"{kind} {language}"] = mail.html
    return made


def test_every_template_is_strictly_valid_mjml(npm):
    names = [*DESIGNS, *SERVICE]
    made = npm.compiled([source_of(name) for name in names], level="strict")
    assert {name: of.errors for name, of in zip(names, made, strict=True) if of.errors} == {}


def test_strict_mjml_finds_what_is_wrong(npm):
    wrong = source_of("brief").replace("<mj-column", '<mj-column colour="red"', 1)
    (made,) = npm.compiled([wrong], level="strict")
    assert any("colour" in error for error in made.errors)


def test_every_finished_page_is_valid_html(npm):
    made = finished()
    found = npm.faults(list(made.values()), HTML_RULES)
    assert {name: faults for name, faults in zip(made, found, strict=True) if faults} == {}


def test_the_validator_finds_what_is_wrong(npm):
    html = pages.filled(letters.edition())[0].replace(' alt="', ' data-alt="', 1)
    (found,) = npm.faults([html], HTML_RULES)
    assert any("wcag/h37" in fault for fault in found)


def lacking(npm, made: list[str]) -> dict[str, dict[str, list[str]]]:
    """What mail programs lack or have in part of what the pages use, beyond what is known."""
    new: dict[str, dict[str, list[str]]] = {}
    for found in npm.support([_OUTLOOK.sub("", page) for page in made]):
        for kind, clients in found.items():
            for client, titles in clients.items():
                known = KNOWN[kind].get(client, ())
                more = {*new.setdefault(kind, {}).get(client, ()), *titles} - {*known}
                new[kind] |= {client: sorted(more)} if more else {}
    return {kind: clients for kind, clients in new.items() if clients}


def test_no_page_uses_what_mail_programs_lack_beyond_what_is_known(npm):
    assert lacking(npm, list(finished().values())) == {}


def test_a_new_feature_that_mail_programs_lack_is_found(npm):
    html = re.sub(r'style="', 'style="display:grid;', pages.filled(letters.edition())[0], count=1)
    assert "display:grid" in lacking(npm, [html])["lacking"]["outlook.windows"]


# ---------------------------------------------------------------- pictures


@pytest.fixture(scope="module")
def camera():
    with open_camera(find_browser() or "") as made:
        yield made


def page_of(design: str, language: str) -> str:
    of = letters.dressed(design)
    page = pages.layout(pages.placements(8, language), language, of)
    made = Press([pages.TEMPLATES], pages.SITE).set_page(page, of, nonce=pages.NONCE)
    return pages.filled(made)[0]


def grey(_url: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1200, 675), "#9fb4bd").save(made, "JPEG")
    return made.getvalue()


def percent_apart(camera, one: str, other: str, width: int) -> float:
    """Pixels that differ, of a hundred; all of them where the pages have other sizes."""
    first, second = (
        Image.open(io.BytesIO(camera.take(page, View(width), grey))).convert("RGB")
        for page in (one, other)
    )
    if first.size != second.size:
        return 100.0
    apart = ImageChops.difference(first, second).convert("L")
    apart = apart.point(lambda step: 255 if step > STEPS_APART else 0)
    return 100 * apart.histogram()[255] / (apart.width * apart.height)


@pytest.mark.browser
@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_looks_the_same_by_either_compiler(npm, camera, monkeypatch, design):
    ours = {language: page_of(design, language) for language in DIRECTIONS}

    def theirs(source: str, **_names: str) -> Compiled:
        text, css = styles_apart(source)
        return Compiled(npm.compiled([text])[0].html, css)

    monkeypatch.setattr(skeleton, "compile_mjml", theirs)
    found = {
        (language, width): percent_apart(camera, ours[language], page_of(design, language), width)
        for language in DIRECTIONS
        for width in (700, 375)
    }
    assert {where: share for where, share in found.items() if share > MOST_PERCENT} == {}


@pytest.mark.browser
def test_another_padding_is_seen(camera, monkeypatch):
    before = page_of("brief", "en")
    monkeypatch.setattr(
        skeleton,
        "compile_mjml",
        lambda source, **names: compile_mjml(source.replace("24px", "25px"), **names),
    )
    assert percent_apart(camera, before, page_of("brief", "en"), 700) > MOST_PERCENT
