"""The `[[sources]]` of a digest."""

from __future__ import annotations

from pathlib import Path

from digest.model.source import Source, SourceKind
from digest.model.story import Role
from digest.settings import checks
from digest.settings.table import Table


def read_sources(table: Table, zone: str, language: str, folder: Path) -> tuple[Source, ...]:
    """At least one, each slug once; `folder` is the configuration's, for paths of texts."""
    sources = tuple(_source(entry, zone, language, folder) for entry in table.tables("sources"))
    if not sources:
        raise table.missing("sources", "at least one [[sources]]")
    seen: set[str] = set()
    for source in sources:
        if source.slug in seen:
            raise table.wrong("sources", source.slug, "every source once, by its slug")
        seen.add(source.slug)
    return sources


def _source(table: Table, zone: str, language: str, folder: Path) -> Source:
    kind = table.choice("kind", SourceKind, SourceKind.FEED)
    source = Source(
        slug=table.checked("slug", checks.slug, checks.SLUG),
        kind=kind,
        url=_address(table, kind, folder),
        name=table.line("name", ""),
        owner=table.line("owner", ""),
        role=table.choice("role", Role, Role.NEWS),
        language=table.checked("language", checks.language, checks.LANGUAGE, language),
        zone=table.checked("zone", checks.zone, checks.ZONE, zone),
        weight=table.number("weight", 1.0, low=0, high=10),
        leads=_leads(table),
        sample=table.flag("sample", False),
        articles=table.flag("articles", False),
        limit=table.whole("limit", 60, low=1, high=5000),
        selectors=_selectors(table, kind),
    )
    table.finish()
    return source


def _selectors(table: Table, kind: SourceKind) -> tuple[str, ...]:
    """CSS of the links (or of what stands round them) that are stories on a front page."""
    found = table.texts("selectors", check=_selector, allowed="a CSS selector, such as main h2 a")
    if found and kind is not SourceKind.FRONTPAGE:
        raise table.wrong("selectors", ", ".join(found), 'only with kind = "frontpage"')
    return found


def _selector(text: str) -> str:
    from cssselect import HTMLTranslator, SelectorError  # few configurations have one

    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(text) from error
    return text


def _leads(table: Table) -> bool:
    value = table.line("lead", "", allowed='"first", or leave it out')
    if value not in ("", "first"):
        raise table.wrong("lead", value, '"first", or leave it out')
    return value == "first"


def _address(table: Table, kind: SourceKind, folder: Path) -> str:
    """The address, or for a text document the file."""
    path, given = table.line("path", ""), table.has("url")
    if kind is SourceKind.PUSH:
        if path or given:
            raise table.wrong(
                "url", table.line("url", path), 'none with kind = "push": stories come by the API'
            )
        return ""
    if path and (kind is not SourceKind.TEXT or given):
        raise table.wrong("path", path, 'only with kind = "text", and instead of url')
    if path:
        return _file(table, path, folder)
    needed = "an http or https address"
    needed += ", or path = a file" if kind is SourceKind.TEXT else ""
    return table.checked("url", checks.web_address, needed)


def _file(table: Table, given: str, folder: Path) -> str:
    """As written it is relative to the configuration; a path that only exists from where the
    program runs is meant so.
    """
    table.line("url", "")
    try:
        path = Path(given).expanduser()
    except RuntimeError:
        raise table.wrong("path", given, "a file; that user has no home folder") from None
    beside = folder / path
    here = path.is_absolute() or (path.exists() and not beside.exists())
    return str(path if here else beside)
