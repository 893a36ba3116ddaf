r"""MJML -> HTML through mjml-python, with its known defects gone round.

    line ends, controls      LF only, no BOM, no C0
    tags                     matched with a stack; both lines named; depth at most 256;
                             known, and where they may stand (`mjml_places`)
    attributes               one line, no `\`, no `"`, `0` -> `0px` in paddings
    gaps                     a line break between tags inside text becomes a space
    characters               beyond ASCII as numeric references in, back as characters out
    inline styles            taken out and handed back: the library does not inline them

Knows nothing of Jinja (`digest.press.mask` hides it) and reads no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mjml import mjml2html

from digest.model.errors import TemplateError
from digest.press.mjml_places import misplaced

DEEPEST = 256
_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_ENDING = (
    "mj-text|mj-button|mj-table|mj-raw|mj-accordion-text|mj-accordion-title|mj-navbar-link"
    "|mj-social-element"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)"
    r"(?P<attributes>(?:\s+[^\s=>\"'/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*)\s*(?P<alone>/?)>"
)
_ATTRIBUTE = re.compile(
    r"(?P<gap>\s+)(?P<name>[^\s=>\"'/]+)\s*=\s*(?P<quote>[\"'])(?P<value>.*?)(?P=quote)", re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STYLE = re.compile(r"<mj-style(?P<attributes>[^>]*)>(?P<css>.*?)</mj-style>", re.DOTALL)
# Not one that is closed at once, as in mj-attributes: it would hold all up to somebody else's end.
_TEXT = re.compile(rf"(<(?:{_ENDING})(?:\s[^>]*)?(?<!/)>)(.*?)(</(?:{_ENDING})>)", re.DOTALL)
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_POSITION = re.compile(r"position (\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The HTML of a template, and the rules that its author wants inlined."""

    html: str
    inline_css: str


def compile_mjml(source: str, *, file: str = "template") -> Compiled:
    """The HTML of an MJML document.  TemplateError names file, line and tag."""
    text = _CONTROLS.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    check_tags(text, file)
    text, inline_css = styles_apart(text)
    text = _TAG.sub(_tag_fixed, text)
    text = _TEXT.sub(lambda t: t[1] + re.sub(r">\n\s*<", "> <", t[2]) + t[3], text)
    html = _set(text.encode("ascii", "xmlcharrefreplace").decode("ascii"), file)
    html = _REFERENCE.sub(_character, html)
    if "\\u{" in html:
        raise TemplateError("a character was damaged while setting the template", file=file)
    return Compiled(html, inline_css)


def styles_apart(text: str) -> tuple[str, str]:
    """The document without the rules that are to be inlined, and those rules."""
    inline_css = "\n".join(s["css"] for s in _STYLE.finditer(text) if "inline=" in s["attributes"])
    return _STYLE.sub(lambda s: "" if "inline=" in s["attributes"] else s[0], text), inline_css


def check_tags(text: str, file: str) -> None:
    """TemplateError for a tag that is not closed, closed out of order, misplaced or none at all."""
    open_tags: list[tuple[str, int]] = []
    bare = _COMMENT.sub(lambda c: re.sub(r"[^\n]", " ", c[0]), text)
    bare = _STYLE.sub(
        lambda s: f"<mj-style{s['attributes']}>" + "\n" * s["css"].count("\n") + "</mj-style>", bare
    )
    end = line = 0
    for tag in _TAG.finditer(bare):
        gap = bare[end : tag.start()]
        _refuse_stray(gap, line + 1, file)
        line += gap.count("\n")
        _step(tag, line + 1, open_tags, file)
        line += tag[0].count("\n")
        end = tag.end()
    _refuse_stray(bare[end:], line + 1, file)
    if open_tags:
        name, opened = open_tags[-1]
        raise TemplateError("a tag is never closed", file=file, line=opened, tag=f"<{name}>")


def _refuse_stray(gap: str, line: int, file: str) -> None:
    if "<" in gap:
        before, after = gap.split("<", 1)
        raise TemplateError(
            "a < that begins no tag; write &lt; (in code: lt)",
            file=file,
            line=line + before.count("\n"),
            tag="<" + after[:30].split("\n")[0],
        )


def _step(tag: re.Match[str], line: int, open_tags: list[tuple[str, int]], file: str) -> None:
    name = tag["name"]
    if not tag["close"]:
        _refuse_misplaced(name, line, open_tags, file)
    if tag["alone"] or (name.lower() in _VOID and not tag["close"]):
        return
    if not tag["close"]:
        open_tags.append((name, line))
        if len(open_tags) > DEEPEST:
            raise TemplateError(
                f"tags nested deeper than {DEEPEST}", file=file, line=line, tag=f"<{name}>"
            )
        return
    opened, at = open_tags.pop() if open_tags else ("", 0)
    if opened != name:
        where = f"<{opened}> of line {at} is still open" if opened else "nothing is open"
        raise TemplateError(
            f"a closing tag that fits no opening one: {where}",
            file=file,
            line=line,
            tag=f"</{name}>",
        )


def _refuse_misplaced(name: str, line: int, open_tags: list[tuple[str, int]], file: str) -> None:
    why = misplaced(name, [opened for opened, _ in open_tags])
    if why:
        raise TemplateError(
            f"a tag that cannot stand here: {why}", file=file, line=line, tag=f"<{name}>"
        )


def _tag_fixed(tag: re.Match[str]) -> str:
    if tag["close"]:
        return tag[0]
    return tag[0].replace(tag["attributes"], _ATTRIBUTE.sub(_attribute_fixed, tag["attributes"]), 1)


def _attribute_fixed(attribute: re.Match[str]) -> str:
    value = re.sub(r"\s*[\n\t]\s*", " ", attribute["value"]).replace("\\", "&#92;")
    if attribute["quote"] == "'":
        value = value.replace('"', "&quot;")
    if attribute["name"] in ("padding", "inner-padding"):
        value = re.sub(r"(?<![\w.-])0(?![\w.%])", "0px", value)
    return f' {attribute["name"]}="{value}"'


def _set(source: str, file: str) -> str:
    try:
        return mjml2html(source, fonts={}, disable_comments=True)
    except (KeyboardInterrupt, SystemExit):
        raise
    # The library's panics derive from BaseException; a worker must survive them.
    except BaseException as error:  # noqa: BLE001
        found = _POSITION.search(str(error))
        ids: dict[str, object] = {"file": file}
        if found:
            before = source.encode("ascii")[: int(found[1])].decode("ascii")
            ids["line"] = before.count("\n") + 1
            ids["tag"] = source[len(before) : len(before) + 40].split("\n")[0].strip()
        raise TemplateError("the template is not valid MJML", **ids) from (
            error if isinstance(error, Exception) else ValueError(str(error))
        )


def _character(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(number) if 128 <= number < 0x110000 else reference[0]
