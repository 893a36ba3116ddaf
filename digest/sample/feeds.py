"""The newsroom's feeds and sitemaps as XML text: RSS 2.0 in two habits, Atom 1.0, Google News.

Does not fetch or parse anything: it is the far side of the wall that digest reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from digest.sample.content import picture_bytes
from digest.sample.morning import DatedStory, Morning
from digest.sample.pages import body_html

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def rss(morning: Morning) -> str:
    """Every news story in front-page order, with its whole text and its picture."""
    return _rss(morning, "/feed.xml", morning.outlet.tagline, map(_full_item, morning.news))


def rss_brief(morning: Morning) -> str:
    """Newest first, summaries only, as a wire agency sends it."""
    newest = sorted(morning.news, key=lambda dated: (dated.published, dated.path), reverse=True)
    return _rss(morning, "/rss", morning.outlet.tagline, map(_brief_item, newest))


def rss_editorials(morning: Morning) -> str:
    """The editorials as a feed of their own, in page order."""
    title = morning.outlet.words["editorials"]
    return _rss(morning, "/editorials/feed.xml", title, map(_full_item, morning.editorials))


def atom(morning: Morning) -> str:
    """Every news story as Atom 1.0, in front-page order, with its whole text."""
    outlet = morning.outlet
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        f"<title>{escape(outlet.name)}</title>\n<subtitle>{escape(outlet.tagline)}</subtitle>\n"
        f"<id>{outlet.url('/')}</id>\n<updated>{morning.hour.isoformat()}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href="{outlet.url("/atom.xml")}"/>\n'
        f'<link rel="alternate" type="text/html" href="{outlet.url("/")}"/>\n'
        + "".join(map(_entry, morning.news))
        + "</feed>\n"
    )


def news_sitemap(morning: Morning) -> str:
    """A Google News sitemap, newest first."""
    newest = sorted(morning.news, key=lambda dated: (dated.published, dated.path), reverse=True)
    return (
        f'{XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
        + "".join(map(_sitemap_url, newest))
        + "</urlset>\n"
    )


def sitemap_index(morning: Morning) -> str:
    """An index that names the news sitemap."""
    outlet, stamp = morning.outlet, morning.hour.isoformat()
    return (
        f'{XML}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"<sitemap><loc>{outlet.url('/sitemap-news.xml')}</loc>"
        f"<lastmod>{stamp}</lastmod></sitemap>\n</sitemapindex>\n"
    )


def robots(morning: Morning) -> str:
    """What a polite reader may fetch, and where the sitemap is."""
    sitemap = next((path for path in morning.outlet.routes if path == "/sitemap.xml"), None)
    line = f"Sitemap: {morning.outlet.url(sitemap)}\n" if sitemap else ""
    return f"User-agent: *\nDisallow: /search\n\n{line}"


def _rss(morning: Morning, path: str, about: str, items: Iterable[str]) -> str:
    outlet = morning.outlet
    return (
        f'{XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
        f"<title>{escape(outlet.name)}</title>\n<link>{outlet.url('/')}</link>\n"
        f"<description>{escape(about)}</description>\n<language>{outlet.language}</language>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{outlet.url(path)}"/>\n'
        f"<lastBuildDate>{format_datetime(morning.hour)}</lastBuildDate>\n<ttl>60</ttl>\n"
        + "".join(items)
        + "</channel>\n</rss>\n"
    )


def _full_item(dated: DatedStory) -> str:
    story = dated.story
    return (
        f"<item>\n<title>{escape(story.headline)}</title>\n<link>{dated.url}</link>\n"
        f'<guid isPermaLink="false">{dated.outlet.key}-{dated.number}</guid>\n'
        f"<pubDate>{format_datetime(dated.published)}</pubDate>\n"
        f"{_creators(dated)}<category>{escape(story.section)}</category>\n"
        f"<description>{escape(story.teaser or story.standfirst)}</description>\n"
        f"<content:encoded><![CDATA[{body_html(dated)}]]></content:encoded>\n"
        f"{_media(dated)}</item>\n"
    )


def _brief_item(dated: DatedStory) -> str:
    story = dated.story
    return (
        f"<item>\n<title>{escape(story.headline)}</title>\n<link>{dated.url}</link>\n"
        f'<guid isPermaLink="true">{dated.url}</guid>\n'
        f"<pubDate>{_gmt(dated.published)}</pubDate>\n"
        f"<category>{escape(story.section)}</category>\n"
        f"<description>{escape(story.standfirst)}</description>\n{_enclosure(dated)}</item>\n"
    )


def _entry(dated: DatedStory) -> str:
    story = dated.story
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in story.authors)
    paper = f"<author><name>{escape(dated.outlet.name)}</name></author>"
    return (
        f"<entry>\n<title>{escape(story.headline)}</title>\n"
        f"<id>{dated.outlet.url(f'/n/{dated.number}')}</id>\n"
        f'<link rel="alternate" type="text/html" href="{dated.url}"/>\n'
        f"{_enclosure_link(dated)}<published>{dated.published.isoformat()}</published>\n"
        f"<updated>{(dated.modified or dated.published).isoformat()}</updated>\n"
        f"{authors or paper}\n<category term={quoteattr(story.section)}/>\n"
        f'<summary type="text">{escape(story.standfirst)}</summary>\n'
        f'<content type="html">{escape(body_html(dated))}</content>\n</entry>\n'
    )


def _sitemap_url(dated: DatedStory) -> str:
    outlet = dated.outlet
    language = outlet.language.partition("-")[0]
    image = dated.picture_url
    return (
        f"<url><loc>{dated.url}</loc><news:news><news:publication>"
        f"<news:name>{escape(outlet.name)}</news:name><news:language>{language}</news:language>"
        f"</news:publication><news:publication_date>{dated.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(dated.story.headline)}</news:title></news:news>"
        + (f"<image:image><image:loc>{image}</image:loc></image:image>" if image else "")
        + "</url>\n"
    )


def _creators(dated: DatedStory) -> str:
    names = dated.story.authors
    return "".join(f"<dc:creator>{escape(name)}</dc:creator>\n" for name in names)


def _media(dated: DatedStory) -> str:
    picture = dated.story.picture
    if picture is None:
        return ""
    return (
        f'<media:content url="{dated.picture_url}" medium="image" type="image/jpeg"'
        f' width="960" height="540">\n<media:description type="plain">{escape(picture.caption)}'
        f"</media:description>\n<media:credit>{escape(picture.credit)}</media:credit>\n"
        "</media:content>\n"
    )


def _enclosure(dated: DatedStory) -> str:
    if dated.picture_url is None:
        return ""
    return f'<enclosure url="{dated.picture_url}" length="{_size(dated)}" type="image/jpeg"/>\n'


def _enclosure_link(dated: DatedStory) -> str:
    if dated.picture_url is None:
        return ""
    return (
        f'<link rel="enclosure" type="image/jpeg" length="{_size(dated)}"'
        f' href="{dated.picture_url}"/>\n'
    )


def _size(dated: DatedStory) -> int:
    picture = dated.story.picture
    return len(picture_bytes(picture.name) or b"") if picture else 0


def _gmt(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
