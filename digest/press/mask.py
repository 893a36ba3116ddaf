"""Jinja behind masks, so that MJML and CSS tools see plain words where a template has code.

    {{ card.title }}   ->  jx7q      an expression: safe in text, attributes, styles
    {% for … %}        ->  js8q      a statement: a word for MJML, a comment for the HTML parser
    {# … #}            ->  nothing

An HTML parser lifts stray words out of tables, but leaves comments where they stand; so between
the tags a statement becomes a comment while styles are inlined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError

from digest.model.errors import TemplateError

_MASK = re.compile(r"j[xs](\d+)q")
_STATEMENT = re.compile(r"js\d+q")
_DECLARATION = re.compile(r"""((?:\bstyle="|;)\s*)(jx\d+q)(?=\s*[;"])""")
_DECLARED = re.compile(r"(jx\d+q):\s*1\b")
_COMMENTED = re.compile(r"<!--(js\d+q)-->")
_MARKUP = re.compile(r"<!--.*?-->|<(?:style|title)\b.*?</(?:style|title)>|<[^>]*>", re.DOTALL)
_LEXER = Environment(autoescape=True)
_OPEN = {"variable_begin": "x", "block_begin": "s"}
_CLOSE = frozenset({"variable_end", "block_end"})


@dataclass(slots=True)
class Masks:
    """The code taken out, by number, with the line it stood in."""

    code: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def hide(self, source: str) -> str:
        """The source with every piece of Jinja masked; lines stay where they are."""
        out: list[str] = []
        held: list[str] | None = None
        kind = ""
        for line, token, text in _LEXER.lex(source):
            if token in _OPEN:
                held, kind = [text], _OPEN[token]
            elif token in _CLOSE and held is not None:
                held.append(text)
                out.append(self._mask(kind, "".join(held), line))
                held = None
            elif token.startswith(("comment", "linecomment")):
                out.append("\n" * text.count("\n"))
            else:
                (out if held is None else held).append(text)
        return "".join(out)

    def _mask(self, kind: str, code: str, line: int) -> str:
        self.code.append(code)
        self.lines.append(line - code.count("\n"))
        return f"j{kind}{len(self.code) - 1}q" + "\n" * code.count("\n")

    def reveal(self, html: str) -> str:
        """The code back in place of its masks."""
        return _MASK.sub(lambda found: self.code[int(found[1])], _unwrapped(html))

    def reveal_apart(self, html: str) -> tuple[str, tuple[int | None, ...]]:
        """The same with every piece of code on a line of its own; for each line, whose it is.

        The line break stands inside the braces, where it prints nothing, so that an error of the
        filled template leads back to one piece.
        """
        pieces = _MASK.split(_unwrapped(html))
        out = [pieces[0]]
        owners: list[int | None] = [None] * (pieces[0].count("\n") + 1)
        for number, text in zip(map(int, pieces[1::2]), pieces[2::2], strict=True):
            code = _OPENING.sub(r"\g<0>\n", self.code[number], count=1)
            out += [code, text]
            owners += [number] * (code.count("\n") + text.count("\n"))
        return "".join(out), tuple(owners)


_OPENING = re.compile(r"\{[{%][-+]?")


def _unwrapped(html: str) -> str:
    html = _COMMENTED.sub(lambda found: found[1], html)
    html = _DECLARED.sub(lambda found: found[1], html)
    return html.replace('q=""', "q")


def commented(html: str) -> str:
    """Masks in the form that an HTML parser and a CSS parser leave in place.

    A statement between the tags becomes a comment; an expression that stands for a whole
    declaration of a style becomes a declaration.
    """
    html = _DECLARATION.sub(lambda found: f"{found[1]}{found[2]}:1", html)
    out, end = [], 0
    for markup in _MARKUP.finditer(html):
        out += [_as_comments(html[end : markup.start()]), markup[0]]
        end = markup.end()
    return "".join([*out, _as_comments(html[end:])])


def _as_comments(text: str) -> str:
    return _STATEMENT.sub(lambda found: f"<!--{found[0]}-->", text)


def check_code(source: str, file: str) -> None:
    """TemplateError with file and line when the Jinja in a source is not well formed."""
    wrong = _wrong(source)
    if wrong is not None:
        words, line = wrong
        raise TemplateError(f"the template's code cannot be read ({words})", file=file, line=line)


@lru_cache(maxsize=256)
def _wrong(source: str) -> tuple[str, int] | None:
    """What is wrong with the Jinja of a source, and where: a part is read for each of its users."""
    try:
        _LEXER.parse(source)
    except TemplateSyntaxError as error:
        return error.message or "", error.lineno
    return None
