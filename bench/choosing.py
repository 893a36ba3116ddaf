"""Method and threshold of the clusters, chosen by cross-validation over labelled headlines.

    python -m bench clusters --choose FOLDER     FOLDER holds clusters.jsonl: id, title, published,
                                                 source, cluster (the event), sample (true: at most
                                                 12 of an event)

Split-half, repeated: the events of the sample are dealt into two halves, the threshold that groups
one half best is scored on the other, and the other way round; no headline of an event is on both
sides, and each half is grouped on its own.  Beside it: mornings on which half of the events have
one report only, all headlines, and the five biggest events.  B3 is B-cubed F1; 1.0 is perfect.
"""

from __future__ import annotations

import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest.rules import grouping
from digest.rules.terms import counted
from digest.rules.vectors import Vector, add, dot, frequency, weigh

SPLITS = 8
MORNINGS = 10
HALF_LIFE = 12.0
LOOK_BACK = timedelta(hours=24)
CUT_OFFS = 5
TOP = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled headline."""

    id: str
    title: str
    at: datetime
    source: str
    event: str
    sample: bool

    @property
    def hours(self) -> float:
        """The instant in hours."""
        return self.at.timestamp() / 3600


Lines = Sequence[Line]
Method = Callable[[Lines], list[int]]
"""Headlines, earliest first -> a number of the cluster of each."""


def read(folder: Path) -> list[Line]:
    """The labelled headlines of a folder, earliest first."""
    lines = []
    for text in (folder / "clusters.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        at = datetime.fromisoformat(row["published"])
        sample = bool(row.get("sample"))
        lines.append(Line(row["id"], row["title"], at, row["source"], row["cluster"], sample))
    return sorted(lines, key=lambda line: (line.at, line.title, line.id))


def b_cubed(lines: Lines, said: Sequence[int]) -> float:
    """B-cubed F1 of the clusters against the events."""
    true = Counter(line.event for line in lines)
    own = Counter(said)
    both = Counter((line.event, one) for line, one in zip(lines, said, strict=True))
    precision = sum(n * n / own[one] for (_, one), n in both.items()) / len(lines)
    recall = sum(n * n / true[event] for (event, _), n in both.items()) / len(lines)
    return 2 * precision * recall / (precision + recall)


def ours(pair: float, mean: float) -> Method:
    """The grouping of digest with these two bars."""

    def method(lines: Lines) -> list[int]:
        documents = [grouping.Document(counted(line.title), line.hours) for line in lines]
        return _numbers(grouping.group(documents, grouping.Bar(HALF_LIFE, pair, mean)), len(lines))

    return method


def average_link(threshold: float) -> Method:
    """Plain average link over all pairs, the likest two first, with the same fading by time."""

    def method(lines: Lines) -> list[int]:
        vectors = _vectors(lines)
        sums = [
            [
                dot(one, other) * 0.5 ** (abs(lines[a].hours - lines[b].hours) / HALF_LIFE)
                for b, other in enumerate(vectors)
            ]
            for a, one in enumerate(vectors)
        ]
        return _numbers(_linked(sums, threshold), len(lines))

    return method


def _vectors(lines: Lines) -> list[Vector]:
    counts = [counted(line.title) for line in lines]
    return weigh(counts, frequency(counts))


def _linked(sums: list[list[float]], threshold: float) -> list[list[int]]:
    members = {at: [at] for at in range(len(sums))}
    best = {at: _best(sums, members, at) for at in members}
    while len(members) > 1:
        one, (like, other) = max(best.items(), key=lambda found: (found[1][0], -found[0]))
        if like < threshold:
            break
        members[one] += members.pop(other)
        del best[other]
        for at in members:
            sums[one][at] += sums[other][at]
            sums[at][one] = sums[one][at]
        best[one] = _best(sums, members, one)
        for at in members:
            if best[at][1] in (one, other):
                best[at] = _best(sums, members, at)
    return list(members.values())


def _best(sums: list[list[float]], members: dict[int, list[int]], one: int) -> tuple[float, int]:
    size = len(members[one])
    likes = (
        (sums[one][at] / (size * len(other)), -at) for at, other in members.items() if at != one
    )
    like, name = max(likes, default=(0.0, 0))
    return like, -name


def leader(threshold: float) -> Method:
    """Online: each headline joins the likest centroid before it, or begins a new cluster."""

    def method(lines: Lines) -> list[int]:
        sums: list[dict[str, float]] = []
        said = []
        for vector in _vectors(lines):
            likes = (
                (dot(vector, one) / (dot(one, one) or 1.0) ** 0.5, -at)
                for at, one in enumerate(sums)
            )
            like, at = max(likes, default=(0.0, 0))
            if like < threshold:
                sums.append({})
                at = 1 - len(sums)
            add(sums[-at], vector)
            said.append(-at)
        return said

    return method


def _numbers(groups: Sequence[Sequence[int]], count: int) -> list[int]:
    said = [0] * count
    for number, members in enumerate(groups):
        for member in members:
            said[member] = number
    return said


METHODS: dict[str, dict[str, Method]] = {
    "leader": {f"{at:g}": leader(at) for at in (0.06, 0.08, 0.1, 0.12, 0.16)},
    "average link": {f"{at:g}": average_link(at) for at in (0.04, 0.05, 0.06, 0.07, 0.08)},
    "digest": {
        f"{pair:g} / {mean:g}": ours(pair, mean)
        for pair in (0.2, 0.24, 0.28, 0.32)
        for mean in (0.04, 0.05, 0.06)
    },
}
"""Name of a method -> its thresholds; of digest's: two single stories / two large groups."""


def halves(lines: Lines) -> Iterator[tuple[Lines, Lines]]:
    """The headlines dealt into two by event, again and again."""
    dice = random.Random(1)
    events = sorted({line.event for line in lines})
    for _ in range(SPLITS):
        dice.shuffle(events)
        first = set(events[: (len(events) + 1) // 2])
        yield (
            [line for line in lines if line.event in first],
            [line for line in lines if line.event not in first],
        )


def mornings(lines: Lines) -> Iterator[Lines]:
    """Mornings on which half of the events have one report and the others two to six."""
    dice = random.Random(5)
    events: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        events[line.event].append(line)
    for _ in range(MORNINGS):
        chosen = []
        for event in sorted(events):
            wanted = 1 if dice.random() < 0.5 else dice.randint(2, 6)
            chosen += dice.sample(events[event], min(wanted, len(events[event])))
        yield sorted(chosen, key=lambda line: (line.at, line.title, line.id))


def held_out(found: dict[str, list[tuple[float, float]]]) -> tuple[list[float], Counter[str]]:
    """For each half the score of what the other half chose, and how often each was chosen."""
    scores: list[float] = []
    chosen: Counter[str] = Counter()
    for split in range(SPLITS):
        for side in (0, 1):
            best = max(found, key=lambda name: found[name][split][side])
            chosen[best] += 1
            scores.append(found[best][split][1 - side])
    return scores, chosen


def overlap(lines: Lines, method: Method) -> float:
    """The share of the five events with the most publishers that the five widest clusters tell.

    The mean of five cut-offs, evenly spaced from a full look-back after the first headline to the
    last one.  Where events are told by as many publishers as the fifth, each of them is right.
    """
    first, last = lines[0].at + LOOK_BACK, lines[-1].at
    step = (last - first) / (CUT_OFFS - 1)
    return statistics.mean(_overlap(lines, method, first + n * step) for n in range(CUT_OFFS))


def _overlap(lines: Lines, method: Method, cut: datetime) -> float:
    window = [line for line in lines if cut - LOOK_BACK <= line.at <= cut]
    told: dict[str, set[str]] = defaultdict(set)
    for line in window:
        told[line.event].add(line.source)
    fifth = sorted((len(sources) for sources in told.values()), reverse=True)[:TOP][-1]
    right = {event for event, sources in told.items() if len(sources) >= fifth}
    clusters: dict[int, list[Line]] = defaultdict(list)
    for line, one in zip(window, method(window), strict=True):
        clusters[one].append(line)
    widest = sorted(clusters.values(), key=lambda found: -len({line.source for line in found}))
    events = {Counter(line.event for line in found).most_common(1)[0][0] for found in widest[:TOP]}
    return len(events & right) / TOP


def tables(folder: Path) -> Iterator[str]:
    """The lines of the tables, as Markdown."""
    every = read(folder)
    sample = [line for line in every if line.sample]
    splits, thin = list(halves(sample)), list(mornings(every))
    yield "| method | held-out half, B³ | chosen on the other half (of 16) |"
    yield "|---|---|---|"
    scores = {}
    for name, thresholds in METHODS.items():
        scores[name] = {
            label: [(b_cubed(a, method(a)), b_cubed(b, method(b))) for a, b in splits]
            for label, method in thresholds.items()
        }
        held, chosen = held_out(scores[name])
        picks = ", ".join(f"{label}: {n}" for label, n in chosen.most_common(4))
        spread = f"{statistics.mean(held):.3f} ± {statistics.stdev(held):.3f}"
        yield f"| {name} | {spread} | {picks} |"
    yield ""
    yield "| digest at | halves | sample | all | thin mornings | top five, sample | all |"
    yield "|---|---|---|---|---|---|---|"
    for label, method in METHODS["digest"].items():
        half = statistics.mean(score for pair in scores["digest"][label] for score in pair)
        cells = [half, b_cubed(sample, method(sample)), b_cubed(every, method(every))]
        cells.append(statistics.mean(b_cubed(one, method(one)) for one in thin))
        cells += [overlap(sample, method), overlap(every, method)]
        yield f"| {label} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |"
