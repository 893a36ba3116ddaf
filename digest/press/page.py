"""Layout -> Edition: subject, HTML and text of one variant, with gaps for the reader.

    skeleton of the digest's template       compiled once, kept by content
    | Jinja over the layout                 feed text is only ever a value, escaped
    | size ladder                           thumbnails, then summaries, then titles only
    | plain text from the same layout

Does not choose stories, does not know readers, does not judge: that is `digest.press.lint`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, Template
from jinja2 import TemplateError as JinjaError
from jinja2.meta import find_referenced_templates
from markupsafe import Markup

from digest.model.edition import CLICK, NAME, TOKEN, Edition, gap
from digest.model.errors import TemplateError
from digest.model.layout import Layout, Words
from digest.model.plan import Digest
from digest.model.service import Notice, ServiceMail
from digest.press.environment import PageEnvironment
from digest.press.look import Type, inks, own
from digest.press.shelf import Shelf
from digest.press.skeleton import Skeleton, build
from digest.press.text_part import disarm_html, disarm_text, tidy, wrap
from digest.press.words import words_for
from digest.rules.layout_ladder import shorter
from digest.rules.layout_notice import lay_out_notice

SERVICE = "service"
"""The folder of the service mails' templates, one by the name of each kind."""
AIM = 80_000
"""Bytes of HTML that the ladder aims at; Gmail clips near 102,000."""
LONGEST = {TOKEN: 43, CLICK: 43, NAME: 200}
"""Bytes of the longest value of a gap, for the size that counts."""

# Keeps a mail program from pulling the page's first words into the preview after ours.
FILLER = Markup("&#847;&nbsp;&zwnj;") * 30


@dataclass(frozen=True, slots=True)
class _Set:
    """A template ready to be filled: both parts and the subject."""

    skeleton: Skeleton
    html: Template
    text: Template
    subject: Template
    files: tuple[str, ...]
    stamp: tuple[object, ...]


class Press:
    """Sets pages from the templates of a search path; `site` is the root of every link in mail."""

    def __init__(self, templates: Sequence[Path], site: str) -> None:
        self.site = site.rstrip("/")
        self.shelf = Shelf(templates)
        self._html = PageEnvironment(autoescape=True)
        self._text = PageEnvironment(
            autoescape=False,
            keep_trailing_newline=True,
            auto_reload=False,
            loader=FunctionLoader(self._text_source),
        )
        self._text.filters["wrap"] = wrap
        self._sets: dict[str, _Set] = {}

    def words(self, language: str) -> Words:
        """The page's own words for `rules.layout.lay_out`."""
        return words_for(language)

    def set_page(self, layout: Layout, digest: Digest, *, nonce: str) -> Edition:
        """The edition of a layout.  `nonce` is 8 fresh hex digits; it names the gaps.

        TemplateError when a template cannot be set; ConfigurationError for an impossible look.
        """
        ready = self._ready(digest.look.template)
        html = self._fill_html(ready, layout, digest, nonce)
        while filled_size(html, nonce) > AIM and (less := shorter(layout)) is not None:
            layout = less
            html = self._fill_html(ready, layout, digest, nonce)
        context = self._context(layout, digest, nonce=nonce)
        text = self._render(ready.text, context, ready)
        subject = self._render(ready.subject, context, ready)
        return Edition(
            variant=layout.variant,
            subject=disarm_text(" ".join(subject.split())),
            preheader=str(layout.preheader),
            html=html,
            text=disarm_text(tidy(text)),
            nonce=nonce,
            direction=layout.direction,
            steps=layout.steps,
        )

    def web_page(self, layout: Layout, digest: Digest, *, address: str = "") -> str:
        """The same page for the archive: no gap, no reader's link.  `address` = its own URL."""
        ready = self._ready(digest.look.template)
        context = self._context(layout, digest, nonce="", address=address)
        return disarm_html(self._render(ready.html, context, ready))

    def set_notice(self, notice: Notice, digest: Digest) -> ServiceMail:
        """A service mail, finished: it is for one person, so it has no gaps.

        TemplateError when a template cannot be set; ConfigurationError for an impossible look.
        """
        ready = self._ready(f"{SERVICE}/{notice.kind}")
        layout = lay_out_notice(notice, digest, words=words_for(notice.language))
        context = _look_context(digest, layout.words) | {
            "page": layout,
            "links": {},
            "name": layout.salutation,
            "web": False,
        }
        html, text, subject = (
            self._render(template, context, ready)
            for template in (ready.html, ready.text, ready.subject)
        )
        return ServiceMail(
            subject=disarm_text(" ".join(subject.split())),
            html=disarm_html(html),
            text=disarm_text(tidy(text)),
            language=layout.language,
            direction=layout.direction,
        )

    def check(self, template: str) -> None:
        """Compile the template of that name; TemplateError where it cannot be."""
        self._ready(template)

    def _fill_html(self, ready: _Set, layout: Layout, digest: Digest, nonce: str) -> str:
        context = self._context(layout, digest, nonce=nonce)
        return disarm_html(self._render(ready.html, context, ready))

    def _ready(self, name: str) -> _Set:
        """The compiled template of that name; compiled anew when one of its files changed."""
        kept = self._sets.get(name)
        if kept is None or kept.stamp != self.shelf.stamp(kept.files):
            kept = self._sets[name] = self._compile(name)
        return kept

    def _compile(self, name: str) -> _Set:
        source = self.shelf.read(f"{name}/layout.mjml", wanted_by="look.template")
        body, subject = f"{name}/body.txt", f"{name}/subject.txt"
        files = tuple(dict.fromkeys((*source.files, *self._text_files(body, subject))))
        skeleton = build(source)
        self._text = self._text.overlay()
        return _Set(
            skeleton=skeleton,
            html=self._html.from_string(skeleton.jinja),
            text=self._text.get_template(body),
            subject=self._text.get_template(subject),
            files=files,
            stamp=self.shelf.stamp(files),
        )

    def _text_files(self, *paths: str) -> tuple[str, ...]:
        """Those files and all that they include."""
        found: dict[str, None] = dict.fromkeys(paths)
        waiting = list(paths)
        while waiting:
            text = self.shelf.read(waiting.pop(), wanted_by="look.template").text
            inner = [path for path in find_referenced_templates(self._text.parse(text)) if path]
            waiting += [path for path in inner if path not in found]
            found |= dict.fromkeys(inner)
        return tuple(found)

    def _text_source(self, path: str) -> tuple[str, str, Callable[[], bool]]:
        return self.shelf.read(path).text + "\n", path, lambda: True

    def _context(
        self, layout: Layout, digest: Digest, *, nonce: str, address: str = ""
    ) -> dict[str, Any]:
        """Every name a template may use; docs/templates.md lists them."""
        return _look_context(digest, layout.words) | {
            "page": layout,
            "links": self._links(layout, nonce, address),
            "name": Markup(gap(nonce, NAME)) if nonce else "",  # noqa: S704  our own gap
            "web": not nonce,
        }

    def _links(self, layout: Layout, nonce: str, address: str) -> dict[str, str]:
        home = f"{self.site}/{layout.digest}/"
        if not nonce:
            return {
                "archive": home,
                "feed": f"{home}feed.xml",
                "subscribe": f"{home}subscribe",
                "page": address or self._permalink(layout),
            }
        own_pages = f"{self.site}/s/{gap(nonce, TOKEN)}"
        pages = {page: f"{own_pages}/{page}" for page in ("unsubscribe", "preferences", "view")}
        return pages | {"subscribe": f"{home}subscribe"}

    def _permalink(self, layout: Layout) -> str:
        later = f"{layout.number}/" if layout.number > 1 else ""
        return f"{self.site}/{layout.digest}/{layout.day.isoformat()}/{later}"

    def _render(self, template: Template, context: dict[str, Any], ready: _Set) -> str:
        try:
            return template.render(context)
        except Exception as error:  # noqa: BLE001  whatever it is, the author is told where
            raise self._placed(error, template, ready) from None

    def _placed(self, error: Exception, template: Template, ready: _Set) -> TemplateError:
        """The error of a running template with file and line, as near as it can be told."""
        told = (error.message if isinstance(error, JinjaError) else str(error)) or ""
        message = f"the template cannot be filled ({told or type(error).__name__})"
        if template is not ready.html:
            name, line = _last_line(error, template.name or ready.skeleton.source.name)
            return TemplateError(message, file=name, line=line)
        _, line = _last_line(error, template.filename or "")
        file, line, code = ready.skeleton.place(line)
        return TemplateError(message, file=file, line=line, tag=code)


def _look_context(digest: Digest, words: Words) -> dict[str, Any]:
    """What every page of a digest has in common."""
    faces = Type(digest.look)
    return {
        "words": words,
        "look": inks(digest.look),
        "filler": FILLER,
        "serif": faces.serif,
        "sans": faces.sans,
        "start": faces.start,
        "end": faces.end,
        "own": own,
    }


def _last_line(error: Exception, name: str) -> tuple[str, int]:
    """File and line of the innermost template frame of a traceback; a page is called `name`."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file == name or file.endswith(".txt"):
            name, line = file, trace.tb_lineno
        trace = trace.tb_next
    return name, line


def filled_size(html: str, nonce: str) -> int:
    """Bytes of the HTML with the longest values in its gaps."""
    size = len(html.encode())
    for name, longest in LONGEST.items():
        placeholder = gap(nonce, name)
        size += html.count(placeholder) * (longest - len(placeholder))
    return size
