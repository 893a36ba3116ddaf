"""SendGrid's suppression lists: read a page at a time, and told of who left us.

    rows(list, since, until)   bounces | blocks | spam_reports | invalid_emails | unsubscribes
    group(number)              who left an unsubscribe group: addresses without a time
    tell, take_back            the global list of unsubscribes

At most some requests a second, since SendGrid takes about seven.  "Too many" is waited out as
SendGrid says; every other refusal is an error of ours.  Nothing here sends mail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from python_http_client.client import Response
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from digest.mail.headers import clean
from digest.mail.sendgrid_wire import Lost, NeverLeft, PooledClient, Wire
from digest.mail.sendgrid_words import Brake, Word, heard
from digest.model.errors import ConfigurationError, TemporaryError
from digest.model.suppressed import Listed

PAGE = 500
NAMES = ("bounces", "blocks", "spam_reports", "invalid_emails", "unsubscribes")
LARGEST = 64 * 1024 * 1024
"""Bytes of an answer: a group comes whole."""
_BETWEEN = 0.17
_TRIES = 5
_TOGETHER = 500


@dataclass(slots=True)
class Lists:
    """The lists of one account.  `pause` waits that many seconds."""

    client: PooledClient
    clock: Callable[[], datetime]
    pause: Callable[[float], object]
    _brake: Brake = field(default_factory=Brake)

    def rows(self, name: str, since: datetime, until: datetime) -> Iterator[Listed]:
        """Whoever came onto the list in [since, until], page by page."""
        span = {"start_time": int(since.timestamp()), "end_time": int(until.timestamp())}
        for offset in range(0, 10**9, PAGE):
            asked = {**span, "limit": PAGE, "offset": offset}
            page = self._list(f"suppression/{name}", asked)
            yield from (one for row in page if (one := _listed(row)) is not None)
            if len(page) < PAGE:
                return

    def group(self, number: str) -> Iterator[Listed]:
        """Everybody who left an unsubscribe group, whenever that was."""
        for address in self._list(f"asm/groups/{number}/suppressions", {}):
            if isinstance(address, str):
                yield Listed(clean(address)[:254])

    def tell(self, addresses: Sequence[str]) -> None:
        """These are mailed by nobody any more."""
        for start in range(0, len(addresses), _TOGETHER):
            some = list(addresses[start : start + _TOGETHER])
            self._ask("POST", "asm/suppressions/global", body={"recipient_emails": some})

    def take_back(self, address: str) -> None:
        """This one said yes again.  Not being on the list is fine."""
        self._ask("DELETE", f"asm/suppressions/global/{quote(address, safe='@')}", fine=(404,))

    def close(self) -> None:
        """Let the idle connections go."""
        self.client.wire.close()

    def _list(self, path: str, asked: Mapping[str, int]) -> list[object]:
        told = self._ask("GET", path, asked)
        try:
            rows = json.loads(told.body) if told is not None else []
        except (ValueError, RecursionError):
            rows = None
        if not isinstance(rows, list):
            raise TemporaryError(f"SendGrid's answer of {path} is no list")
        return rows

    def _ask(
        self,
        method: str,
        path: str,
        asked: Mapping[str, int] | None = None,
        *,
        body: object = None,
        fine: Sequence[int] = (),
    ) -> Response | None:
        """The answer; None where its status is one of the `fine` refusals."""
        for _ in range(_TRIES):
            self.pause(_BETWEEN)
            try:
                call = getattr(self._at(path), method.lower())
                answer: Response = call(request_body=body, query_params=dict(asked or {}) or None)
                return answer
            except HTTPError as error:
                if error.status_code in fine:
                    return None
                self._wait_or_raise(error, path)
            except (Lost, NeverLeft) as error:
                raise TemporaryError(f"SendGrid's lists cannot be reached: {error}") from None
        raise TemporaryError(f"SendGrid asks to wait, time after time, at {path}")

    def _at(self, path: str) -> PooledClient:
        client = self.client
        for segment in path.split("/"):
            client = client._(segment)
        return client

    def _wait_or_raise(self, error: HTTPError, path: str) -> None:
        now = self.clock()
        told = heard(error.status_code, error.headers, error.body)
        if told.word is Word.WAIT:
            until = self._brake.until(told.wait_until, now)
            self.pause(min(60.0, (until - now).total_seconds()))
            return
        words = f"SendGrid refuses {path}: {error.status_code} {told.reason}".strip()
        if error.status_code in (401, 403):
            raise ConfigurationError(
                f"{words}; the key of SENDGRID_API_KEY needs the right to read suppressions"
            ) from None
        raise TemporaryError(words) from None


def lists_of(
    key: str, root: str, *, clock: Callable[[], datetime], pause: Callable[[float], object]
) -> Lists:
    """The lists of the account of that key."""
    official = SendGridAPIClient(key, host=root)
    headers = official.client.request_headers | {"Content-Type": "application/json"}
    return Lists(PooledClient(root, headers, Wire(root, longest=LARGEST)), clock, pause)


def _listed(row: object) -> Listed | None:
    """A row; None where it names nobody."""
    if not isinstance(row, dict) or not isinstance(row.get("email"), str):
        return None
    words = f"{row.get('status') or ''} {row.get('reason') or ''}"
    plain = words.encode(errors="replace").decode()
    return Listed(clean(row["email"])[:254], _moment(row.get("created")), clean(plain)[:300])


def _moment(told: object) -> datetime | None:
    if isinstance(told, bool) or not isinstance(told, int):
        return None
    try:
        return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError):
        return None
