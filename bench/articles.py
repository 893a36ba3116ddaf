"""Milliseconds of CPU per article page, in this process, beside trafilatura on the same pages.

    python -m bench articles                     60 pages made here, always the same
    python -m bench articles --corpus FOLDER     FOLDER/articles/*/*.html.gz, pages as they were fetched

Ours reads title, authors, dates, picture, section, teaser and body; trafilatura (the second
opinion inside ours) is asked for body and metadata in its usual and in its fast manner.
"""

from __future__ import annotations

import gzip
import random
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.faraway import WORDS, page, sentence
from bench.readings import Reader, asked, table
from digest.feeds.article import read_article

URL = "https://www.example.org/news/2026/02/03/the-gate"


def made(count: int) -> list[bytes]:
    """Pages as papers make them: 80 KB, of which the text is a twentieth."""
    return [_dressed(page(17, number), random.Random(number), number) for number in range(count)]


def _dressed(body: bytes, dice: random.Random, number: int) -> bytes:
    """Menus, cards of other stories, scripts and JSON-LD round a page; every second without <article>."""
    menu = "".join(
        f'<li class="nav__item"><a class="nav__link" href="/{dice.choice(WORDS)}">{dice.choice(WORDS)}</a></li>'
        for _ in range(150)
    )
    cards = "".join(
        f'<div class="teaser card"><a href="/news/{n}"><img src="/{n}.jpg" alt=""><h3>{sentence(dice, 8)}</h3>'
        f'</a><p class="teaser__text">{sentence(dice, 20)}</p><span class="meta">{n} hours ago</span></div>'
        for n in range(60)
    )
    script = f"<script>{'var a = [1, 2, 3]; ' * 1500}</script>"
    stated = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
        '"headline": "The gate", "datePublished": "2026-02-03T09:00:00Z", '
        '"author": {"@type": "Person", "name": "Ann Miller"}}</script>'
    )
    text = body.decode()
    text = text.replace("</head>", f"{stated}{script}</head>")
    text = text.replace("<article>", f'<ul class="menu">{menu}</ul><article>')
    text = text.replace("</aside>", f'</aside><section class="more-stories">{cards}</section>')
    if number % 2:
        text = text.replace("<article>", '<div class="c17">').replace("</article>", "</div>")
    return text.encode()


def readers() -> dict[str, Reader]:
    """The readers to measure, ours first."""
    from trafilatura import bare_extraction

    return {
        "digest": lambda body: read_article(body, url=URL),
        "trafilatura": lambda body: bare_extraction(body, with_metadata=True),
        "trafilatura fast": lambda body: bare_extraction(body, with_metadata=True, fast=True),
    }


def main(words: Sequence[str] | None = None) -> None:
    """The table."""
    chosen = asked("articles", __doc__, words, corpus="articles/*/*.html.gz", rounds=2)
    warnings.simplefilter("ignore")
    bodies = made(60)
    if chosen.corpus:
        paths = sorted(chosen.corpus.glob("articles/*/*.html.gz"))
        bodies = [gzip.decompress(path.read_bytes()) for path in paths]
    if not bodies:
        sys.exit(f"no pages in {chosen.corpus}/articles")
    size = sum(map(len, bodies)) / len(bodies) / 1024
    print(f"{len(bodies)} pages, {size:.0f} KB each on average; ms of CPU, best of {chosen.rounds}")
    table(readers(), bodies, chosen.rounds)


if __name__ == "__main__":
    main()
