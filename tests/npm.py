"""What Node's packages of `.ci/npm` say of a template or a page; each call is one run of Node.

They come by `npm ci` in that folder: `.ci/run` does it, and so may anybody who has Node.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / ".ci" / "npm"
PACKAGES = ("mjml", "html-validate", "caniemail")
CLIENTS = ("gmail.*", "outlook.*", "apple-mail.*", "yahoo.*", "samsung-email.*")

COMPILE = """
const mjml = require('mjml');
const set = (source, validationLevel) => {
  try {
    return mjml(source, {validationLevel, fonts: {}, keepComments: false});
  } catch (fault) {  // that is how `strict` answers
    return {html: '', errors: fault.errors || [{formattedMessage: String(fault)}]};
  }
};
answer(asked => asked.sources.map(source => set(source, asked.level)).map(made =>
  ({html: made.html, errors: made.errors.map(error => error.formattedMessage)})));
"""
VALIDATE = """
const {HtmlValidate, StaticConfigLoader} = require('html-validate');
answer(asked => {
  const judge = new HtmlValidate(new StaticConfigLoader(asked.rules));
  return asked.pages.map(page => judge.validateStringSync(page).results.flatMap(found =>
    found.messages.map(m => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`)));
});
"""
# Its answers are maps from a mail program to what it lacks, or has in part.
SUPPORT = """
const titles = found => Object.fromEntries([...found].map(([client, features]) =>
  [client, [...new Set(features.map(feature => feature.title))].sort()]));
import('caniemail').then(({caniemail}) => answer(asked => asked.pages.map(html => {
  const {errors, warnings} = caniemail({clients: asked.clients, html}).issues;
  return {lacking: titles(errors), partly: titles(warnings)};
})));
"""
_ANSWER = """
const answer = of => process.stdout.write(JSON.stringify(
  of(JSON.parse(require('fs').readFileSync(0, 'utf8')))));
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What npm's mjml made of a source."""

    html: str
    errors: tuple[str, ...]


def missing() -> str:
    """Why nothing can be asked; empty where all is there."""
    if shutil.which("node") is None:
        return "needs Node, which is not installed"
    if not all((FOLDER / "node_modules" / name).is_dir() for name in PACKAGES):
        return "needs the packages of .ci/npm: npm ci --prefix .ci/npm"
    return ""


def compiled(sources: Sequence[str], *, level: str = "skip") -> list[Made]:
    """Each MJML document by the compiler of MJML's makers; `level` = strict | soft | skip."""
    found = _asked(COMPILE, {"sources": list(sources), "level": level})
    return [Made(made["html"], tuple(made["errors"])) for made in found]


def faults(pages: Sequence[str], rules: Mapping[str, Any]) -> list[list[str]]:
    """What html-validate has against each page, as `line:column rule: words`."""
    return list(_asked(VALIDATE, {"pages": list(pages), "rules": dict(rules)}))


def support(pages: Sequence[str]) -> list[dict[str, dict[str, list[str]]]]:
    """What common mail programs lack of what each page uses, by program, from caniemail.com."""
    return list(_asked(SUPPORT, {"pages": list(pages), "clients": list(CLIENTS)}))


def _asked(script: str, question: Mapping[str, Any]) -> Any:
    done = subprocess.run(
        ["node", "-e", _ANSWER + script],
        input=json.dumps(question),
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
