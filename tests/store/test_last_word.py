"""Whatever is asked, confirmed, refused, left, imported or erased, in whatever order: no mail to a no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.model.audience import (
    Audience,
    SubscriptionState,
    SuppressionReason,
    address_hash,
)
from digest.model.delivery import DeliveryEvent
from digest.model.event import NoticeEvent
from digest.model.notice import NoticeState
from digest.model.service import NoticeKind
from digest.model.signup import SignUp
from digest.rules import notices as rules
from digest.rules.roster import Reader
from digest.store import (
    audience,
    consent,
    importing,
    models,
    moving,
    notice_events,
    notices,
    person,
    replies,
    signups,
    subscribers,
)
from tests import cast

pytestmark = pytest.mark.django_db
WHO = ("ada@reader.example.org", "zoe@reader.example.org")
LIST = "readers"
STEPS: tuple[str, ...] = (
    "form",
    "yes",
    "not me",
    "leave",
    "return",
    "pause",
    "import",
    "import to ask",
    "erase",
    "complain",
    "move",
)
STEPS += ("old yes", "days", "form", "yes", "leave", "old yes")
"""What leads somewhere only after something else comes more often."""


class Town:
    """Two people, the town's gossip about what each said last, and the real store."""

    def __init__(self) -> None:
        self.now = cast.NOW
        self.last: dict[str, str] = {}
        self.complained: set[str] = set()
        self.mailed: list[tuple[str, NoticeKind]] = []
        subscribers.make_list(LIST, self.now)

    def said(self, who: str) -> dict[str, Any]:
        return {"source": "test", "actor": "reader", "now": self.now}

    def reader(self, who: str) -> models.Subscriber | None:
        return models.Subscriber.objects.filter(address_norm=who).first()

    def step(self, what: str, who: str) -> None:
        self.now += timedelta(minutes=1)
        getattr(self, f"do_{what.replace(' ', '_')}")(who)
        self.post()

    def do_form(self, who: str) -> None:
        """Anybody may type any address: it is nobody's word."""
        number = signups.keep(SignUp("morning", LIST, who), self.now)
        signups.answer(number, cast.KEY, self.now)

    def newest(self, who: str) -> int | None:
        rows = models.Notice.objects.filter(address=who, kind=NoticeKind.CONFIRM, state="submitted")
        return rows.order_by("-pk").values_list("pk", flat=True).first()

    def do_yes(self, who: str) -> None:
        number = self.newest(who)
        if number is None:
            return
        fresh = models.Notice.objects.get(pk=number).reply == ""
        told = replies.yes(number, self.now, wording="w")
        if fresh and told == "done":
            self.last[who] = "yes"

    def do_old_yes(self, who: str) -> None:
        """A link that was pressed before is pressed again: no new word."""
        rows = models.Notice.objects.filter(address=who, kind=NoticeKind.CONFIRM).exclude(reply="")
        for number in rows.values_list("pk", flat=True):
            replies.yes(number, self.now, wording="w")

    def do_not_me(self, who: str) -> None:
        number = self.newest(who)
        if number is None:
            return
        notice = models.Notice.objects.get(pk=number)
        before = self.state(who)
        replies.no(number, self.now, wording="w")
        if notice.reply == "yes" or before == "pending":
            self.last[who] = "no"

    def state(self, who: str) -> str | None:
        rows = models.Subscription.objects.filter(subscriber__address_norm=who)
        return rows.values_list("state", flat=True).first()

    def do_leave(self, who: str) -> None:
        if reader := self.reader(who):
            consent.withdraw(reader.pk, [LIST], **self.said(who))
            self.last[who] = "no"

    def do_return(self, who: str) -> None:
        """Undo, on a page that only their own token opens."""
        reader = self.reader(who)
        if reader and consent.give_back(reader.pk, [LIST], **self.said(who)):
            self.last[who] = "yes"

    def do_pause(self, who: str) -> None:
        if reader := self.reader(who):
            wanted = {LIST: SubscriptionState.PAUSED}
            consent.set_standing(reader.pk, wanted, **self.said(who))
            self.last[who] = "pause"

    def brought(self, who: str, asking: signups.Asking | None) -> None:
        terms = importing.Terms(LIST, "file", cast.KEY, self.now, asking=asking)
        list(importing.bring_in([Reader(1, who, who)], terms))

    def do_import(self, who: str) -> None:
        """An old file: it brings in strangers, and is nobody's word against what was said."""
        before = self.state(who)
        self.brought(who, None)
        if before is None and self.state(who) == "confirmed":
            assert who not in self.last
            self.last[who] = "yes"

    def do_import_to_ask(self, who: str) -> None:
        """The same, to be asked first: it is nobody's yes."""
        self.brought(who, signups.Asking("morning", LIST, "f" * 40))

    def do_erase(self, who: str) -> None:
        person.erase(who, cast.KEY, actor="reader", now=self.now)
        self.last[who] = "no"

    def do_complain(self, who: str) -> None:
        """By a button of their mail program; a yes to our page takes it back no more."""
        if self.reader(who) and (number := self.newest(who)):
            told = NoticeEvent(number, DeliveryEvent.COMPLAINED, self.now)
            notice_events.hear(told, SuppressionReason.COMPLAINT, self.now)
            self.last[who] = "no"
            self.complained.add(who)

    def do_move(self, who: str) -> None:
        """The reader's word goes along with them; the address that they left has said no."""
        reader, other = self.reader(who), next(one for one in WHO if one != who)
        mark = address_hash(other, cast.KEY)
        if reader and moving.move(reader.pk, other, mark, self.now, "w"):
            self.last[other] = self.last.get(who, "no")
            self.last[who] = "no"

    def do_days(self, who: str) -> None:
        self.now += timedelta(hours=25)

    def post(self) -> None:
        """Every service mail goes, as the counter would let it."""
        for number in notices.due(self.now + timedelta(minutes=1)):
            held = notices.claim(number, self.now)
            if held is None:
                continue
            if held.silenced:
                notices.cancel(held, held.silenced, self.now)
                continue
            self.mailed.append((held.draft.address, held.draft.kind))
            models.Notice.objects.filter(pk=number).update(
                state=NoticeState.SUBMITTED, intent_at=self.now
            )

    def readers(self) -> set[str]:
        """Who an issue would go to now."""
        people = models.Subscriber.objects.in_bulk()
        left = audience.leavers(sorted(people), Audience((LIST,)))
        return {one.address_norm for pk, one in people.items() if pk not in left}


def walked(who: str, *steps: str) -> list[tuple[str, str]]:
    """At least eight steps of one person."""
    return [(step, who) for step in (*steps, *["days"] * (8 - len(steps)))]


@example(walked(WHO[0], "form", "yes", "move", "import"))
@example(walked(WHO[0], "import", "move", "leave", "import"))
@example(walked(WHO[0], "form", "yes", "complain", "form", "yes", "return"))
@example(walked(WHO[0], "form", "yes", "complain", "move"))
@example(walked(WHO[0], "erase", "form", "complain", "yes"))
@example(walked(WHO[0], "form", "yes", "complain", "erase", "form", "yes"))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from((*WHO, WHO[0]))), min_size=8, max_size=40
    )
)
def test_nobody_is_mailed_whose_last_word_was_no(walk):
    from django.db import transaction

    with transaction.atomic():
        town = Town()
        for what, who in walk:
            town.step(what, who)
            for one in town.readers():
                assert town.last.get(one) == "yes", (what, who, one)
                assert one not in town.complained, (what, who, one)
        counted = models.Notice.objects.filter(key__startswith="signup:").count()
        days = (town.now - cast.NOW) / rules.QUIET
        assert counted <= len(WHO) * (days + 1)
        transaction.set_rollback(True)
