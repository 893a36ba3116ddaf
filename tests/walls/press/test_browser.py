"""The pages in a browser: nothing sticks out, and dark is dark."""

from __future__ import annotations

import pytest

from digest.model.plan import Look, SectionKind
from tests.letters import dressed, edition, press
from tests.pages import NONCE, digest, editorial, filled, layout, placed, story

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 375, 600])
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("design", ["brief", "paper", "alert"])
def test_no_page_scrolls_sideways(browser, design, language, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(filled(edition(design, language))[0], wait_until="domcontentloaded")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("design", ["brief", "paper", "alert"])
def test_a_word_without_end_keeps_to_its_column(browser, design, language):
    word = "https://www.example.org/" + "a-section/without-a-blank" * 6
    long = {"language": language, "title": word, "teaser": word, "section": word}
    chosen = (
        placed(story(0, **long, authors=(word,)), "lead", SectionKind.LEAD, also=(word,)),
        *(placed(story(3 * n, **long, authors=(word,))) for n in (1, 2)),
        placed(editorial(0, title=word, teaser=word), "views", SectionKind.EDITORIALS),
        placed(story(9, **long), "also", SectionKind.ALSO),
    )
    of = dressed(design)
    made = press().set_page(layout(chosen, language, of), of, nonce=NONCE)
    for width in (320, 375, 600):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_content(filled(made)[0], wait_until="domcontentloaded")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


@pytest.mark.parametrize(
    ("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(26, 30, 33)")]
)
def test_the_sheet_follows_the_reader_s_scheme(browser, scheme, ground):
    page = browser.new_page(color_scheme=scheme)
    page.set_content(filled(edition())[0], wait_until="domcontentloaded")
    shown = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    assert shown == ground
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("design", ["brief", "paper", "alert"])
def test_every_text_can_be_read_on_its_ground(browser, design, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.set_content(filled(edition(design))[0], wait_until="domcontentloaded")
    assert page.evaluate(FAINT) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ffd400", "#10206a"])
def test_a_newsroom_s_colours_can_be_read_whatever_they_are(browser, accent, scheme):
    look = Look(template="paper", accent=accent, accent_dark=accent)
    of = digest(look=look)
    made = press().set_page(layout(of=of), of, nonce=NONCE)
    page = browser.new_page(color_scheme=scheme)
    page.set_content(filled(made)[0], wait_until="domcontentloaded")
    assert page.evaluate(FAINT) == []
    page.close()


FAINT = """() => {
  const light = (c) => { const [r, g, b] = c.map(v => v / 255).map(
    v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parse = (text) => text.match(/[0-9.]+/g).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const faint = [];
  for (const e of document.body.querySelectorAll("*")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent) continue;
    const a = light(parse(getComputedStyle(e).color).slice(0, 3)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(e.outerHTML.slice(0, 80) + " " + ratio.toFixed(2));
  }
  return faint;
}"""
