"""A report as HTML: a part for the desk, or a page that stands alone.  No script, no foreign file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from digest.model.report import Measured, Report, Return
from digest.reporting import charts
from digest.reporting.words import ENGLISH, WORDS
from digest.rules.bands import LEAST
from digest.settings import shipped

_STYLES = ("digest.css", "report.css")


def document(report: Report, language: str = "en") -> str:
    """A page of its own, its style inside, in one of the languages of `WORDS`."""
    folder = shipped("templates") / "static"
    style = "\n".join((folder / name).read_text(encoding="utf-8") for name in _STYLES)
    context = context_of(report, WORDS[language]) | {
        "language": language,
        "style": mark_safe(style),  # noqa: S308 - our own files
    }
    return render_to_string("report/page.html", context)


def context_of(report: Report, words: Mapping[str, str] = ENGLISH) -> dict[str, Any]:
    """What `report/body.html` shows."""
    fates = charts.fates(report)
    returns = charts.returns(report.outcome.domains)
    stories = charts.stories(report.stories)
    strips = charts.strips(report.band)
    return {
        "report": report,
        "say": {name.replace(".", "_"): text for name, text in words.items()},
        "told": _told(report, words, fates, returns, stories),
        "fates": [(piece, words[piece.kind], percent(piece.share)) for piece in fates],
        "returns": [(bar, _domain(bar.label, words)) for bar in returns],
        "returned": [(kind.value, words[kind]) for kind in Return if _came(report, kind)],
        "domains": [_domain_row(line, report, words) for line in report.outcome.domains[:30]],
        "stories": stories,
        "strips": [
            (strip, words[strip.measure.name], _around(strip.measure, words)) for strip in strips
        ],
        "band": [_band_row(one, words) for one in report.band if one.value is not None],
        "compared": any(one.n for one in report.band),
        "few": any(0 < one.n < LEAST for one in report.band),
    }


def percent(share: float | None) -> str:
    """98.2 %, 0.031 %: two figures that say something."""
    if share is None:
        return ""
    of_hundred = share * 100
    places = 1 if of_hundred >= 1 or of_hundred == 0 else 3 if of_hundred < 0.1 else 2
    return f"{of_hundred:.{places}f} %"


def spoken(one: Measured, value: float | None) -> str:
    """A value of a measure in its own unit."""
    if value is None:
        return ""
    return f"{value:,.0f}" if one.name == "audience" else percent(value)


def _around(one: Measured, words: Mapping[str, str]) -> str:
    usual = f"{spoken(one, one.lower)} – {spoken(one, one.upper)}"
    told = usual if one.lower is not None else spoken(one, one.median)
    return words["band.about"].format(
        name=words[one.name], value=spoken(one, one.value), usual=told
    )


def _band_row(one: Measured, words: Mapping[str, str]) -> dict[str, str | int]:
    ranged = one.lower is not None
    return {
        "name": words[one.name],
        "value": spoken(one, one.value),
        "median": spoken(one, one.median),
        "usual": f"{spoken(one, one.lower)} – {spoken(one, one.upper)}" if ranged else "",
        "issues": one.n,
        "standing": words[one.standing] if one.standing else words["unknown"],
        "mark": one.standing,
    }


def _domain(name: str, words: Mapping[str, str]) -> str:
    return name or words["domain.erased"]


def _came(report: Report, kind: Return) -> bool:
    return bool(report.outcome.returned.get(kind))


def _domain_row(line: Any, report: Report, words: Mapping[str, str]) -> tuple[str, int, list[int]]:
    kinds = [line.kinds.get(kind, 0) for kind in Return if _came(report, kind)]
    return _domain(line.domain, words), line.total, kinds


def _told(
    report: Report,
    words: Mapping[str, str],
    fates: Sequence[charts.Piece],
    returns: Sequence[charts.Bar],
    stories: Sequence[charts.Bar],
) -> dict[str, str]:
    """The sentences: what each chart shows, for who hears it, and what there is to say."""
    outcome = report.outcome
    return {
        "counted": words["counted"].format(at=f"{outcome.at:%Y-%m-%d %H:%M}"),
        "fates": words["fates.about"].format(
            audience=f"{report.balance.audience:,}",
            parts=", ".join(f"{piece.n:,} {words[piece.kind]}" for piece in fates),
        ),
        "returns": words["returns.about"].format(
            parts=", ".join(f"{_domain(bar.label, words)} {bar.n:,}" for bar in returns)
        ),
        "stories": words["stories.about"].format(
            parts=", ".join(f"{bar.label} {bar.n:,}" for bar in stories)
        ),
        "stories_off": words["stories.off"].format(digest=report.digest),
        "more_domains": words["more_domains"].format(n=30, issue=report.issue),
        **_followed(report, words),
        "specimens": words["specimens"].format(
            parts=", ".join(
                f"{sum(states.values())} {words[kind]}" for kind, states in report.specimens.items()
            )
        ),
    }


def _followed(report: Report, words: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if report.clicks is not None:
        numbers = {
            "readers": f"{report.clicks.readers:,}",
            "clicks": f"{report.clicks.clicks:,}",
            "machines": f"{report.clicks.machines:,}",
        }
        found["stories_sum"] = words["stories.sum"].format(**numbers)
        found["stories_machines"] = words["stories.machines"].format(**numbers)
    if report.opens is not None:
        found["opens"] = words["opens.about"].format(
            readers=f"{report.opens.readers:,}", clicks=f"{report.opens.clicks:,}"
        )
    return found
