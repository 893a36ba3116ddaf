"""What a digest prints: its `[[sections]]` and its `[look]`."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model.plan import EVERYBODYS, Look, Pictures, SectionKind, SectionPlan
from digest.model.source import Source
from digest.settings import checks
from digest.settings.table import Table, meant

DEFAULT_SECTIONS = (
    SectionPlan("lead", SectionKind.LEAD, limit=1),
    SectionPlan("top", SectionKind.TOP, limit=5),
    SectionPlan("editorials", SectionKind.EDITORIALS, limit=6),
    SectionPlan("also", SectionKind.ALSO, limit=6),
)


def read_sections(
    table: Table, sources: Sequence[Source], languages: Sequence[str]
) -> tuple[SectionPlan, ...]:
    """The sections in printed order, or the usual ones."""
    slugs = [source.slug for source in sources]
    sections = tuple(_section(entry, slugs, languages) for entry in table.tables("sections"))
    seen: set[str] = set()
    for section in sections:
        if section.slug in seen:
            raise table.wrong("sections", section.slug, "every section once; give it its own slug")
        seen.add(section.slug)
    return sections or DEFAULT_SECTIONS


def _section(table: Table, sources: Sequence[str], languages: Sequence[str]) -> SectionPlan:
    kind = table.choice("kind", SectionKind)
    usual = 1 if kind is SectionKind.LEAD else 5
    section = SectionPlan(
        slug=table.checked("slug", checks.slug, checks.SLUG, kind.value),
        kind=kind,
        title=table.worded("title", languages[0], checks.language),
        limit=table.whole("limit", usual, low=0, high=100),
        sources=_of_digest(table, "sources", sources),
        categories=table.texts("categories"),
        keywords=table.texts("keywords"),
        url_pattern=table.checked("url_pattern", checks.pattern, "a regular expression", ""),
        languages=_of_digest(table, "languages", languages),
        stories_in=table.texts("stories_in", check=checks.language, allowed=checks.LANGUAGE),
        per_source=table.whole("per_source", 0, low=0, high=100) or None,
        optional=_optional(table, kind),
    )
    table.finish()
    return section


def _optional(table: Table, kind: SectionKind) -> bool:
    """Whether readers may leave the section out; the lead and the top stories are everybody's."""
    optional = table.flag("optional", kind not in EVERYBODYS)
    if optional and kind in EVERYBODYS:
        raise table.wrong(
            "optional",
            optional,
            f"false for a section of kind {kind.value}: a story of any section may stand there, "
            "and nobody should lose what they chose",
        )
    return optional


def _of_digest(table: Table, name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Words that the digest itself uses: its sources, its languages."""
    asked = table.texts(name)
    for word in asked:
        if word not in known:
            raise table.wrong(
                name, word, f"this digest's {name}: {', '.join(known)}{meant(word, known)}"
            )
    return asked


def read_look(table: Table, language: str) -> Look:
    """Template, colours, faces, logo and the lines of the newsroom."""
    usual = Look()
    look = Look(
        template=table.checked("template", checks.slug, "a template's name", usual.template),
        accent=table.checked("accent", checks.colour, checks.COLOUR, usual.accent),
        accent_dark=table.checked("accent_dark", checks.colour, checks.COLOUR, usual.accent_dark),
        logo=table.checked("logo", checks.secure_address, "an https address", ""),
        logo_width=table.whole("logo_width", 0, low=0, high=10_000) or None,
        logo_height=table.whole("logo_height", 0, low=0, high=10_000) or None,
        serif=table.checked("serif", checks.faces, _FACES, ""),
        sans=table.checked("sans", checks.faces, _FACES, ""),
        tagline=table.worded("tagline", language, checks.language),
        footer=table.worded("footer", language, checks.language),
        pictures=table.choice("pictures", Pictures, usual.pictures),
        copies=table.flag("copies", usual.copies),
    )
    table.finish()
    return look


_FACES = 'faces as CSS lists them, such as "Charter, Georgia, serif"'
