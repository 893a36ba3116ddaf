"""What `digest doctor` looks at on the way back: the box of bounces."""

from __future__ import annotations

from collections.abc import Iterator

from digest.bootstrap import House
from digest.checking.finding import Finding, bad, ok, warn
from digest.model.errors import ConfigurationError, DigestError


def bounces(house: House) -> Iterator[Finding]:
    """Whether letters over SMTP that come back are heard, and the box can be opened."""
    told, through = house.settings.bounces, house.settings.delivery.scheme
    if told.box is not None:
        yield _opened(house)
    elif told.return_path and through == "smtp":
        words = f"letters come back to {told.return_path}, and nobody reads them there"
        yield warn("bounces", words, "set DIGEST_BOUNCE_BOX", configuration=True)
    elif through == "smtp":
        advice = "set return_path under [bounces] in digest.toml, and DIGEST_BOUNCE_BOX"
        words = "bounces of letters over SMTP are not heard: they go to the sender's address"
        yield warn("bounces", words, advice, configuration=True)


def _opened(house: House) -> Finding:
    from digest.collecting import open_box

    told = house.settings.bounces
    assert told.box is not None
    where = told.box.path or f"{told.box.folder} at {told.box.host}"
    try:
        open_box(told.box).close()
    except DigestError as error:
        wrong = isinstance(error, ConfigurationError)
        return bad("bounces", str(error), "correct DIGEST_BOUNCE_BOX", configuration=wrong)
    return ok("bounces", f"{told.return_path}, read from {where}")
