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
    from digest.cli.answer import as_json, counted
    from digest.cli.issue import issue_of
    from digest.cli.outcome import exit_code, say_outcome, standing

    issue_of(number)
    house = open_house()
    from digest.flow import control
    from digest.following import work_off

    many = control.resend_failed(number, actor=_ACTOR, clock=house.clock, queue=house.queue())
    if not house.settings.broker_url:
        work_off(house, number)
    if not json:
        return say_outcome(number, f"{counted(many, 'reader')} asked for once more; now ")
    issue, told, waits = standing(number)
    numbers = {
        "accepted": told.submitted,
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
    }
    as_json({"issue": number, "resent": many, **numbers, "waits": waits or None})
    return exit_code(issue, told, waits)
