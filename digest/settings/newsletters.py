"""One file of `config/digests/` into a `Digest`; its slug is the file's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from digest.model.errors import ConfigurationError
from digest.model.plan import (
    Choosing,
    Digest,
    Look,
    SectionKind,
    SectionPlan,
    Sender,
    Weights,
)
from digest.model.source import Source, SourceKind
from digest.model.story import Role
from digest.settings import checks
from digest.settings.table import Table, read_toml


def read_digest(path: Path, *, defaults: Table) -> Digest:
    """The digest configured in `path`; what it leaves out comes from `digest.toml`."""
    table = read_toml(path)
    slug = _slug_of(path)
    languages = tuple(
        _language(table, "languages", value)
        for value in table.texts("languages", ["en"])
    )
    if not languages:
        raise table.wrong("languages", [], "at least one language")
    zone = table.checked(
        "zone", checks.zone, "a zone of the IANA database", _zone_of(defaults)
    )
    sources = _sources(table, zone, languages[0], path.parent.parent)
    digest = Digest(
        slug=slug,
        title=table.line("title"),
        zone=zone,
        languages=languages,
        sender=_sender(table.table("sender"), defaults),
        lists=_lists(table, slug),
        sources=sources,
        sections=_sections(table, {source.slug for source in sources}),
        list_id=table.checked(
            "list_id", checks.list_id, "a dotted name", _list_id(slug, defaults)
        ),
        schedule=table.line("schedule", ""),
        lateness=table.duration("lateness", timedelta(hours=3)),
        cool_down=table.duration("cool_down", timedelta(hours=1)),
        choosing=_choosing(table.table("choosing")),
        look=_look(table.table("look")),
        subject=table.line("subject", ""),
    )
    table.finish()
    return digest


def _slug_of(path: Path) -> str:
    try:
        return checks.digest_slug(path.stem)
    except ValueError as error:
        raise ConfigurationError(
            f"{path}: the name of the file is the digest's name, and {path.stem!r} is not allowed ({error})"
        ) from None


def _zone_of(defaults: Table) -> str:
    return defaults.checked("zone", checks.zone, "a zone of the IANA database", "UTC")


def _language(table: Table, name: str, value: str) -> str:
    try:
        return checks.language(value)
    except ValueError:
        raise table.wrong(name, value, "language tags such as en, ur, pt-BR") from None


def _list_id(slug: str, defaults: Table) -> str:
    return f"{slug}.{defaults.checked('list_domain', checks.list_id, 'a domain', 'news.example.org')}"


def _lists(table: Table, slug: str) -> tuple[str, ...]:
    lists = table.texts("lists", [slug])
    for name in lists:
        try:
            checks.slug(name)
        except ValueError as error:
            raise table.wrong("lists", name, str(error)) from None
    if not lists:
        raise table.wrong("lists", [], "at least one list")
    return lists


def _sender(table: Table, defaults: Table) -> Sender:
    base = defaults.table("sender")
    sender = Sender(
        name=table.line("name", base.line("name", "digest")),
        address=table.checked(
            "address",
            checks.mail_address,
            "a mail address",
            base.checked("address", checks.mail_address, "a mail address"),
        ),
        reply_to=table.checked(
            "reply_to",
            checks.mail_address,
            "a mail address",
            base.checked("reply_to", checks.mail_address, "a mail address", ""),
        ),
        postal_address=table.line("postal_address", base.line("postal_address", "")),
    )
    table.finish()
    base.finish()
    return sender


def _sources(
    table: Table, zone: str, language: str, folder: Path
) -> tuple[Source, ...]:
    sources = tuple(
        _source(entry, zone, language, folder) for entry in table.tables("sources")
    )
    if not sources:
        raise ConfigurationError(
            f"{table.file}: sources is missing; needed: at least one [[sources]]"
        )
    seen: set[str] = set()
    for source in sources:
        if source.slug in seen:
            raise table.wrong("sources", source.slug, "every source once")
        seen.add(source.slug)
    return sources


def _source(table: Table, zone: str, language: str, folder: Path) -> Source:
    kind = table.choice("kind", SourceKind, SourceKind.FEED)
    source = Source(
        slug=table.checked("slug", checks.slug, "a slug"),
        kind=kind,
        url=_address(table, kind, folder),
        name=table.line("name", ""),
        owner=table.line("owner", ""),
        role=table.choice("role", Role, Role.NEWS),
        language=table.checked("language", checks.language, "a language tag", language),
        zone=table.checked("zone", checks.zone, "a zone of the IANA database", zone),
        weight=table.number("weight", 1.0, low=0, high=10),
        leads=_leads(table),
        sample=table.flag("sample", False),
        articles=table.flag("articles", False),
        limit=table.whole("limit", 60, low=1, high=5000),
    )
    table.finish()
    return source


def _leads(table: Table) -> bool:
    value = table.line("lead", "")
    if value not in ("", "first"):
        raise table.wrong("lead", value, '"first", or leave it out')
    return value == "first"


def _address(table: Table, kind: SourceKind, folder: Path) -> str:
    if kind is SourceKind.TEXT and table.has("path"):
        path = Path(table.line("path")).expanduser()
        beside = folder / path
        # As written it is relative to the configuration; a path that only exists from where the
        # program runs is meant so.
        return str(
            path
            if path.is_absolute() or (path.exists() and not beside.exists())
            else beside
        )
    return table.checked("url", checks.web_address, "an http or https address")


def _sections(table: Table, sources: set[str]) -> tuple[SectionPlan, ...]:
    sections = tuple(_section(entry, sources) for entry in table.tables("sections"))
    slugs = [section.slug for section in sections]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise table.wrong("sections", slug, "every section once")
    return sections or DEFAULT_SECTIONS


DEFAULT_SECTIONS = (
    SectionPlan("lead", SectionKind.LEAD, limit=1),
    SectionPlan("top", SectionKind.TOP, limit=5),
    SectionPlan("editorials", SectionKind.EDITORIALS, limit=6),
    SectionPlan("also", SectionKind.ALSO, limit=6),
)


def _section(table: Table, sources: set[str]) -> SectionPlan:
    kind = table.choice("kind", SectionKind)
    asked = table.texts("sources")
    for slug in asked:
        if slug not in sources:
            raise table.wrong(
                "sources", slug, f"this digest's sources: {', '.join(sorted(sources))}"
            )
    section = SectionPlan(
        slug=table.checked("slug", checks.slug, "a slug", kind.value),
        kind=kind,
        title=table.worded("title"),
        limit=table.whole(
            "limit", 1 if kind is SectionKind.LEAD else 5, low=0, high=100
        ),
        sources=asked,
        categories=table.texts("categories"),
        keywords=table.texts("keywords"),
        url_pattern=table.line("url_pattern", ""),
        languages=table.texts("languages"),
        stories_in=table.texts("stories_in"),
        per_source=table.whole("per_source", 0, low=0, high=100) or None,
    )
    table.finish()
    return section


def _choosing(table: Table) -> Choosing:
    usual = Choosing()
    choosing = Choosing(
        look_back=table.duration("look_back", usual.look_back),
        half_life=table.duration("half_life", usual.half_life),
        minimum=table.whole("minimum", usual.minimum, low=1, high=1000),
        minimum_new=table.whole("minimum_new", usual.minimum_new, low=0, high=1000),
        lead_words=table.whole("lead_words", usual.lead_words, low=0, high=5000),
        owner_share=table.number("owner_share", usual.owner_share, low=0.05, high=1),
        weights=_weights(table.table("weights")),
        boosts=table.points("boosts"),
    )
    table.finish()
    return choosing


def _weights(table: Table) -> Weights:
    usual = Weights()
    weights = Weights(
        **{
            name: table.number(name, getattr(usual, name), low=0, high=100)
            for name in ("coverage", "prominence", "freshness", "depth", "desk")
        }
    )
    table.finish()
    return weights


FACES = "a list of faces: letters, digits, spaces, commas and quotes"


def _look(table: Table) -> Look:
    usual = Look()
    look = Look(
        template=table.checked(
            "template", checks.slug, "the name of a template", usual.template
        ),
        accent=table.checked("accent", checks.colour, "#rrggbb", usual.accent),
        accent_dark=table.checked(
            "accent_dark", checks.colour, "#rrggbb", usual.accent_dark
        ),
        logo=table.checked("logo", checks.web_address, "an https address", ""),
        tagline=table.worded("tagline"),
        logo_width=table.whole("logo_width", 0, low=0, high=10_000) or None,
        logo_height=table.whole("logo_height", 0, low=0, high=10_000) or None,
        serif=table.checked("serif", checks.faces, FACES, ""),
        sans=table.checked("sans", checks.faces, FACES, ""),
        footer=table.worded("footer"),
    )
    table.finish()
    return look


def check_shared_sources(digests: Mapping[str, Digest]) -> None:
    """A slug names one source: two digests may share it, but not mean different addresses."""
    seen: dict[str, tuple[str, Source]] = {}
    for digest in digests.values():
        for source in digest.sources:
            other, known = seen.setdefault(source.slug, (digest.slug, source))
            if (known.url, known.kind) != (source.url, source.kind):
                raise ConfigurationError(
                    f"source {source.slug!r} is {known.url} in digest {other} and {source.url} in "
                    f"digest {digest.slug}; give one of them another slug"
                )
