"""The newsroom's web pages: articles, front page, sections, editorials, about.  HTML as text.

The frames are `data/pages/*.html`; this file fills them.  Does not read the clock or the socket.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from string import Template

from digest.sample.content import page_template
from digest.sample.metadata import head
from digest.sample.morning import DatedStory, Morning


def article(morning: Morning, dated: DatedStory) -> str:
    """The page of one story or editorial."""
    story = dated.story
    return _page(
        morning,
        title=f"{story.headline} - {story.section} - {morning.outlet.name}",
        canonical=dated.url,
        head=head(dated),
        main=_fill(
            "article.html",
            section=escape(story.section),
            section_url=escape(_section_url(morning, story.section)),
            headline=escape(story.headline),
            standfirst=escape(story.standfirst),
            byline=_byline(morning, dated),
            figure=_figure(dated),
            body=body_html(dated),
            tags=_tags(morning, dated),
        ),
        aside=_aside(morning, dated),
    )


def front(morning: Morning) -> str:
    """The ordered front page: one lead, the next four with pictures or teasers, then the rest."""
    news = morning.news
    return _listing(morning, "/", morning.outlet.name, (news[:1], news[1:5], news[5:]))


def section(morning: Morning, name: str) -> str:
    """The front page of one section, by the name the stories give it."""
    news = tuple(dated for dated in morning.news if dated.story.section == name)
    path = f"/sections/{_slug_of_section(morning, name)}"
    return _listing(morning, path, name, (news[:1], news[1:], ()))


def editorials(morning: Morning) -> str:
    """The editorial page: title, date line and teaser of each, today's first."""
    words = morning.outlet.words
    return _page(
        morning,
        title=f"{words['editorials']} - {morning.outlet.name}",
        canonical=morning.outlet.url("/editorials"),
        head="",
        main=_fill(
            "editorials.html",
            heading=escape(words["editorials"]),
            blocks="\n".join(_editorial(morning, dated) for dated in morning.editorials),
        ),
        aside=_most_read(morning, None),
    )


def about(morning: Morning) -> str:
    """Who publishes this."""
    outlet = morning.outlet
    title = outlet.words["about"]
    main = f"<h1>{escape(title)}</h1>\n<p>{escape(outlet.about)}</p>"
    canonical = outlet.url("/about")
    return _page(morning, title=title, canonical=canonical, head="", main=main, aside="")


def body_html(dated: DatedStory) -> str:
    """The paragraphs, the dateline before the first."""
    first, *rest = dated.story.body
    dateline = escape(dated.story.dateline)
    opening = f'<b class="dateline">{dateline}:</b> {escape(first)}' if dateline else escape(first)
    return "\n".join(f"<p>{text}</p>" for text in [opening, *map(escape, rest)])


def _page(morning: Morning, *, title: str, canonical: str, head: str, main: str, aside: str) -> str:
    outlet, words = morning.outlet, morning.outlet.words
    return _fill(
        "page.html",
        lang=outlet.language,
        dir=outlet.direction,
        title=escape(title),
        canonical=escape(canonical),
        head=head,
        site=escape(outlet.name),
        home=outlet.url("/"),
        tagline=escape(outlet.tagline),
        date=escape(_day(morning, morning.today())),
        nav=_nav(morning),
        main=main,
        aside=aside,
        about_url=outlet.url("/about"),
        about=escape(words["about"]),
        rights=escape(words["rights"].format(name=outlet.name, year=morning.today().year)),
    )


def _fill(name: str, **values: str) -> str:
    return Template(page_template(name)).substitute(values)


def _nav(morning: Morning) -> str:
    outlet = morning.outlet
    links = [(outlet.url(f"/sections/{slug}"), name) for slug, name in outlet.sections.items()]
    if outlet.editorials:
        links.append((outlet.url("/editorials"), outlet.words["editorials"]))
    return "\n".join(f'<li><a href="{url}">{escape(name)}</a></li>' for url, name in links)


def _slug_of_section(morning: Morning, name: str) -> str:
    return next(slug for slug, known in morning.outlet.sections.items() if known == name)


def _section_url(morning: Morning, name: str) -> str:
    if name == morning.outlet.words["editorial"]:
        return morning.outlet.url("/editorials")
    return morning.outlet.url(f"/sections/{_slug_of_section(morning, name)}")


def _byline(morning: Morning, dated: DatedStory) -> str:
    words = morning.outlet.words
    names = words["and"].join(dated.story.authors) or morning.outlet.name
    when = dated.published
    stamp = f"{_day(morning, when.date())}, {when:%H:%M}"
    author = f'<span class="author">{escape(words["by"].format(names=names))}</span>'
    shown = f'<time datetime="{when.isoformat()}">{escape(stamp)}</time>'
    return f"{author} · {shown}"


def _figure(dated: DatedStory) -> str:
    picture = dated.story.picture
    if picture is None:
        return ""
    image = (
        f'<img src="{dated.picture_url}" alt="{escape(picture.caption)}" width="960" height="540">'
    )
    credit = f'<span class="credit">{escape(picture.credit)}</span>'
    caption = f'<span class="caption">{escape(picture.caption)}</span> {credit}'
    return f"<figure>\n{image}\n<figcaption>{caption}</figcaption>\n</figure>"


def _tags(morning: Morning, dated: DatedStory) -> str:
    names = [dated.story.section, morning.outlet.place]
    return "".join(f"<li>{escape(name)}</li>" for name in names)


def _aside(morning: Morning, dated: DatedStory) -> str:
    """Furniture with dates of other pieces, as real pages carry it."""
    others = [other for other in morning.editorials if other.path != dated.path]
    if not others:
        return _most_read(morning, dated)
    heading = escape(morning.outlet.words["editorial"])
    blocks = "\n".join(_editorial(morning, other) for other in others)
    return f"{_most_read(morning, dated)}\n<section><h2>{heading}</h2>\n{blocks}\n</section>"


def _most_read(morning: Morning, dated: DatedStory | None) -> str:
    skip = dated.path if dated else ""
    others = [other for other in morning.news if other.path != skip][2:7]
    rows = "\n".join(
        f'<li><a href="{other.url}">{escape(other.story.headline)}</a> '
        f'<time datetime="{other.published.isoformat()}">{other.published:%H:%M}</time></li>'
        for other in others
    )
    return f"<section><h2>{escape(morning.outlet.words['most_read'])}</h2>\n<ol>\n{rows}\n</ol>\n</section>"


def _editorial(morning: Morning, dated: DatedStory) -> str:
    """One block: title, date line, teaser."""
    story, words = dated.story, morning.outlet.words
    day = _day(morning, dated.published.date())
    line = words["updated"].format(date=day) if dated.modified else day
    return _fill(
        "editorial.html",
        url=dated.url,
        title=escape(story.headline),
        line=escape(line),
        teaser=escape(story.teaser or story.standfirst),
    )


def _listing(
    morning: Morning, path: str, title: str, groups: tuple[tuple[DatedStory, ...], ...]
) -> str:
    lead, second, rest = groups
    outlet = morning.outlet
    opening = _cards(lead, "lead") + _cards(second, "second")
    lines = "\n".join(_line(dated) for dated in rest)
    main = _fill(
        "front.html",
        opening=opening,
        latest=escape(outlet.words["latest"]),
        lines=lines,
    )
    shown = title if path != "/" else f"{outlet.name} - {outlet.tagline}"
    aside = _editorial_box(morning)
    canonical = outlet.url(path)
    return _page(morning, title=shown, canonical=canonical, head="", main=main, aside=aside)


def _cards(group: Iterable[DatedStory], kind: str) -> str:
    return "\n".join(_card(dated, kind) for dated in group)


def _card(dated: DatedStory, kind: str) -> str:
    story = dated.story
    picture = f'<img src="{dated.picture_url}" alt="">' if dated.picture_url else ""
    return _fill(
        "card.html",
        kind=kind,
        url=dated.url,
        picture=picture,
        section=escape(story.section),
        headline=escape(story.headline),
        standfirst=escape(story.standfirst),
        stamp=dated.published.isoformat(),
        clock=f"{dated.published:%H:%M}",
    )


def _line(dated: DatedStory) -> str:
    return f'<li><a href="{dated.url}">{escape(dated.story.headline)}</a></li>'


def _editorial_box(morning: Morning) -> str:
    if not morning.editorials:
        return _most_read(morning, None)
    heading = escape(morning.outlet.words["editorial"])
    blocks = "\n".join(_editorial(morning, dated) for dated in morning.editorials)
    link = f'<h2><a href="{morning.outlet.url("/editorials")}">{heading}</a></h2>'
    return f'<section class="editorials">{link}\n{blocks}\n</section>\n{_most_read(morning, None)}'


def _day(morning: Morning, day: date) -> str:
    """`4 May, 2024`, in the outlet's language."""
    words = morning.outlet.words
    form: str = words["date"]
    return form.format(day=day.day, month=words["months"][day.month - 1], year=day.year)
