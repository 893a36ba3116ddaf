"""Bytes of a stranger's picture -> bytes that every mail program shows, and nothing else in them.

    header | pixels counted | opened as that kind only | upright | scaled down | sRGB | encoded anew

Raises Spoilt with words; the decoder's own troubles are spoken as "cannot be decoded".
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from digest.media.header import Header, read_header
from digest.rules.owncopies import MOST_PIXELS, copy_size

QUALITY = 82
"""Of a JPEG: at twice the shown size no eye sees the difference to more."""

_ORIENTATION = 0x0112
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})


class Spoilt(Exception):
    """No copy can be made of this; its text says why."""


@dataclass(frozen=True, slots=True)
class Print:
    """An encoded copy: `suffix` is `jpg` or `png`; the size is that of the original, upright."""

    body: bytes
    suffix: str
    width: int
    height: int


def develop(body: bytes, room: tuple[int, int]) -> Print:
    """The copy of a picture for that room (CSS pixels)."""
    header = read_header(body)
    if header is None:
        raise Spoilt("it is no JPEG, PNG, WebP or GIF")
    _refuse_large(header.width, header.height)
    try:
        return _developed(body, header, room)
    except Spoilt:
        raise
    except Exception as error:
        # A decoder raises whatever its format makes it raise; one picture must not cost an issue.
        raise Spoilt(f"it cannot be decoded ({type(error).__name__}: {error})") from error


def _refuse_large(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Spoilt("it says that it has no pixels")
    if width * height > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise Spoilt(
            f"it says {width:,} × {height:,} pixels; more than {most} million are not read"
        )


def _developed(body: bytes, header: Header, room: tuple[int, int]) -> Print:
    with Image.open(BytesIO(body), formats=[header.kind]) as opened:
        _refuse_large(*opened.size)  # what the decoder will unpack, whatever the header said
        turned = opened.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
        width, height = opened.size[::-1] if turned else opened.size
        size = copy_size(width, height, room)
        if header.kind == "JPEG":
            # Unpacked at a half, a quarter or an eighth where that is still large enough.
            opened.draft(None, size[::-1] if turned else size)
        profile = opened.info.get("icc_profile")
        ImageOps.exif_transpose(opened, in_place=True)
        small = _plain(opened).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    small = _for_screens(small, profile)
    return Print(*_encoded(small), width, height)


def _plain(picture: Image.Image) -> Image.Image:
    """In a mode that can be scaled without steps: RGB, RGBA, or CMYK as it came."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        solid = clear.getchannel("A").getextrema() == (255, 255)
        return clear.convert("RGB") if solid else clear
    return picture if picture.mode in ("RGB", "CMYK") else picture.convert("RGB")


def _for_screens(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as sRGB, which is what mail programs take a picture without a profile for."""
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            told = ImageCms.profileToProfile(picture, own, screen, outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            told = None  # a profile of other colours than the picture has
        if told is not None:
            return told
    return picture if picture.mode == wanted else picture.convert(wanted)


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    """Without a word about camera, place or program: the encoder is given pixels alone."""
    picture.info = {}
    out = BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "PNG", optimize=True)
        return out.getvalue(), "png"
    picture.save(out, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return out.getvalue(), "jpg"
