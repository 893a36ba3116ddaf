"""Specimens -> the post: test copies for named addresses, and each issue's copies for its seeds.

    frozen? lint? too many?            a test is refused as a send would be
    | specimens.begin                  on disk before the post is asked
    | mailer.submit                    a parcel of one; of no issue, so that no event counts for one
    | specimens.mark                   submitted, failed or uncertain; never asked again

Takes sheets and addresses, never a list.  What leaves from here is in no balance, and its links
work on nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from digest.flow.dispatch import refuse_frozen
from digest.flow.pacing import Pacer, Unlimited
from digest.flow.ports import Clock, Mailer
from digest.flow.service import NO_ISSUE, judged
from digest.model.audience import Recipient
from digest.model.errors import ConfigurationError, GuardRefused, TemporaryError, UsageError
from digest.model.plan import Digest
from digest.model.post import Addressed, Answer, Fate, Parcel, Sheet, Verdict
from digest.model.specimen import NOBODY, Specimen, SpecimenKind, SpecimenState
from digest.rules import tokens
from digest.rules.specimens import APART, LOST, SEEDED_WITHIN, sheet_of, too_many
from digest.store import editions, house, specimens

_STATE = {
    Fate.ACCEPTED: SpecimenState.SUBMITTED,
    Fate.REFUSED: SpecimenState.FAILED,
    Fate.NOT_ACCEPTED: SpecimenState.FAILED,
    Fate.UNCERTAIN: SpecimenState.UNCERTAIN,
}
_LOST = "in flight when the sender stopped"


@dataclass(frozen=True, slots=True)
class Tray:
    """What specimens need.  `allowed` = who may be mailed here; `address_key` makes address hashes.

    Of `pace` they owe their letters: those of the issues wait for them.  Seeds keep its hours; a
    test goes at once, since somebody waits for it.
    """

    mailer: Callable[[], Mailer]
    key: bytes
    address_key: bytes
    clock: Clock
    allowed: Callable[[str], bool] | None = None
    pace: Pacer | Unlimited = field(default_factory=Unlimited)


def send_tests(
    issue: int, digest: str, sheet: Sheet, addresses: Sequence[str], tray: Tray, *, actor: str
) -> tuple[Specimen, ...]:
    """Send a test copy to each of these addresses; what became of them.

    GuardRefused where the digest is frozen; UsageError for too many.
    """
    refuse_frozen(digest)
    wrong = too_many(addresses, specimens.tested(issue))
    if wrong:
        raise UsageError(wrong)
    made = [_one(issue, SpecimenKind.TEST, sheet, to, tray, actor=actor) for to in addresses]
    sent = tuple(one for one in made if one is not None)
    told = {"edition": sheet.edition.variant.key, "to": list(addresses)}
    house.audit(actor, "test-send", f"issue {issue}", tray.clock(), after=told)
    return sent


def seed(digest: Digest, tray: Tray) -> int:
    """The copies that this digest's seeds are due; how many were asked for.

    They follow its readers: none before a reader's letter, none outside its hours.
    """
    if not digest.seeds or house.frozen(digest.slug) or tray.pace.closed(digest.slug):
        return 0
    many = 0
    for issue in specimens.to_seed(digest.slug, tray.clock() - SEEDED_WITHIN):
        missing = specimens.without(issue, digest.seeds)
        sheet = next(iter(editions.sheets(issue)), None) if missing else None
        for to in missing if sheet is not None else ():
            assert sheet is not None
            made = _one(issue, SpecimenKind.SEED, sheet, to, tray, actor="digest")
            many += made is not None
    return many


def settle(tray: Tray) -> int:
    """Those whose sender vanished: by evidence, else uncertain; none is asked for again."""
    left = specimens.asked(tray.clock() - LOST)
    mailer = tray.mailer() if left else None
    for one in left:
        assert mailer is not None
        verdict = judged(mailer.evidence(NO_ISSUE, APART + one.id, 0))
        surely_not = Verdict(Fate.NOT_ACCEPTED, "the sender stopped before")
        _mark(one, verdict or surely_not, reason=_LOST)
    return len(left)


def _one(
    issue: int, kind: SpecimenKind, sheet: Sheet, to: str, tray: Tray, *, actor: str
) -> Specimen | None:
    key = sheet.edition.variant.key
    made = specimens.begin(issue, kind, to, key, actor=actor, now=tray.clock())
    if made is None:
        return None
    unfit = _unfit(made, tray)
    if unfit:
        specimens.mark(made.id, SpecimenState.EXCLUDED, unfit)
    else:
        _offer(made, sheet, tray)
    return next(one for one in specimens.of(issue, kind) if one.id == made.id)


def _unfit(made: Specimen, tray: Tray) -> str:
    """Why it is not to go; '' where it is."""
    if tray.allowed is not None and not tray.allowed(made.address.lower()):
        return "outside production only addresses of the allow-list are mailed"
    seeded = made.issue if made.kind is SpecimenKind.SEED else None
    return specimens.why_not(made.address, tray.address_key, seeded)


def _offer(made: Specimen, sheet: Sheet, tray: Tray) -> None:
    try:
        answer = _ask(made, sheet, tray)
    except (TemporaryError, ConfigurationError) as error:
        _mark(made, Verdict(Fate.NOT_ACCEPTED, str(error)))
        if error.permanent:
            raise
        return
    _mark(made, answer.of(0), reference=answer.reference)


def _ask(made: Specimen, sheet: Sheet, tray: Tray) -> Answer:
    token = tokens.mint(tray.key, tokens.READER, NOBODY, made.issue)
    reader = Addressed(Recipient(0, NOBODY, made.address, ""), token)
    own = sheet_of(sheet, made.kind, made.id)
    mailer = tray.mailer()
    tray.pace.owe(1)
    return mailer.submit(Parcel(own.id, 1, 0, 1, own, (reader,)))


def _mark(made: Specimen, verdict: Verdict, *, reference: str = "", reason: str = "") -> None:
    specimens.mark(made.id, _STATE[verdict.fate], verdict.words or reason, reference)


def edition_of(sheets: Mapping[str, Sheet], wanted: str) -> Sheet:
    """The edition of that key, or the first; UsageError with the keys there are."""
    if not sheets:
        raise GuardRefused("the issue has no page yet", guard="state")
    if wanted and wanted not in sheets:
        raise UsageError(f"there is no edition {wanted!r}; there are: {', '.join(sheets)}")
    return sheets[wanted] if wanted else next(iter(sheets.values()))
