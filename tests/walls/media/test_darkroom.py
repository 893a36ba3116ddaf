"""Own copies of the sample newsroom's pictures, and of what pretends to be one."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageOps

from digest.feeds.fetch import Fetcher
from digest.feeds.newsstand import Newsstand
from digest.media.album import Album
from digest.media.darkroom import Darkroom
from digest.media.develop import Spoilt, develop
from digest.media.header import Header, read_header
from digest.model.owncopy import NoCopy, OwnCopy, Wanted
from digest.sample.content import DATA, outlets
from digest.sample.server import loopback_url, serve

LEAD, ROW = (600, 420), (140, 140)
HARBOUR = (DATA / "pictures" / "harbour.jpg").read_bytes()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_head(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    )


BOMB = (
    png_head(50_000, 50_000) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
)
SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"
)
HOSTILE = {
    "bomb.png": (BOMB, "50,000 × 50,000 pixels"),
    "text.jpg": (b"This is a letter, not a picture.", "no JPEG, PNG, WebP or GIF"),
    "truncated.jpg": (HARBOUR[: len(HARBOUR) // 2], "cannot be decoded"),
    "cut.jpg": (HARBOUR[:40], "no JPEG, PNG, WebP or GIF"),
    "drawing.svg": (SVG, "no JPEG, PNG, WebP or GIF"),
    "empty.png": (b"", "no JPEG, PNG, WebP or GIF"),
    "none.png": (png_head(0, 5), "no pixels"),
    "headless.png": (png_head(50, 50), "cannot be decoded"),
    "webp-bomb.webp": (
        b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + b"\xff\x3e\x00" * 2,
        "16,128 × 16,128 pixels",
    ),
}


def drawn(mode: str = "RGB", size: tuple[int, int] = (900, 600), colour=None) -> Image.Image:
    """A picture whose upper left is light and whose rest is dark."""
    made = Image.new("L", size, 40)
    made.paste(220, (0, 0, size[0] // 3, size[1] // 3))
    return made.convert(mode)


def encoded(picture: Image.Image, kind: str, **also) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **also)
    return out.getvalue()


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


class Given:
    """A stand that has these bytes."""

    def __init__(self, bodies: dict[str, bytes | str]) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def pictures(self, urls: Sequence[str]) -> Iterator[tuple[str, bytes | str]]:
        self.asked += urls
        for url in urls:
            if url in self.bodies:
                yield url, self.bodies[url]


def darkroom(stand, home) -> Darkroom:
    @contextmanager
    def standing(sources):
        yield stand

    return Darkroom(standing, Album(home))


@pytest.fixture(scope="module")
def stand():
    with serve(datetime(2026, 11, 25, 6, 30, tzinfo=UTC)) as newsroom:
        host, port = newsroom.address
        opened_here = frozenset({f"{host}:{port}"})
        with Fetcher(contact="desk@example.org", allow_private=opened_here) as fetcher:
            yield Newsstand(fetcher, lambda url: loopback_url(url, newsroom.base_url) or url)


def test_every_picture_of_the_sample_newsroom_is_fetched_scaled_and_kept(stand, tmp_path):
    urls = sorted(
        {
            outlet.url(f"/pictures/{story.picture.name}")
            for outlet in outlets().values()
            for story in outlet.stories
            if story.picture
        }
    )
    missing = urls[0].rpartition("/")[0] + "/none.jpg"
    wanted = [Wanted(url, LEAD if at % 2 else ROW) for at, url in enumerate([*urls, missing])]
    made = darkroom(stand, tmp_path).copies((), wanted)
    assert list(made) == [one.url for one in wanted]
    assert isinstance(made[missing], NoCopy)
    assert "404" in made[missing].reason
    for one in wanted[:-1]:
        copy = made[one.url]
        assert isinstance(copy, OwnCopy), copy
        assert (copy.width, copy.height) == (960, 540)
        body = (tmp_path / "media" / copy.name).read_bytes()
        assert copy.name == f"{hashlib.sha256(body).hexdigest()}.jpg"
        with opened(body) as picture:
            assert picture.format == "JPEG"
            assert picture.info["progressive"]
            assert picture.size == ((960, 540) if one.room == LEAD else (280, 158))
        assert Album(tmp_path).noted(one) == copy
    assert Album(tmp_path).noted(wanted[-1]) is None
    assert not list((tmp_path / "media").rglob(".*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_costs_itself_alone(name, tmp_path):
    body, words = HOSTILE[name]
    urls = [f"https://paper.example.org/{name}", "https://paper.example.org/harbour.jpg"]
    stand = Given({urls[0]: body, urls[1]: HARBOUR})
    made = darkroom(stand, tmp_path).copies((), [Wanted(url, ROW) for url in urls])
    assert isinstance(made[urls[0]], NoCopy)
    assert words in made[urls[0]].reason
    assert isinstance(made[urls[1]], OwnCopy)
    assert len(list((tmp_path / "media").glob("*.*"))) == 1


def test_a_picture_that_was_not_given_says_why(tmp_path):
    stand = Given({"https://a.example.org/1": "the server refuses to give the document (403)"})
    wanted = [Wanted(f"https://a.example.org/{n}", ROW) for n in (1, 2)]
    made = darkroom(stand, tmp_path).copies((), wanted)
    assert [one.reason for one in made.values()] == [
        "the server refuses to give the document (403)",
        "it was not fetched",
    ]


def test_where_nothing_is_wanted_nothing_is_opened(tmp_path):
    def never(sources):
        raise AssertionError

    assert Darkroom(never, Album(tmp_path)).copies((), ()) == {}


def test_a_folder_that_cannot_be_written_is_a_reason(tmp_path):
    (tmp_path / "media").write_text("a file stands in the way")
    stand = Given({"https://a.example.org/1": HARBOUR})
    made = darkroom(stand, tmp_path).copies((), [Wanted("https://a.example.org/1", ROW)])
    assert "cannot be kept" in made["https://a.example.org/1"].reason


def test_the_same_picture_is_kept_once(tmp_path):
    album = Album(tmp_path)
    first = album.keep(b"bytes", "png")
    inode = (tmp_path / "media" / first).stat().st_ino
    assert album.keep(b"bytes", "png") == first
    assert (tmp_path / "media" / first).stat().st_ino == inode  # not written anew
    assert album.picture(first) == b"bytes"
    assert album.picture(f"../{first}") is None
    assert album.picture("0" * 64 + ".png") is None


# ---------------------------------------------------------------- what a copy is


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_kinds_are_known_by_their_bytes_and_become_jpeg(kind):
    body = encoded(drawn(), kind)
    assert read_header(body) == Header(kind, 900, 600)
    made = develop(body, ROW)
    assert (made.suffix, made.width, made.height) == ("jpg", 900, 600)
    assert opened(made.body).size == (280, 186)


@pytest.mark.parametrize(
    "also", [{"lossless": True}, {"exif": b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"}]
)
def test_every_form_of_webp_says_its_size(also):
    assert read_header(encoded(drawn(), "WEBP", **also)) == Header("WEBP", 900, 600)


def test_what_is_transparent_stays_so():
    picture = drawn("RGBA")
    picture.putalpha(drawn("L"))
    made = develop(encoded(picture, "PNG"), ROW)
    assert made.suffix == "png"
    assert opened(made.body).mode == "RGBA"


def test_a_clear_colour_of_a_palette_stays_clear():
    body = encoded(drawn("P"), "GIF", transparency=drawn("P").getpixel((0, 0)))
    made = develop(body, ROW)
    assert made.suffix == "png"
    assert opened(made.body).getpixel((5, 5))[3] == 0


def test_an_alpha_that_hides_nothing_needs_no_png():
    assert develop(encoded(drawn("RGBA"), "PNG"), ROW).suffix == "jpg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_pictures_in_other_modes_keep_their_light_and_dark(mode):
    picture = drawn("RGB" if mode == "P" else "L").convert(mode) if mode != "I;16" else None
    if picture is None:
        picture = Image.new("I;16", (900, 600), 40 * 257)
        picture.paste(220 * 257, (0, 0, 300, 200))
    made = develop(encoded(picture, "JPEG" if mode == "CMYK" else "PNG"), ROW)
    shown = opened(made.body).convert("L")
    assert shown.getpixel((20, 20)) > 180
    assert shown.getpixel((250, 150)) < 80


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_lies_as_its_camera_meant_it(turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    body = encoded(drawn(), "JPEG", exif=exif)
    upright = ImageOps.exif_transpose(opened(body))
    made = develop(body, ROW)
    shown = opened(made.body)
    assert (made.width, made.height) == upright.size
    assert shown.size == ((280, 186) if turn < 5 else (186, 280))
    small = upright.resize(shown.size)
    for spot in ((10, 10), (shown.width - 10, 10), (10, shown.height - 10)):
        assert abs(shown.convert("L").getpixel(spot) - small.convert("L").getpixel(spot)) < 20


def test_nothing_but_pixels_is_kept():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    exif[0x8825] = {1: "N", 2: (36.0, 48.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = encoded(drawn(), "JPEG", exif=exif, comment=b"Secret words", icc_profile=profile)
    assert b"Camera of Ada" in body
    assert b"Secret words" in body
    for room in (LEAD, ROW):
        made = develop(body, room)
        assert not {"exif", "comment", "icc_profile"} & set(opened(made.body).info)
        assert b"Ada" not in made.body
        assert b"Secret" not in made.body


def test_a_profile_of_other_colours_than_the_picture_has_does_no_harm():
    wrong = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (wrong, b"no profile at all"):
        made = develop(encoded(drawn(), "JPEG", icc_profile=profile), ROW)
        assert opened(made.body).convert("L").getpixel((20, 20)) > 180


def test_of_an_animation_the_first_picture_is_kept():
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("white", "black")]
    body = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    made = develop(body, ROW)
    assert opened(made.body).getpixel((5, 5)) > (240, 240, 240)


def test_a_copy_made_twice_is_the_same_file():
    assert develop(HARBOUR, LEAD) == develop(HARBOUR, LEAD)


def test_a_frame_that_outgrows_its_header_is_not_unpacked():
    """A GIF may place its first picture far outside the size it announced."""
    body = bytearray(encoded(Image.new("P", (8, 8)), "GIF"))
    at = body.index(b"\x2c")
    body[at + 5 : at + 9] = struct.pack("<HH", 65_000, 65_000)
    with pytest.raises(Spoilt, match=r"pixels|decoded"):
        develop(bytes(body), ROW)
