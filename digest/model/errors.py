"""One tree of errors.  `permanent` decides about a retry; `exit_code` is what a command ends with.

An expected failure of one item (a feed that answers 404, a reader whose address is refused) is a
value, not an error.  Errors are for what stops the verb itself.
"""

from __future__ import annotations


class DigestError(Exception):
    """Root of everything digest raises on purpose.

    `message` says what is wrong, `ids` name where (source, issue, batch, file, key).  Rendered as
    "message: ids: cause", so that a log line is enough to find the place.
    """

    permanent: bool = True
    exit_code: int = 1

    def __init__(self, message: str, **ids: object) -> None:
        super().__init__(message, ids)
        self.message = message
        self.ids = ids

    def __str__(self) -> str:
        parts = [self.message]
        if self.ids:
            parts.append(", ".join(f"{name} {value}" for name, value in self.ids.items()))
        if self.__cause__ is not None:
            parts.append(str(self.__cause__) or type(self.__cause__).__name__)
        return ": ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.ids)


def _rebuild(kind: type[DigestError], message: str, ids: dict[str, object]) -> DigestError:
    return kind(message, **ids)


class ConfigurationError(DigestError):
    """A setting, file or credential is wrong: only a person can mend it."""

    exit_code = 4


class UsageError(DigestError):
    """The command was called in a way that cannot be meant."""

    exit_code = 2


class GuardRefused(DigestError):
    """A guard said no (frozen, too thin, cool-down, audience, lint); `guard` is its id."""

    exit_code = 3

    def __init__(self, message: str, *, guard: str, **ids: object) -> None:
        super().__init__(message, guard=guard, **ids)
        self.guard = guard


class LedgerError(DigestError):
    """The balance of an issue does not hold: stop, look, never paper over."""

    exit_code = 5


class TemporaryError(DigestError):
    """Something outside is away for now; the same call may go through later."""

    permanent = False
    exit_code = 75


class TemplateError(DigestError):
    """A mail template cannot be set; the ids name file, line and tag."""
