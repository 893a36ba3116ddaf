"""`python -m bench NAME …`: one measurement; without a name, what there is."""

from __future__ import annotations

import importlib
import sys

BENCHES = {
    "clusters": "10,000 stories into events, beside plain all pairs",
    "events": "a provider's signed reports into PostgreSQL, beside a bare COPY of the same rows",
    "imports": "a million readers from a file, beside the bare bulk load of the same rows",
    "segments": "whom a filter holds for, of a million readers: milliseconds of each count",
    "feeds": "milliseconds of CPU per feed, beside feedparser and fastfeedparser",
    "articles": "milliseconds of CPU per article page, beside trafilatura",
    "send": "a whole send through SendGrid, beside a client that posts the same bodies and keeps no book",
    "alert": "a breaking alert in the middle of a million readers: seconds from the command to the wire",
    "workers": "what a second worker brings, and what claims cost that sixteen workers want at once",
    "footprint": "what a reader costs: rows, bytes, transactions, commands to the broker",
    "smtp": "letters over SMTP near, far and over TLS, beside smtp-source, bare TLS and smtplib",
    "gather": "200 feeds and 100 pages over a slow line, beside a bare parallel download",
    "console": "the operators' pages with a million readers and 400 issues: milliseconds of each",
    "render": "milliseconds to set an edition and to fill it for readers, and what it weighs",
}
"""The module of each name in this folder has a `main(words)`."""


def main() -> int:
    """Run the bench that the first word names; 2 for a name there is none of."""
    name, words = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if name in BENCHES:
        importlib.import_module(f"bench.{name}").main(words)
        return 0
    for known, what in BENCHES.items():
        print(f"python -m bench {known:10} {what}")
    return 2 if name and name not in ("-h", "--help") else 0


if __name__ == "__main__":
    sys.exit(main())
