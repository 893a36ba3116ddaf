"""What the flow tests share: an issue on its way in the file's own newsroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.newsroom import Newsroom


@pytest.fixture
def sending(newsroom: Newsroom) -> int:
    """The number of an issue that is on its way."""
    # Not above: this file may be read before Django is ready.
    from digest.flow.advance import advance
    from digest.model.issue import IssueState

    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    return number
