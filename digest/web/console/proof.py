"""The page of an issue as readers will see it: narrow or wide, light or dark, text, pictures off.

Shown in a frame without scripts, forms and an origin of its own; pictures come from the papers'
servers, so they are left out until somebody asks for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from digest.bootstrap import House
from digest.flow.dispatch import audience_of
from digest.flow.render import Proof, variants_of
from digest.jobs import proofs_of
from digest.model.edition import NAME, TOKEN, Edition, Variant, gap
from digest.model.finding import Severity
from digest.model.issue import Issue
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.rules import clicklinks
from digest.rules.layout import salutation
from digest.store import editions, issues
from digest.web.console import asreader, frame, hall
from digest.web.console.access import asks
from digest.web.console.words import labelled, say
from digest.web.public.printed import readers_page

CLIPPED = 102_000
"""Bytes from which a large provider cuts a letter off."""
_DARK = "(prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class Look:
    """How the page is looked at, from the address; what is unknown falls back to the first choice."""

    variant: str
    width: int = 600
    scheme: str = "light"
    form: str = "page"
    pictures: bool = False
    reader: str = ""

    @classmethod
    def of(cls, request: HttpRequest, variants: Sequence[str]) -> Look:
        """The look that was asked for."""
        get = request.GET.get
        asked = get("variant", "")
        return cls(
            asked if asked in variants else next(iter(variants), ""),
            375 if get("width") == "375" else 600,
            "dark" if get("scheme") == "dark" else "light",
            "text" if get("form") == "text" else "page",
            get("pictures") == "on",
            get("reader", "") if get("reader", "").isdecimal() else "",
        )

    @property
    def query(self) -> str:
        """The same look in an address."""
        pictures = "on" if self.pictures else "off"
        return (
            f"variant={self.variant}&width={self.width}&scheme={self.scheme}"
            f"&form={self.form}&pictures={pictures}{self.who}"
        )

    @property
    def who(self) -> str:
        """The reader's part of an address; '' where nobody is asked for."""
        return f"&reader={self.reader}" if self.reader else ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Pages as they were set for exactly this."""

    issue: Issue
    plan: Digest
    variants: tuple[Variant, ...]
    printed: tuple[int, ...]
    made: tuple[Proof, ...] = ()

    def holds(self, other: _Kept) -> bool:
        """Whether the other asks for the same pages."""
        return replace(self, made=()) == other


_KEEP = 4
_kept: deque[_Kept] = deque(maxlen=_KEEP)


def made_of(house: House, issue: Issue, plan: Digest) -> tuple[Proof, ...]:
    """The pages of an issue with what the lint says, set once for the desk and its frame."""
    printed = tuple(sheet.id for sheet in editions.sheets(issue.id))
    variants = () if printed else variants_of(issue, plan, audience_of(issue.id))
    asked = _Kept(issue, plan, variants, printed)
    for kept in list(_kept):
        if kept.holds(asked):
            return kept.made
    _, made = proofs_of(house, issue.id)
    _kept.append(replace(asked, made=made))
    return made


def checks(made: Sequence[Proof], variant: str) -> list[tuple[str, str]]:
    """What to look at before it goes: `(colour, words)`, the worst first."""
    proof = next((one for one in made if one.sheet.edition.variant.key == variant), None)
    if proof is None:
        return [("bad", say("proof.no_page"))]
    size = len(proof.sheet.edition.html.encode())
    large = "bad" if size > CLIPPED else "good"
    lines: list[tuple[str, str]] = [
        (large, say("proof.size", size=round(size / 1000), most=round(CLIPPED / 1000)))
    ]
    colours = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.NOTE: ""}
    for finding in proof.findings:
        where = f" ({finding.where})" if finding.where else ""
        lines.append(
            (
                colours[finding.severity],
                labelled(f"lint.{finding.id}", f"{finding.id}: {finding.words}{where}"),
            )
        )
    if not proof.errors:
        lines.append(("good", say("proof.fine")))
    rank = {"bad": 0, "warn": 1, "": 2, "good": 3}
    return sorted(lines, key=lambda line: rank[line[0]])


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """The page itself, for the frame."""
    if issues.state(number) is None:
        raise Http404
    house = hall.house()
    issue = issues.load(number)
    plan = house.settings.digests.get(issue.digest) if issue else None
    if issue is None or plan is None:
        raise Http404
    made = made_of(house, issue, plan)
    known = {p.sheet.edition.variant.key: p.sheet.edition for p in made}
    look = Look.of(request, list(known))
    reader = asreader.of(request, issue, plan, [e.variant for e in known.values()])
    edition = known.get(reader.variant if reader and reader.variant else look.variant)
    if edition is None:
        raise Http404
    return _shown(edition, look, clicklinks.targets(issue), reader.name if reader else "")


def _shown(edition: Edition, look: Look, targets: Sequence[str], reader: str) -> HttpResponse:
    nonce, name = edition.nonce, salutation(reader, edition.variant.language)
    if look.form == "text":
        text = clicklinks.plain_text(edition.text, nonce=nonce, found=targets)
        text = text.replace(gap(nonce, TOKEN), "")
        return frame.text(text.replace(gap(nonce, NAME), name))
    plain = clicklinks.plain_html(edition.html, nonce=nonce, found=targets)
    page = readers_page(plain, nonce=nonce, name=name, link=_nowhere)
    page = page.replace(_DARK, "all" if look.scheme == "dark" else "not all")
    return frame.page(page, pictures=look.pictures)


def _nowhere(verb: str) -> None:
    """Links that only a reader's own mail has lead nowhere here."""
