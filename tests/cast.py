"""One cast for the tests of the pages: a newsroom, its readers, and issues that went out.

Ada reads English and is on both lists; Bilal reads Urdu; Clara left long ago; Dora is suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from digest.flow.render import letterhead
from digest.flow.sharing import going
from digest.model.audience import Audience, SuppressionReason
from digest.model.edition import Edition, Variant
from digest.model.issue import Issue as Chosen
from digest.model.issue import IssueKind, IssueStep
from digest.model.plan import Digest
from digest.model.schedule import OwnHour, Schedule
from digest.model.story import Role
from digest.press import Press
from digest.press.words import words_for
from digest.rules import tokens
from digest.rules.layout import lay_out
from digest.settings import Settings
from digest.settings import current as current_settings
from digest.store import audience, consent, editions, issues, models, subscribers, values
from tests import pages
from tests.readers import enlist, reader

KEY = b"k" * 40
SITE = "https://news.example.org"
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
LISTS = ("readers", "weekend")
LANGUAGES = ("en", "ur", "de", "fr")


@cache
def digest() -> Digest:
    """The Morning Ledger in four languages, on two lists, at its readers' own hours."""
    return pages.digest(languages=LANGUAGES, lists=LISTS, timing=Schedule(own_hour=OwnHour.FROZEN))


def house() -> Settings:
    """The settings of that newsroom."""
    return replace(
        current_settings(),
        digests={"morning": digest()},
        secret_keys=(KEY,),
        site=SITE,
        newsroom="The Harbour Press",
        contact="desk@news.example.org",
    )


@cache
def printed(language: str, views: int = 3) -> Edition:
    """A real edition, set by the press."""
    press = Press((pages.TEMPLATES,), SITE)
    layout = lay_out(
        pages.issue(pages.placements(views=views)),
        digest(),
        Variant(language),
        words=words_for(language),
    )
    return press.set_page(layout, digest(), nonce=pages.NONCE)


@dataclass(frozen=True)
class Person:
    """A reader of the cast."""

    id: int
    address: str
    hash: str

    def token(self, issue: int) -> str:
        """What stands in this reader's mail of that issue."""
        return tokens.mint(KEY, tokens.READER, self.id, issue)

    def state(self, slug: str = "readers") -> str | None:
        """How they stand on a list."""
        rows = models.Subscription.objects.filter(subscriber=self.id, list__slug=slug)
        return rows.values_list("state", flat=True).first()

    def acts(self) -> list[tuple[str, str]]:
        """What they said, in order: (act, list)."""
        rows = models.Consent.objects.filter(address_hash=self.hash).order_by("pk")
        return list(rows.values_list("act", "list_slug"))


def person(name: str, language: str, *, lists: tuple[str, ...] = LISTS) -> Person:
    """A confirmed reader of these lists; `name` may hold a surname."""
    for slug in LISTS:
        subscribers.make_list(slug, NOW, {"readers": "Every morning", "weekend": "Weekend"}[slug])
    address = f"{name.split()[0].lower()}@reader.example.org"
    enlist([reader(address, name, language)], lists, key=KEY, now=NOW)
    row = models.Subscriber.objects.get(address=address)
    return Person(row.pk, address, row.address_hash)


def ada() -> Person:
    return person("Ada", "en")


def bilal() -> Person:
    made = person("Bilal", "ur", lists=("readers",))
    models.Subscriber.objects.filter(pk=made.id).update(name="بلال احمد")
    return made


def clara() -> Person:
    made = person("Clara", "de", lists=("readers",))
    consent.withdraw(made.id, ["readers"], source="test", actor="reader", now=NOW)
    return made


def dora() -> Person:
    made = person("Dora", "fr", lists=("readers",))
    reason = SuppressionReason.HARD_BOUNCE
    models.Suppression.objects.create(address_hash=made.hash, reason=reason, at=NOW)
    return made


def issue(
    day: date = DAY,
    *,
    languages: tuple[str, ...] = ("en", "ur"),
    steps: tuple[IssueStep, ...] = (IssueStep.FREEZE, IssueStep.RELEASE),
    subject: str = "The ferry is back",
    only: tuple[str, ...] = (),
    shortened: bool = False,
    preheader: str = "",
) -> int:
    """An issue printed and brought as far as `steps` say."""
    chosen = _kept(pages.issue())
    due = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=5)
    draft = issues.Draft(
        digest="morning",
        day=day,
        kind=IssueKind.ADHOC,
        subject=subject,
        preheader="and more",
        choice=chosen.choice,
        audience={"lists": list(LISTS), "only": list(only)},
        due_at=due,
    )
    made, _ = issues.make_or_join(draft, due)
    head = letterhead(replace(chosen, id=made), digest(), SITE, due)
    few = [replace(printed(language), subject=f"{subject} ({language})") for language in languages]
    if preheader:
        few = [replace(edition, preheader=preheader) for edition in few]
    if shortened:
        few = [replace(edition, steps=("thumbnails", "summaries", "titles")) for edition in few]
    assert editions.save(made, [(edition, head) for edition in few], due)
    for step in steps:
        _step(made, step, due, only)
    return made


def _step(made: int, step: IssueStep, now: datetime, only: tuple[str, ...]) -> None:
    if step is IssueStep.FREEZE:
        ids = {e.edition.variant: e.id for e in editions.sheets(made)}
        whom = Audience(LISTS, only)
        chosen = issues.load(made)
        assert chosen is not None
        plan = replace(going(digest(), whom, chosen), editions=tuple(ids))
        assert audience.freeze(made, whom, editions=ids, going=plan, batch_size=100, now=now)
    elif step is IssueStep.FINISH:
        for batch in models.Batch.objects.filter(issue=made):
            batch.cursor = batch.inflight_to = batch.submitted = batch.n
            batch.state, batch.done_at = "done", now
            batch.save()
        assert issues.step(made, step, finished_at=now)
    else:
        assert issues.step(made, step)


FINISHED = (IssueStep.FREEZE, IssueStep.RELEASE, IssueStep.FINISH)


def _kept(chosen: Chosen) -> Chosen:
    """The choice with its stories in the database."""
    placements = []
    for place, placement in enumerate(chosen.choice.placements):
        story = placement.story
        source, _ = models.Source.objects.get_or_create(slug=story.source)
        row, _ = models.Story.objects.get_or_create(
            source=source,
            guid=story.guid,
            defaults=values.story_fields(story) | {"first_seen": NOW, "changed_at": NOW},
        )
        placements.append(replace(placement, story_id=row.pk, place=place))
    assert any(p.story.role is Role.EDITORIAL for p in placements)
    unique = {p.story_id: p for p in placements}
    return replace(chosen, choice=replace(chosen.choice, placements=tuple(unique.values())))
