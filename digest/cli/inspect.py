"""`digest inspect`: what digest sees in a feed, a page or a text.  No configuration needed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from digest.cli.looking import Request, look
from digest.cli.program import app


class Kind(StrEnum):
    """What the targets are."""

    FEED = "feed"
    ARTICLE = "article"
    FRONTPAGE = "frontpage"
    SITEMAP = "sitemap"
    TEXT = "text"
    CLUSTER = "cluster"
    DATES = "dates"


@app.command()
def inspect(
    kind: Annotated[Kind, typer.Argument(help="What the targets are.", show_default=False)],
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET",
            help="Files, http(s) addresses, or - for standard input; for cluster headlines, for dates texts.",
            show_default=False,
        ),
    ] = None,
    url: Annotated[
        str,
        typer.Option(
            help="Where the targets are from: links are resolved against it.", show_default=False
        ),
    ] = "",
    manifest: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help='JSON lines {"path", "url", "charset"?}; cluster {"id", "title", "published", "source"}; dates {"text"}.',
            show_default=False,
        ),
    ] = "",
    _json: Annotated[
        bool, typer.Option("--json", help="The answer is JSON lines in any case.")
    ] = False,
) -> int:
    """Show what digest sees in feeds, pages and texts: JSON lines, one a target, in order.

    Ends with 6 when some targets could not be read, 1 when none could.

    Examples:

      digest inspect feed https://www.example.org/feed.xml

      digest inspect article page.html --url https://www.example.org/news/bridge

      digest inspect feed --manifest feeds.jsonl | jq .title

      digest inspect dates "Sun, 4 Oct 2015 06:00 GMT"
    """
    return look(Request(kind.value, tuple(targets or ()), url, manifest))
