"""What all reports of one delivery come to, whatever their order.

The set of reports decides, never their sequence: a provider tells in any order, twice, and late.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from digest.model.delivery import DeliveryEvent, DeliveryState, advance

_S, _E = DeliveryState, DeliveryEvent
_WEAKEST_FIRST = (
    # It speaks of it, so it had it.
    _E.PROCESSED,
    _E.DEFERRED,
    _E.DROPPED,
    _E.DELIVERED,
    # Providers do report a late bounce after "delivered".
    _E.BLOCKED,
    _E.SOFT,
    _E.BOUNCED,
    # A complaint proves that it was delivered, and nothing outranks it.
    _E.COMPLAINED,
)

QUIET = frozenset({_E.PROCESSED, _E.DEFERRED, _E.DELIVERED, _E.UNSUBSCRIBED})
"""Reports of what went as it should, or of the reader: they need no row of the delivery's own."""


HARMLESS = QUIET - {_E.UNSUBSCRIBED}
"""Reports that cost no reader their mail."""


def judged(state: DeliveryState, reports: AbstractSet[DeliveryEvent]) -> DeliveryState:
    """The state of a delivery that stands at `state`, after these reports; the same for any order.

    The strongest of them moves it as `DELIVERY_TRANSITIONS` says.  Of what did not go out, or not
    yet, they are kept and looked at later; what the post itself refused stays failed.
    """
    told = [kind for kind in _WEAKEST_FIRST if kind in reports]
    if not told or (state is _S.FAILED and _E.DROPPED not in reports):
        return state
    # A provider drops what it had taken, and may think better of it.
    return advance(_S.SUBMITTED if state is _S.FAILED else state, told[-1])
