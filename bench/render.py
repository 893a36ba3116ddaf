"""Milliseconds of CPU to set an edition and to fill it for its readers, and what it weighs.

    python -m bench render                 designs x languages x lengths; the bars beside them
    python -m bench render --readers N     as many letters (1000)

The template is compiled before the clock starts.  The best of several rounds is shown: what the
work costs when the machine does nothing else.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from digest.mail.letter import compile_letter
from digest.mail.proof import TOKEN
from digest.model.audience import Recipient
from digest.press import Press
from digest.press.page import filled_size
from tests import letters, pages

DESIGNS, LANGUAGES, LENGTHS = ("brief", "paper", "alert"), ("en", "ur"), (8, 15, 40)
ROUNDS = 15
MOST_MS, MOST_BYTES, MOST_BYTES_AT_15, MOST_MS_FOR_1000 = 5.0, 80_000, 60_000, 100.0


def main(words: Sequence[str] = ()) -> None:
    """Measure and print; ends with 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench render")
    parser.add_argument("--readers", type=int, default=1000)
    wanted = parser.parse_args(list(words))
    missed = _compiled() + _set() + _filled(wanted.readers)
    if missed:
        sys.exit("missed: " + "; ".join(missed))


def _compiled() -> list[str]:
    print("compiling a template, once")
    for design in DESIGNS:
        took = _best(lambda name=design: Press([pages.TEMPLATES], pages.SITE).check(name), rounds=3)  # type: ignore[misc]
        print(f"  {design:6} {took:6.1f} ms")
    return []


def _set() -> list[str]:
    print(f"setting an edition: at most {MOST_MS:.0f} ms at 40 stories, {MOST_BYTES:,} bytes")
    missed, press = [], letters.press()
    for design in DESIGNS:
        for language in LANGUAGES:
            for length in LENGTHS:
                of = letters.dressed(design)
                page = pages.layout(pages.placements(length - 5, language), language, of)
                edition = press.set_page(page, of, nonce=pages.NONCE)
                took = _best(lambda p=page, o=of: press.set_page(p, o, nonce=pages.NONCE))  # type: ignore[misc]
                size = filled_size(edition.html, edition.nonce)
                name = f"{design:6} {language} {len(page.cards):3} stories"
                print(f"  {name}  {took:5.2f} ms  {size:7,} bytes")
                if took > MOST_MS or size > (MOST_BYTES_AT_15 if length == 15 else MOST_BYTES):
                    missed.append(name)
    return missed


def _filled(readers: int) -> list[str]:
    letter = compile_letter(letters.sheet(letters.edition("brief", "en", 40)))
    people = [
        Recipient(n, n, f"reader{n}@example.org", f"Reader Number {n}") for n in range(readers)
    ]
    took = _best(lambda: [letter.fill(person, TOKEN) for person in people], rounds=5)
    bar = MOST_MS_FOR_1000 * readers / 1000
    print(f"filling {readers:,} letters of 40 stories: at most {bar:.0f} ms\n  {took:.1f} ms")
    return ["filling"] if took > bar else []


def _best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU of the quickest round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


if __name__ == "__main__":
    main(sys.argv[1:])
