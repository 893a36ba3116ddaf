"""What a stand-in accepted, held against the ledger, person by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.rules import batching
from digest.store import models


@dataclass
class Compared:
    """Addresses by what is wrong with them; `counts` by what the ledger says of everybody."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Nobody twice, nobody forgotten, nobody mailed whom the ledger says was not."""
        return not (self.lost or self.doubled or self.strangers or self.unasked)


def fates(issue: int) -> dict[str, str]:
    """What the ledger says of each address of an issue's batches."""
    said: dict[str, str] = {}
    people = dict(models.Subscriber.objects.values_list("pk", "address"))
    # In order: a follow-up batch has the last word about its readers.
    for batch in models.Batch.objects.filter(issue_id=issue).order_by("pk"):
        rows = dict(batch.delivery_set.values_list("position", "state"))
        for position, subscriber in enumerate(batching.unpack(bytes(batch.recipients))):
            usual = "submitted" if position < batch.cursor else "pending"
            said[people[subscriber]] = str(rows.get(position, usual))
    return said


def compare(issue: int, accepted: Mapping[str, int]) -> Compared:
    """The ledger of an issue beside how often a stand-in accepted a letter for each address."""
    found, ledger = Compared(), fates(issue)
    for address, state in ledger.items():
        times = accepted.get(address, 0)
        found.counts[state] = found.counts.get(state, 0) + 1
        if times > 1:
            found.doubled.append(address)
        elif state == "submitted" and not times:
            found.lost.append(address)
        elif state in ("failed", "excluded", "cancelled", "pending") and times:
            found.unasked.append(address)
    found.strangers = sorted(set(accepted) - set(ledger))
    return found
