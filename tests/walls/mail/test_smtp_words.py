"""What a mail server says, however the network cuts it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from digest.mail.smtp_words import Listener, Reply

REPLIES = st.sampled_from(
    [
        b"250 2.1.0 Ok\r\n",
        b"354 go ahead\n",
        b"250-one\r\n250-two\r\n250 three\r\n",
        b"550 5.1.1 nobody\r\r\n",
        b"421\r\n",
        b"450 4.2.0 \xe9\r\n",
    ]
)


@given(st.lists(REPLIES, max_size=5), st.lists(st.integers(1, 9), max_size=20))
def test_replies_are_the_same_wherever_they_are_cut(replies, sizes):
    """A reply of one line that comes whole takes a short way: nobody may see a difference."""
    stream = b"".join(replies)
    cut = _cut(stream, sizes)
    lines = re.findall(rb"[^\n]*\n", stream)
    assert _heard(cut) == _heard(_bytes(stream)) == _heard(lines) == _heard(replies)
    assert len(_heard(cut)) == len(replies)


def _heard(parts: list[bytes]) -> list[Reply]:
    listener = Listener()
    heard = [reply for part in parts for reply in listener.hear(part)]
    assert listener.clear
    return heard


def _bytes(stream: bytes) -> list[bytes]:
    return [stream[at : at + 1] for at in range(len(stream))]


def _cut(stream: bytes, sizes: list[int]) -> list[bytes]:
    parts = []
    for size in sizes:
        parts.append(stream[:size])
        stream = stream[size:]
    return [*parts, stream]
