"""What the public and the readers' own pages ask the database: values out, nothing written.

    archive(digest)                  the issues that went out, newest first
    printed(digest, day, number)     one of them in the language asked for
    edition_of(issue, reader)        the one that a reader got, whatever the issue's state
    reader(subscriber)               who a token speaks for, with their standing on some lists

Prints nothing and knows no address of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Exists, OuterRef, Q, QuerySet

from digest.model.audience import ConsentAct, SubscriptionState
from digest.model.edition import CLICK, Variant, gap
from digest.model.issue import IssueState
from digest.rules import batching, clicklinks
from digest.store import clicks, models

OUT = (
    IssueState.SENDING,
    IssueState.PAUSED,
    IssueState.FINISHED,
    IssueState.FINISHED_IN_PART,
)
"""States in which an issue is public.  A cancelled one is, if somebody had it before the stop."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the archive, in the language that was asked for where it was printed in it."""

    issue: int
    day: date
    number: int
    out_at: datetime
    subject: str
    preheader: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Printed:
    """An edition with its gaps as it is kept, and the languages the issue was printed in.

    `steps` names what had to be left out for size.
    """

    issue: int
    variant: Variant
    digest: str
    day: date
    number: int
    language: str
    direction: str
    subject: str
    preheader: str
    html: str
    nonce: str
    steps: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reader stands on one list; `state` is None where they never were on it."""

    slug: str
    title: str
    state: SubscriptionState | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a token speaks for.  `suppressed`: the address is not mailed, whatever the lists say."""

    id: int
    address: str
    address_hash: str
    name: str
    language: str
    suppressed: bool = False
    standings: tuple[Standing, ...] = field(default=())

    @property
    def receives(self) -> bool:
        """Whether one of the lists would bring them mail now or after a pause."""
        gone = (None, SubscriptionState.UNSUBSCRIBED)
        return any(standing.state not in gone for standing in self.standings)


def _out(digest: str) -> QuerySet[models.Issue]:
    """Issues that the public may read: not those addressed to single persons."""
    somebody = models.Batch.objects.filter(issue=OuterRef("pk"), submitted__gt=0)
    stopped = Q(state=IssueState.CANCELLED) & Exists(somebody)
    return models.Issue.objects.filter(
        Q(state__in=OUT) | stopped,
        digest=digest,
        frozen_at__isnull=False,
        audience__only__0__isnull=True,
    )


def archive_size(digest: str) -> int:
    """How many issues of a digest went out."""
    return _out(digest).count()


def archive(
    digest: str, *, languages: Sequence[str], offset: int = 0, limit: int = 30
) -> tuple[Entry, ...]:
    """Issues that went out, newest first; `languages` in order of preference."""
    rows = _out(digest).order_by("-day", "-number")
    few = rows.only("day", "number", "frozen_at", "subject", "preheader")
    issues = list(few[offset : offset + limit])
    heads: dict[int, list[models.Edition]] = {}
    columns = ("issue_id", "variant", "language", "direction", "subject", "preheader")
    whole = models.Edition.objects.filter(issue__in=issues).exclude(variant__contains="+")
    for edition in whole.only(*columns):
        heads.setdefault(edition.issue_id, []).append(edition)
    return tuple(_entry(row, _best(heads.get(row.pk, []), languages)) for row in issues)


def _entry(row: models.Issue, edition: models.Edition | None) -> Entry:
    head = edition or row
    assert row.frozen_at is not None  # `_out` asks for it
    return Entry(
        issue=row.pk,
        day=row.day,
        number=row.number,
        out_at=row.frozen_at,
        subject=head.subject,
        preheader=head.preheader,
        language=edition.language if edition else "",
        direction=edition.direction if edition else "ltr",
    )


def _best(editions: Iterable[models.Edition], languages: Sequence[str]) -> models.Edition | None:
    """The edition in the first language that there is; whole editions before chosen sections."""
    ordered = sorted(editions, key=attrgetter("variant"))
    for language in languages:
        for edition in sorted(ordered, key=lambda one: "+" in one.variant):
            if edition.language == language:
                return edition
    return ordered[0] if ordered else None


def printed(
    digest: str, day: date, number: int | None, *, languages: Sequence[str]
) -> Printed | None:
    """An issue that went out: of that number, or the first of its day."""
    issues = _out(digest).filter(day=day).order_by("number")
    issue = issues.filter(number=number).first() if number else issues.first()
    return _printed(issue, languages) if issue else None


def edition_of(issue_id: int, reader: int, *, languages: Sequence[str]) -> Printed | None:
    """The edition that a reader got, whether the issue is public or not.

    Who is in none of its batches is shown the whole edition in the first of those languages.
    """
    issue = models.Issue.objects.filter(pk=issue_id).first()
    return _printed(issue, languages, _got(issue_id, reader)) if issue else None


def got(issue_id: int, reader: int) -> bool:
    """Whether a reader is in the issue's frozen audience."""
    return _got(issue_id, reader) is not None


def _got(issue_id: int, reader: int) -> int | None:
    """The edition of the batch that holds a reader."""
    near = models.Batch.objects.filter(issue=issue_id, first_id__lte=reader, last_id__gte=reader)
    for edition, recipients in near.values_list("edition_id", "recipients"):
        if reader in batching.unpack(bytes(recipients)):
            return int(edition)
    return None


def _printed(
    issue: models.Issue, languages: Sequence[str], got: int | None = None
) -> Printed | None:
    few = issue.editions.only("variant", "language", "issue_id").order_by("pk")
    best = _best(few, languages)
    if best is None:
        return None
    edition = models.Edition.objects.get(pk=got or best.pk)
    return Printed(
        issue=issue.pk,
        variant=Variant.read(edition.variant),
        digest=issue.digest,
        day=issue.day,
        number=issue.number,
        language=edition.language,
        direction=edition.direction,
        subject=edition.subject,
        preheader=edition.preheader,
        html=_direct(edition),
        nonce=edition.nonce,
        steps=tuple(edition.steps),
        languages=tuple(dict.fromkeys(one.language for one in few)),
    )


def _direct(edition: models.Edition) -> str:
    """The page with links that lead straight to their stories, as everybody may see it."""
    if gap(edition.nonce, CLICK) not in edition.html:
        return edition.html
    found = clicks.targets(edition.issue_id)
    return clicklinks.plain_html(edition.html, nonce=edition.nonce, found=found)


def digest_of(issue_id: int) -> tuple[str, tuple[str, ...]] | None:
    """The digest of an issue and the lists it was addressed to, as frozen then."""
    row = models.Issue.objects.filter(pk=issue_id).values_list("digest", "audience").first()
    if row is None:
        return None
    lists = row[1].get("lists", []) if isinstance(row[1], dict) else []
    return row[0], tuple(lists)


def reader(subscriber_id: int, lists: Sequence[str]) -> Reader | None:
    """A reader who is not erased, with their standing on those lists, in that order."""
    person = models.Subscriber.objects.filter(pk=subscriber_id, erased=False).first()
    if person is None:
        return None
    return Reader(
        id=person.pk,
        address=person.address,
        address_hash=person.address_hash,
        name=person.name,
        language=person.language,
        suppressed=models.Suppression.objects.filter(address_hash=person.address_hash).exists(),
        standings=_standings(person.pk, lists),
    )


def _standings(subscriber_id: int, lists: Sequence[str]) -> tuple[Standing, ...]:
    titles = dict(models.MailingList.objects.filter(slug__in=lists).values_list("slug", "title"))
    states = dict(
        models.Subscription.objects.filter(
            subscriber=subscriber_id, list__slug__in=lists
        ).values_list("list__slug", "state")
    )
    return tuple(
        Standing(
            slug,
            titles[slug] or slug,
            SubscriptionState(states[slug]) if slug in states else None,
        )
        for slug in lists
        if slug in titles
    )


def every_list_of(subscriber_id: int) -> tuple[str, ...]:
    """All lists a reader ever was on."""
    slugs = models.Subscription.objects.filter(subscriber=subscriber_id).values_list(
        "list__slug", flat=True
    )
    return tuple(sorted(slugs))


def left_last(address_hash: str, lists: Sequence[str]) -> tuple[str, ...]:
    """The lists that the reader left together when they left last, and has not come back to.

    The order is that of the rows: clocks of two machines may differ.
    """
    rows = models.Consent.objects.filter(address_hash=address_hash, list_slug__in=lists)
    said = rows.order_by("pk").values_list("list_slug", "act", "at")
    last_word = {slug: (act, at) for slug, act, at in said}
    left = [(slug, at) for slug, (act, at) in last_word.items() if act == ConsentAct.WITHDREW]
    leavings = [at for _, act, at in said if act == ConsentAct.WITHDREW]
    together = {slug for slug, at in left if at == leavings[-1]}
    return tuple(slug for slug in lists if slug in together)
