"""One file of `config/digests/` into a `Digest`; its slug is the file's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from digest.model.canary import CanaryPlan, Then
from digest.model.errors import ConfigurationError
from digest.model.plan import Choosing, Digest, Sender, Thin, Tracking, Weights
from digest.model.schedule import OwnHour, Schedule
from digest.model.source import Source
from digest.settings import checks
from digest.settings.pages import read_look, read_sections
from digest.settings.rates import read_pace
from digest.settings.schedules import read_schedule
from digest.settings.sources import read_sources
from digest.settings.table import Table, read_toml

_MINUTE = timedelta(minutes=1)
MOST_TESTERS, MOST_SEEDS = 10, 50


def read_digest(path: Path, *, defaults: Table) -> Digest:
    """The digest configured in `path`; what it leaves out comes from `digest.toml`."""
    table = read_toml(path)
    slug = _slug_of(path)
    languages = table.texts("languages", ["en"], check=checks.language, allowed=checks.LANGUAGE)
    if not languages:
        raise table.wrong("languages", [], "at least one language")
    zone = table.checked("zone", checks.zone, checks.ZONE, zone_of(defaults))
    sources = read_sources(table, zone, languages[0], path.parent.parent)
    titles = _titles(table, languages[0])
    timing = read_schedule(table, path.parent.parent)
    digest = Digest(
        slug=slug,
        title=titles.pop(languages[0]),
        titles=titles,
        zone=zone,
        languages=languages,
        sender=_sender(table.table("sender"), defaults),
        lists=_lists(table, slug),
        sources=sources,
        sections=read_sections(table, sources, languages),
        list_id=table.checked(
            "list_id", checks.list_id, "a dotted name", f"{slug}.{list_domain_of(defaults)}"
        ),
        timing=timing,
        schedule=table.line("schedule", ""),
        lateness=table.duration("lateness", timedelta(hours=3), least=_MINUTE),
        cool_down=table.duration("cool_down", timedelta(hours=1)),
        undo=table.duration("undo", timedelta(0)),
        choosing=_choosing(table.table("choosing")),
        look=read_look(table.table("look"), languages[0]),
        chosen_editions=table.whole("chosen_editions", 24, low=0, high=200),
        tracking=_tracking(table.table("tracking")),
        testers=_people(table, "testers", MOST_TESTERS),
        seeds=_people(table, "seeds", MOST_SEEDS),
        urgent=table.flag("urgent", False),
        subject=table.checked("subject", checks.subject, "one line of text", ""),
        pace=read_pace(table.table("rates")),
        canary=_canary(table.table("canary"), timing),
        ping=table.checked("ping", checks.web, "an http or https address", ""),
    )
    table.finish()
    return digest


def _tracking(table: Table) -> Tracking:
    tracking = Tracking(table.flag("clicks", False), table.flag("opens", False))
    table.finish()
    return tracking


def _people(table: Table, name: str, most: int) -> tuple[str, ...]:
    """Addresses of the house's own, each once."""
    allowed = f"at most {most} mail addresses"
    found = table.texts(name, check=checks.mail_address, allowed=allowed)
    if len(found) > most:
        raise table.wrong(name, f"{len(found)} addresses", allowed)
    return tuple({one.lower(): one for one in found}.values())


def _slug_of(path: Path) -> str:
    try:
        return checks.digest_slug(path.stem)
    except ValueError as error:
        reason = f" ({error})" if str(error) else ""
        raise ConfigurationError(
            f"{path}: the file's name is the digest's name, and {path.stem!r} is not allowed; "
            f"allowed: {checks.SLUG}{reason}"
        ) from None


def _titles(table: Table, language: str) -> dict[str, str]:
    """What readers know it as, by language; in its own language it must have a name."""
    if not table.is_table("title"):
        return {language: table.line("title")}
    titles = table.worded("title", language, checks.language)
    if not titles.get(language):
        raise table.wrong("title", titles, f"a title in the digest's own language: {language}")
    return titles


def zone_of(defaults: Table) -> str:
    """The zone of digests that name none."""
    return defaults.checked("zone", checks.zone, checks.ZONE, "UTC")


def list_domain_of(defaults: Table) -> str:
    """The domain of every List-Id that is not given."""
    return defaults.checked("list_domain", checks.list_id, "a domain", "news.example.org")


def _canary(table: Table, timing: Schedule) -> CanaryPlan:
    """Who gets it first; hours of readers' own would mix with the wait of the others."""
    usual = CanaryPlan()
    plan = CanaryPlan(
        readers=table.whole("readers", usual.readers, low=0, high=1000),
        wait=table.duration("wait", usual.wait),
        then=table.choice("then", Then, usual.then),
    )
    table.finish()
    if plan.readers and timing.own_hour is not OwnHour.NO:
        raise table.wrong("readers", plan.readers, '0 where own_hour is not "no"')
    return plan


def _lists(table: Table, slug: str) -> tuple[str, ...]:
    lists = table.texts("lists", [slug], check=checks.slug, allowed=checks.SLUG)
    if not lists:
        raise table.wrong("lists", [], "at least one list")
    return lists


def _sender(table: Table, defaults: Table) -> Sender:
    """The digest's own sender, each part of it from `digest.toml` where it is not given."""
    base = defaults.table("sender")
    usual = _address(base, "address", "") if table.has("address") else _address(base, "address")
    sender = Sender(
        name=table.line("name", base.line("name", "digest")),
        address=_address(table, "address", usual),
        reply_to=_address(table, "reply_to", _address(base, "reply_to", "")),
        postal_address=table.line("postal_address", base.line("postal_address", "")),
    )
    table.finish()
    base.finish()
    return sender


def _address(table: Table, name: str, *default: str) -> str:
    return table.checked(name, checks.mail_address, checks.ADDRESS, *default)


def _choosing(table: Table) -> Choosing:
    usual = Choosing()
    choosing = Choosing(
        look_back=table.duration("look_back", usual.look_back, least=_MINUTE),
        half_life=table.duration("half_life", usual.half_life, least=_MINUTE),
        minimum=table.whole("minimum", usual.minimum, low=1, high=1000),
        minimum_new=table.whole("minimum_new", usual.minimum_new, low=0, high=1000),
        thin=table.choice("thin", Thin, usual.thin),
        after=table.texts("after", check=checks.slug, allowed=checks.SLUG),
        lead_words=table.whole("lead_words", usual.lead_words, low=0, high=5000),
        links=table.whole("links", 0, low=0, high=1000) or None,
        words=table.whole("words", 0, low=0, high=100_000) or None,
        owner_share=table.number("owner_share", usual.owner_share, low=0.05, high=1),
        weights=_weights(table.table("weights")),
        boosts=table.points("boosts", low=-1, high=1),
    )
    if choosing.links is not None and choosing.links < choosing.minimum:
        raise table.wrong("links", choosing.links, f"0, or at least its minimum {choosing.minimum}")
    table.finish()
    return choosing


def _weights(table: Table) -> Weights:
    usual = Weights()
    names = ("coverage", "prominence", "freshness", "depth", "desk")
    weights = Weights(
        **{name: table.number(name, getattr(usual, name), low=0, high=100) for name in names}
    )
    table.finish()
    return weights


def check_shared_sources(digests: Mapping[str, Digest]) -> None:
    """A slug names one source: two digests may share it, but not mean different addresses."""
    seen: dict[str, tuple[str, Source]] = {}
    for digest in digests.values():
        for source in digest.sources:
            other, known = seen.setdefault(source.slug, (digest.slug, source))
            if (known.url, known.kind) != (source.url, source.kind):
                raise ConfigurationError(
                    f"source {source.slug!r} is {known.kind.value} {known.url} in digest {other} "
                    f"and {source.kind.value} {source.url} in digest {digest.slug}; "
                    "give one of them another slug"
                )


def check_followed(digests: Mapping[str, Digest]) -> None:
    """A digest follows others that there are, and never itself."""
    for digest in digests.values():
        others = sorted(set(digests) - {digest.slug})
        for slug in digest.choosing.after:
            if slug not in others:
                raise ConfigurationError(
                    f"digests/{digest.slug}.toml: choosing.after = {slug!r} is not allowed; allowed: "
                    f"the name of another digest ({', '.join(others) or 'there is none'})"
                )
