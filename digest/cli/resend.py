"""`digest issue resend-failed`: those of a finished issue whom the post refused, once more."""

from __future__ import annotations

from digest.cli.issue import Json, Number, group

_ACTOR = "command line"


@group.command("resend-failed")
def resend_failed(number: Number, json: Json = False) -> int:
    """Send the letter once more to those who failed, and to nobody else.

    The issue must be finished.  Who left meanwhile is left out; who fails again stays failed, with
    the new words.  Readers whose copy is uncertain are not asked: see digest issue reconcile.

    Examples:

      digest issue resend-failed 7

      digest issue resend-failed 7 --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, counted, say
    from digest.cli.issue import issue_of

    issue_of(number)
    house = open_house()
    from digest.flow import control
    from digest.following import work_off
    from digest.store import balance

    many = control.resend_failed(number, actor=_ACTOR, clock=house.clock, queue=house.queue())
    if not house.settings.broker_url:
        work_off(house, number)
    told = balance.balance(number)
    if json:
        as_json(
            {
                "issue": number,
                "resent": many,
                "accepted": told.submitted,
                "failed": told.failed,
                "uncertain": told.uncertain,
                "pending": told.pending,
            }
        )
    else:
        say(
            f"issue {number}: {counted(many, 'reader')} asked for once more; now "
            f"{told.submitted:,} accepted, {told.failed:,} failed, {told.pending:,} pending"
        )
    return 6 if told.failed or told.uncertain else 0
