"""CPU seconds and memory to group the stories of a look-back window into events.

    python -m bench clusters                 1,250 to 10,000 stories made here, always the same
    python -m bench clusters --most 20000    other sizes
    python -m bench clusters --choose FOLDER method and threshold by cross-validation (choosing.py)

The bar: 10,000 stories in 2 CPU seconds on one core.  Beside it, in the same run, the plain method
it stands for, written here for comparison: tf-idf of every story with every other (all pairs, no
neighbours looked up), single link.  It grows with the square, so it gets the smallest size only.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.choosing import tables
from digest.model.story import KnownStory, Provenance, Story
from digest.rules.clustering import cluster
from digest.rules.terms import counted

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
SYLLABLES = "ba ce di fo gu har kel lin mor nat pel quo ras sel tor ud ven wil xan yor zet".split()
BAR = 2.0


def made(count: int, seed: int = 7) -> list[KnownStory]:
    """Stories of two days: every third stands alone, the others are of events of up to 40 reports."""
    dice = random.Random(seed)
    names = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(12_000)]
    weights = [1 / (rank + 3) for rank in range(len(names))]
    stories: list[KnownStory] = []
    while len(stories) < count:
        event = dice.choices(names, weights, k=9) + dice.sample(names, 4)
        start = NOW - timedelta(hours=dice.uniform(4, 44))
        reports = 1 if dice.random() < 0.34 else min(40, 1 + int(dice.expovariate(1 / 5)))
        for _ in range(min(reports, count - len(stories))):
            at = start + timedelta(hours=dice.uniform(0, 4))
            filler = dice.choices(names, weights, k=17)
            stories.append(_report(len(stories), (event, filler), at, dice))
    dice.shuffle(stories)
    return stories


def _report(
    number: int, words: tuple[list[str], list[str]], at: datetime, dice: random.Random
) -> KnownStory:
    event, filler = words
    title = dice.sample(event, 6) + filler[:3]
    teaser = dice.sample(event, 7) + filler[3:]
    story = Story(
        source=f"paper{dice.randrange(80)}",
        guid=str(number),
        title=" ".join(title),
        url=f"https://paper.example.org/{number}",
        teaser=" ".join(teaser),
        published=at,
        provenance={"published": Provenance.FEED},
    )
    return KnownStory(number + 1, story, at, at)


def all_pairs(stories: Sequence[KnownStory]) -> int:
    """The number of events by tf-idf, every story with every other, single link at .3."""
    counts = [counted(known.story.title, known.story.teaser) for known in stories]
    frequency = Counter(term for count in counts for term in count)
    vectors = [_unit(count, frequency, len(counts)) for count in counts]
    root = list(range(len(vectors)))
    for one in range(len(vectors)):
        for other in range(one):
            if _dot(vectors[one], vectors[other]) >= 0.3:
                root[_top(root, one)] = _top(root, other)
    return sum(1 for at, up in enumerate(root) if at == up)


def _unit(count: dict[str, float], frequency: Counter[str], total: int) -> dict[str, float]:
    vector = {term: n * math.log(1 + total / frequency[term]) for term, n in count.items()}
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: value / length for term, value in vector.items()}


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(value * other[term] for term, value in one.items() if term in other)


def _top(root: list[int], at: int) -> int:
    while root[at] != at:
        root[at] = root[root[at]]
        at = root[at]
    return at


def _measured(group: Callable[[Sequence[KnownStory]], int], stories: Sequence[KnownStory]) -> str:
    start = time.process_time()
    events = group(stories)
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{spent:8.2f} {spent / len(stories) * 1e6:10.0f} {events:8,} {peak:9.0f}"


def _choose(folder: Path) -> None:
    if not (folder / "clusters.jsonl").is_file():
        sys.exit(f"--choose: no clusters.jsonl in '{folder}'; give a folder of labelled headlines")
    for line in tables(folder):
        print(line, flush=True)


def main(words: Sequence[str] | None = None) -> None:
    """The table."""
    options = argparse.ArgumentParser(
        prog="bench clusters",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--most", type=int, default=10_000)
    options.add_argument("--choose", type=Path, metavar="FOLDER")
    asked = options.parse_args(words)
    if asked.choose is not None:
        _choose(asked.choose)
        return
    most = asked.most
    if most < 8:
        sys.exit("--most: at least 8 stories")
    print(
        f"{'method':16} {'stories':>8} {'s CPU':>8} {'us a story':>10} {'events':>8} {'MB peak':>9}"
    )
    for count in (most // 8, most // 4, most // 2, most):
        stories = made(count)
        told = _measured(lambda stories: len(cluster(stories)), stories)
        print(f"{'digest':16} {count:8,} {told}", flush=True)
    # An editor's next step, or the next digest of the same sources.
    told = _measured(lambda stories: len(cluster(stories)), stories)
    print(f"{'the same again':16} {most:8,} {told}", flush=True)
    count = most // 8
    print(f"{'plain all pairs':16} {count:8,} {_measured(all_pairs, made(count))}")
    print(f"the bar: 10,000 stories in {BAR:.0f} s of CPU")


if __name__ == "__main__":
    main()
