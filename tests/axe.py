"""axe-core in a page: what keeps people from reading it."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

TAGS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
# A mail is shown inside a mail program's own page, which has the landmarks.
MAIL_EXCEPT = ("landmark-one-main", "region")

NAMELESS = """() => {
  const named = (e) => (e.labels && e.labels.length) || e.getAttribute('aria-label')
    || e.textContent.trim() || e.type === 'hidden' || e.title;
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return [
    ...[...document.querySelectorAll('input,select,textarea,button,a,iframe')]
      .filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 90)),
    ...ids.filter((id, at) => ids.indexOf(id) !== at),
  ];
}"""
"""A script: fields, buttons and links without a name, and ids that stand twice."""


@lru_cache(maxsize=1)
def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, *, exceptions: tuple[str, ...] = ()) -> list[str]:
    """Each violation in the page as `rule: html: what to do`."""
    page.evaluate(_script())
    options = {
        "runOnly": {"type": "tag", "values": list(TAGS)},
        "rules": {rule: {"enabled": False} for rule in exceptions},
    }
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}: {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]
