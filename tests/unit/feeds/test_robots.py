"""robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import time

import pytest

from digest.feeds.robots import read_robots

RULES = """
# for everybody
User-agent: *
Disallow: /private
Allow: /private/open$
Disallow: /*.pdf$
Disallow: /search?*q=

User-Agent: Digest/2.0   # ours
user-agent: other
Disallow: /for-digest
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/a", False),
        ("/private/open", True),
        ("/private/open/a", False),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x", True),
        ("/a.pdf.pdf", False),
        ("/search?a=1&q=x", False),
        ("/%70rivate", False),
        ("/robots.txt", True),
    ],
)
def test_the_longest_rule_of_the_group_for_all_decides(target: str, allowed: bool) -> None:
    assert read_robots(RULES, "someone").allows(target) is allowed


def test_a_group_of_our_own_replaces_the_one_for_all() -> None:
    ours = read_robots(RULES, "digest")
    assert not ours.allows("/for-digest/a")
    assert ours.allows("/private")


@pytest.mark.parametrize(
    "text", ["", "Disallow: /", "User-agent: *\nDisallow:", "<html>no</html>", "\x00:\x00"]
)
def test_no_rules_for_us_allow_everything(text: str) -> None:
    assert read_robots(text, "digest").allows("/any")


def test_many_stars_take_linear_time() -> None:
    rules = read_robots("User-agent: *\n" + "Disallow: /" + "*a" * 200 + "*b$\n" * 100, "digest")
    start = time.process_time()
    for _ in range(20):
        rules.allows("/" + "a" * 8000)
    assert time.process_time() - start < 1
