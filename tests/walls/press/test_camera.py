"""Pictures of a page by the real browser of this machine."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from digest.press.camera import VIEWS, View, open_camera, save
from digest.press.chromium import BrowserError, find_browser
from tests.letters import edition
from tests.pages import filled

RED = (200, 30, 30)
PAGE = """<!DOCTYPE html><html><head><style>
body { margin: 0; background: #ffffff; height: 1500px }
@media (prefers-color-scheme: dark) { body { background: #000000 } }
</style></head><body><img src="https://herald.example.org/a.jpg" width="100" height="100" alt="">
<script>document.body.style.background = "#00ff00"</script></body></html>"""


def picture_of(url: str) -> bytes | None:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), RED).save(made, "PNG")
    return made.getvalue() if url == "https://herald.example.org/a.jpg" else None


@pytest.fixture(scope="module")
def camera():
    with open_camera(find_browser() or "") as made:
        yield made


def look(camera, view: View, page: str = PAGE) -> Image.Image:
    return Image.open(io.BytesIO(camera.take(page, view, picture_of))).convert("RGB")


@pytest.mark.browser
def test_the_whole_page_is_taken_at_its_width_whatever_its_height(camera):
    assert look(camera, View(600)).size == (600, 1500)
    assert look(camera, View(375)).size == (375, 1500)


@pytest.mark.browser
def test_the_scheme_is_the_reader_s_and_no_script_runs(camera):
    assert look(camera, View(600, "light")).getpixel((300, 1000)) == (255, 255, 255)
    assert look(camera, View(600, "dark")).getpixel((300, 1000)) == (0, 0, 0)


@pytest.mark.browser
def test_pictures_are_handed_in_or_blocked(camera):
    assert look(camera, View(600)).getpixel((50, 50)) == RED
    assert look(camera, View(600, pictures=False)).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.browser
def test_every_view_of_a_real_page_becomes_a_file(camera, tmp_path):
    files = save(tmp_path, filled(edition())[0], camera, picture_of)
    assert [file.name for file in files] == [f"{view.name}.png" for view in VIEWS]
    for file, view in zip(files, VIEWS, strict=True):
        with Image.open(file) as shot:
            assert shot.width == view.width


@pytest.mark.browser
def test_a_page_asks_nobody_but_us(camera):
    asked: list[str] = []

    def noted(url: str) -> None:
        asked.append(url)

    page = (
        '<img src="https://herald.example.org/a.jpg"><iframe src="https://herald.example.org/f">'
        '</iframe><link rel="stylesheet" href="https://herald.example.org/s.css">'
    )
    camera.take(page, View(), noted)
    assert asked == ["https://herald.example.org/a.jpg"]


def test_a_program_that_is_no_browser_is_an_error_in_words():
    with pytest.raises(BrowserError, match="ended by itself"), open_camera("/bin/false"):
        pass


@pytest.mark.browser
def test_preview_adds_pictures_beside_the_files(digest, tmp_path):
    out = digest("preview", "morning", "--out", str(tmp_path / "page"), "--png").stdout
    for language in ("en", "ur"):
        names = {file.name for file in (tmp_path / "page" / language).glob("*.png")}
        assert names == {f"{view.name}.png" for view in VIEWS}
    assert "600-light.png" in out
    with Image.open(tmp_path / "page" / "en" / "600-light.png") as shot:
        # The sample newsroom's pictures are in it: more colours than type and grounds have.
        assert len(shot.convert("RGB").getcolors(1 << 24) or ()) > 3000


def test_without_a_browser_preview_says_so_and_does_the_rest(digest, environ, tmp_path):
    bare = environ | {"PATH": "/nowhere"}
    done = digest("preview", "morning", "--out", str(tmp_path / "page"), "--png", env=bare)
    assert "no pictures: none of chromium" in done.stderr
    assert "bytes of HTML" in done.stdout
    assert (tmp_path / "page" / "en" / "body.html").is_file()
    assert list((tmp_path / "page" / "en").glob("*.png")) == []
