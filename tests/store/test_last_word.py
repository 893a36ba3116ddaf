"""Whatever files, forms, operators and readers do in any order: a no is the end of the mail.

The oracle knows acts only, never the tables: it remembers whose last word was no.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.audience import (
    Audience,
    SubscriptionState,
    SuppressionReason,
    address_hash,
    normal_address,
)
from digest.model.errors import GuardRefused
from digest.model.reply import Outcome
from digest.model.service import NoticeKind
from digest.model.signup import SignUp
from digest.rules.roster import Reader
from digest.store import (
    audience,
    consent,
    importing,
    models,
    person,
    replies,
    signups,
    standing,
)
from digest.store.importing import Found, Terms

pytestmark = pytest.mark.django_db(transaction=True)

S = SubscriptionState
KEY = b"k" * 32
LIST = "morning"
START = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
TABLES = (
    models.Notice,
    models.SignUp,
    models.Subscription,
    models.Consent,
    models.Subscriber,
    models.Suppression,
)


@dataclass
class World:
    """Three readers, a clock, and whose last word was no."""

    now: datetime = START
    said_no: set[str] = field(default_factory=set)

    def row(self, who: str) -> models.Subscriber | None:
        return models.Subscriber.objects.filter(address_norm=normal_address(who)).first()

    def standing(self, who: str) -> str | None:
        rows = models.Subscription.objects.filter(
            subscriber__address_norm=normal_address(who), list__slug=LIST
        )
        return rows.values_list("state", flat=True).first()

    def brought(self, who: str, standing: S | None = None, *, ask: bool = False) -> Found:
        asking = signups.Asking("morning", LIST, f"file {self.now}") if ask else None
        terms = Terms(LIST, f"file {self.now}", KEY, self.now, asking=asking)
        row = Reader(1, who, normal_address(who), standing=standing)
        (found,) = sum(importing.bring_in([row], terms), Counter[Found]())
        return found

    # ------------------------------------------------------------ files and operators

    def file(self, who: str) -> None:
        self.brought(who)

    def file_that_asks(self, who: str) -> None:
        self.brought(who, ask=True)

    def file_with_a_no(self, who: str) -> None:
        new = self.standing(who) is None
        if self.brought(who, S.UNSUBSCRIBED) is Found.LEFT and new:
            self.said_no.add(who)

    def suppressed_by_hand(self, who: str) -> None:
        person.suppress(normal_address(who), KEY, source="", actor="ops", now=self.now)

    def lifted(self, who: str) -> None:
        try:
            person.lift(normal_address(who), KEY, actor="ops", now=self.now)
        except GuardRefused:
            assert who in self.said_no

    def erased(self, who: str) -> None:
        person.erase(normal_address(who), KEY, actor="reader", now=self.now)
        self.said_no.add(who)

    # ------------------------------------------------------------ the reader, or who claims to be

    def form(self, who: str) -> None:
        number = signups.keep(SignUp("morning", LIST, who), self.now)
        signups.answer(number, KEY, self.now)

    def yes(self, who: str) -> None:
        number = self._asked(who)
        if number and replies.yes(number, self.now, wording="") is Outcome.DONE:
            self.said_no.discard(who)

    def not_me(self, who: str) -> None:
        number = self._asked(who)
        pending = self.standing(who) == S.PENDING
        if number and replies.no(number, self.now, wording="") is Outcome.DONE and pending:
            self.said_no.add(who)

    def _asked(self, who: str) -> int | None:
        """The newest mail that asks, which has gone just now."""
        mark = address_hash(normal_address(who), KEY)
        rows = models.Notice.objects.filter(address_hash=mark, kind=NoticeKind.CONFIRM)
        number = rows.order_by("-pk").values_list("pk", flat=True).first()
        if number is None:
            return None
        models.Notice.objects.filter(pk=number, intent_at=None).update(intent_at=self.now)
        return number

    def leaves(self, who: str) -> None:
        if row := self.row(who):
            consent.withdraw(row.pk, (LIST,), source="link", actor="reader", now=self.now)
            if self.standing(who):
                self.said_no.add(who)

    def undoes(self, who: str) -> None:
        row = self.row(who)
        if row and consent.give_back(row.pk, (LIST,), source="link", actor="reader", now=self.now):
            self.said_no.discard(who)

    def pauses(self, who: str) -> None:
        self._stands(who, S.PAUSED)

    def resumes(self, who: str) -> None:
        self._stands(who, S.CONFIRMED)

    def _stands(self, who: str, state: S) -> None:
        row = self.row(who)
        if row is None or self.standing(who) is None:
            return
        consent.set_standing(row.pk, {LIST: state}, source="page", actor="reader", now=self.now)
        (self.said_no.add if state is S.PAUSED else self.said_no.discard)(who)

    def complains(self, who: str) -> None:
        if row := self.row(who):
            models.Suppression.objects.update_or_create(
                address_hash=row.address_hash,
                defaults={"reason": SuppressionReason.COMPLAINT, "at": self.now},
            )
            self.said_no.add(who)


ACTS = [name for name in vars(World) if not name.startswith("_") and name not in (
    "now", "said_no", "row", "standing", "brought")]  # fmt: skip

READERS = ("ada@example.org", "bo@example.org")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=80,
)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTS), st.sampled_from(READERS), st.sampled_from([0, 1, 30])),
        max_size=14,
    )
)
def test_whose_last_word_was_no_is_never_mailed(acts):
    for table in TABLES:
        table.objects.all().delete()
    world = World()
    for act, who, days in acts:
        world.now += timedelta(days=days, minutes=1)
        getattr(world, act)(who)
    wanted = Audience((LIST,))
    reached = {
        address
        for page in standing.pages(wanted, None, world.now)
        for group in page
        if group.excluded is None
        for address in models.Subscriber.objects.filter(pk__in=group.ids).values_list(
            "address", flat=True
        )
    }
    assert not reached & world.said_no
    # And who was in an audience that was frozen before is left out at the last look.
    rows = {row.pk: row.address for row in models.Subscriber.objects.all()}
    going = {rows[number] for number in rows.keys() - audience.leavers(list(rows), wanted).keys()}
    assert going == reached


def test_the_acts_of_this_test_do_bring_mail_to_somebody():
    world = World()
    for act in ("form", "yes"):
        getattr(world, act)("ada@example.org")
    world.file("bo@example.org")
    assert audience.count(Audience((LIST,))).readers == 2
    for act in ("leaves", "file", "file_that_asks", "form"):
        getattr(world, act)("ada@example.org")
    assert audience.count(Audience((LIST,))).readers == 1
