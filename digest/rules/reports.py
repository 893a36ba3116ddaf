"""What all reports of one delivery come to, whatever their order.

The set of reports decides, never their sequence: a provider tells in any order, twice, and late.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from digest.model.delivery import DeliveryEvent, DeliveryState

_S, _E = DeliveryState, DeliveryEvent
_STRONGEST: tuple[tuple[frozenset[DeliveryEvent], DeliveryState], ...] = (
    # A complaint proves that it was delivered, and nothing outranks it.
    (frozenset({_E.COMPLAINED}), _S.COMPLAINED),
    # Providers do report a late bounce after "delivered".
    (frozenset({_E.BOUNCED, _E.SOFT, _E.BLOCKED}), _S.BOUNCED),
    (frozenset({_E.DELIVERED}), _S.DELIVERED),
    (frozenset({_E.DROPPED}), _S.FAILED),
    # It speaks of it, so it had it.
    (frozenset({_E.SUBMIT, _E.PROCESSED, _E.DEFERRED}), _S.SUBMITTED),
)
_NOT_SPOKEN_OF = frozenset({_S.PENDING, _S.EXCLUDED, _S.CANCELLED})
"""Nothing of it went out, or nothing yet: what is told of it is kept, and looked at later."""

QUIET = frozenset({_E.PROCESSED, _E.DEFERRED, _E.DELIVERED, _E.UNSUBSCRIBED})
"""Reports of what went as it should, or of the reader: they need no row of the delivery's own."""


HARMLESS = QUIET - {_E.UNSUBSCRIBED}
"""Reports that cost no reader their mail."""


def judged(state: DeliveryState, reports: AbstractSet[DeliveryEvent]) -> DeliveryState:
    """The state of a delivery that stands at `state`, after these reports; the same for any order.

    What the post itself refused stays failed: a report of it speaks of nothing that went out.
    """
    if state in _NOT_SPOKEN_OF or (state is _S.FAILED and _E.DROPPED not in reports):
        return state
    for kinds, after in _STRONGEST:
        if kinds & reports:
            return after
    return state
