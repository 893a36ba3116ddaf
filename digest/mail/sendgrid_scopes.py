"""What the key of SendGrid may do: its scopes, asked for and compared with what digest needs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from digest.mail.sendgrid_wire import Lost, NeverLeft, PooledClient, Wire
from digest.mail.sendgrid_words import heard
from digest.model.errors import ConfigurationError, TemporaryError

NEEDED: Mapping[str, str] = {
    "mail.send": "to send",
    "suppression.read": "to read its suppression lists ([sendgrid] sync_lists)",
}
"""A scope, and what it is for."""


def scopes(key: str, root: str) -> frozenset[str]:
    """The scopes of a key.  ConfigurationError where it is refused, TemporaryError without an answer."""
    official = SendGridAPIClient(key, host=root)
    client = PooledClient(root, dict(official.client.request_headers), Wire(root))
    try:
        answer = client._("scopes").get()
        told = json.loads(answer.body)
    except HTTPError as error:
        said = heard(error.status_code, error.headers, error.body)
        words = f"SendGrid refuses the key: {error.status_code} {said.reason}".strip()
        if error.status_code in (401, 403):
            raise ConfigurationError(words) from None
        raise TemporaryError(words) from None
    except (Lost, NeverLeft, ValueError) as error:
        raise TemporaryError(f"SendGrid cannot be reached: {error}") from None
    finally:
        client.wire.close()
    found = told.get("scopes") if isinstance(told, dict) else None
    return frozenset(one for one in found or () if isinstance(one, str))
