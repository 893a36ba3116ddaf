"""Test copies of an issue with the house's own post, for a few named addresses."""

from __future__ import annotations

from collections.abc import Sequence

from digest.bootstrap import House
from digest.flow import specimens as flow
from digest.flow.render import refuse_errors
from digest.model.errors import UsageError
from digest.model.specimen import Specimen
from digest.rules.specimens import named
from digest.seeding import tray


def send_tests(
    house: House, number: int, words: Sequence[str], *, actor: str, edition: str = ""
) -> tuple[str, tuple[Specimen, ...]]:
    """Test copies of an issue for these addresses, or for its digest's testers: (edition, copies).

    GuardRefused where the lint finds an error or the digest is frozen; UsageError where nobody is
    named, or what is named is no address.
    """
    from digest.jobs import proofs_of

    issue, made = proofs_of(house, number)
    try:
        to = named(words) or house.settings.digest(issue.digest).testers
    except ValueError as error:
        raise UsageError(str(error)) from error
    if not to:
        raise UsageError(
            f"name the addresses to send to, or set testers in digests/{issue.digest}.toml"
        )
    sheets = {proof.sheet.edition.variant.key: proof.sheet for proof in made}
    sheet = flow.edition_of(sheets, edition)
    refuse_errors([proof for proof in made if proof.sheet is sheet], frozenset())
    sent = flow.send_tests(number, issue.digest, sheet, to, tray(house), actor=actor)
    return sheet.edition.variant.key, sent
