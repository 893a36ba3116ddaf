"""Template files -> one Jinja source of finished, inlined HTML, made once and kept by content.

    layout.mjml with its parts     search path: the newsroom's folder first, the shipped one last
    | masks over the Jinja         digest.press.mask
    | MJML -> HTML                 digest.press.mjml
    | styles inlined               css-inline, on the skeleton, so that no edition pays for it
    | masks off

Feed text never passes through here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from css_inline import CSSInliner

from digest.model.errors import TemplateError
from digest.press.mask import Masks, commented
from digest.press.mjml import check_tags, compile_mjml
from digest.press.shelf import Source

_BLOCK = r"</?(?:table|tbody|tr|td|th|p|h[1-6]|div|meta|style|head|body|link)\b"
_BEFORE_BLOCK = re.compile(rf"(?<=>)\s+(?={_BLOCK})")
_AFTER_BLOCK = re.compile(rf"({_BLOCK}[^>]*>)\s+(?=<)")
_INLINE_CLASSES = re.compile(r'\s+class="([^"]*\bi-[^"]*)"')
_OF_LINE = re.compile(r"of line (\d+)\b")
_STYLE_TAG = re.compile(r"<style\b.*?</style>", re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(r'\bstyle="[^"]*"')


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Jinja source of an HTML page, with what is needed to name a place in the files.

    `owners`: for each line of `jinja`, the number of the piece of code that stands on it.
    """

    source: Source
    jinja: str
    masks: Masks
    owners: tuple[int | None, ...]

    def place(self, line: int) -> tuple[str, int, str]:
        """File, line and code of a line of `jinja`; the template's name where nothing is on it."""
        owner = self.owners[line - 1] if 0 < line <= len(self.owners) else None
        if owner is None:
            return self.source.name, 1, ""
        return *self.source.place(self.masks.lines[owner]), self.masks.code[owner]


def build(source: Source) -> Skeleton:
    """The finished skeleton of a layout.  TemplateError names file, line and tag."""
    masks = Masks()
    try:
        masked = masks.hide(source.text)
        check_tags(masked, source.name)
        compiled = compile_mjml(masked, file=source.name)
        html = _inlined(compiled.html, compiled.inline_css)
    except TemplateError as error:
        raise _placed(error, source, masks) from error.__cause__
    jinja, owners = masks.reveal_apart(html)
    return Skeleton(source, jinja, masks, owners)


def _inlined(html: str, css: str) -> str:
    before = commented(html)
    inliner = CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css
    )
    after = inliner.inline(before)
    for tag in ("<table", "<tbody", "<tr", "<td"):
        if before.count(tag) != after.count(tag):
            raise TemplateError(
                "rows of a table must stand inside <table><tbody>, and cells inside <tr>",
                tag=f"{tag}>",
            )
    return _lean(after)


def _lean(html: str) -> str:
    """Without line breaks between tags, blanks in styles, and classes that served inlining."""
    html = _AFTER_BLOCK.sub(r"\1", _BEFORE_BLOCK.sub("", html))
    html = _INLINE_CLASSES.sub(lambda found: _kept_classes(found[1]), html)
    html = _STYLE_TAG.sub(lambda found: re.sub(r"\s*\n\s*", " ", found[0]), html)
    return _STYLE_ATTRIBUTE.sub(
        lambda found: re.sub(r"([:;,])\s+", r"\1", found[0]).replace(';"', '"'), html
    )


def _kept_classes(classes: str) -> str:
    kept = " ".join(name for name in classes.split() if not name.startswith("i-"))
    return f' class="{kept}"' if kept else ""


def _placed(error: TemplateError, source: Source, masks: Masks) -> TemplateError:
    """The same error with the file and line that the author knows, and the code unmasked."""
    ids = dict(error.ids)
    line = ids.get("line")
    if isinstance(line, int):
        ids["file"], ids["line"] = source.place(line)
    ids.setdefault("file", source.name)
    if "tag" in ids:
        ids["tag"] = masks.reveal(str(ids["tag"]))
    message = _OF_LINE.sub(lambda found: _told(source.place(int(found[1]))), error.message)
    return TemplateError(message, **ids)


def _told(place: tuple[str, int]) -> str:
    return f"of {place[0]}, line {place[1]},"
