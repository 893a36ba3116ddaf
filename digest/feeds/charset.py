"""Bytes to text by trial: what is declared, UTF-8, then Windows-1252.

UTF-7 and other codecs that hide markup in plain letters are never used, whatever is declared.
"""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']"""
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SINGLE_BYTE = re.compile(r"iso8859-|cp125\d|cp866|cp874|koi8|mac-|tis-620|ascii|latin")
_MULTI_BYTE = re.compile(
    r"utf-8|utf-16|utf-32|gb2312|gbk|gb18030|big5|shift_jis|cp932|euc_|euc-|iso2022_jp|cp949"
)


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 are read as Windows-1252, one run at a time."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("digest.cp1252", _mend)


def known(name: str | None) -> str | None:
    """The codec's name when it is one we decode with, else `None`."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return found if _SINGLE_BYTE.match(found) or _MULTI_BYTE.match(found) else None


def declared(body: bytes) -> str | None:
    """The encoding an XML declaration names."""
    found = _DECLARED.match(body[:400])
    return known(found[1].decode("ascii")) if found else None


def marked(body: bytes) -> tuple[str | None, int]:
    """The encoding a byte order mark tells, and the mark's length; zeros tell UTF-16 as well."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name, len(bom)
    if body[:4] == b"<\x00?\x00" or (
        body[:1] == b"<" and body[1:2] == b"\x00" and body[3:4] == b"\x00"
    ):
        return "utf-16-le", 0
    if body[:2] == b"\x00<" and body[2:3] == b"\x00":
        return "utf-16-be", 0
    return None, 0


def is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8 as they stand."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode(body: bytes, *, http: str | None = None, document: str | None = None) -> str:
    """The text of a document.  `http` and `document` are what the header and the document say."""
    mark, length = marked(body)
    if mark:
        return body[length:].decode(mark, "digest.cp1252" if mark == "utf-8" else "replace")
    for name in (known(document), known(http)):
        if name and (text := _as(body, name)) is not None:
            return text
    return body.decode("utf-8", "digest.cp1252")


def _as(body: bytes, name: str) -> str | None:
    """The text under a declared name, or `None` when the bytes say that it is another one."""
    if _SINGLE_BYTE.match(name):
        if not body.isascii() and is_utf8(body):
            return None  # text that happens to be UTF-8 throughout is UTF-8
        # Latin-1 on the web means Windows-1252: the control codes are quotes and dashes there.
        return body.decode("cp1252" if name in ("iso8859-1", "ascii") else name, "replace")
    if name.startswith(("utf-16", "utf-32")):
        return None  # without a mark and without zeros it is not
    if name == "utf-8":
        return None
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None if is_utf8(body) else body.decode(name, "replace")
