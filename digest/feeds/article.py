"""An article page: bytes in, one value out, every field with its provenance.

    bytes | markup.read_tree                one parse for everything
          | articlemeta.read_meta           head, JSON-LD, headings
          | headline, byline, pagedate, picture, section, language, teaser, form
          | body.read_body                  last: it may take the tree apart

Does not fetch, does not guess: what the page does not state is empty.
"""

from __future__ import annotations

import html
import re
from datetime import tzinfo
from urllib.parse import urlsplit

from digest.feeds import jsonld
from digest.feeds.articlemeta import PageMeta, read_meta, squeeze
from digest.feeds.body import read_body
from digest.feeds.bodyshape import Hints
from digest.feeds.byline import read_byline
from digest.feeds.headline import read_headline
from digest.feeds.markup import read_tree
from digest.feeds.page import ArticlePage
from digest.feeds.pagedate import read_dates
from digest.feeds.pagepicture import read_picture
from digest.model.story import Form, Provenance

_MARKUP = re.compile(r"<[^>]*>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_DATELINE = re.compile(
    r"^(?P<place>[^\W\d_a-zà-ÿ]{3,}(?:[ '’/,.-]{1,2}[^\W\d_a-zà-ÿ]{2,}){0,4}(?:,\s[A-Z][\w.]+){0,2}"
    r"(?:,?\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?)\s*(?:\([^)]{2,30}\))?\s*(?::|[-–—]{1,2})\s"
)
_FORMS = (
    (
        Form.SPONSORED,
        re.compile(
            r"advertisercontent|sponsor|advertorial|partner-?content|brand-?(?:story|stories|studio)|paid-?content|native-ad|anzeige",
            re.I,
        ),
    ),
    (
        Form.LIVE,
        re.compile(
            r"liveblog|live-?ticker|live-?updates?|(?:^|[/-])live(?:[/-]|$)|as-it-happened|newsticker",
            re.I,
        ),
    ),
    (
        Form.GALLERY,
        re.compile(
            r"imagegallery|mediagallery|(?:^|/)(?:photo-?)?galler(?:y|ies)(?:/|$)|fotostrecke|bilderstrecke|(?:^|/)(?:photos|in-pictures|diaporama)(?:/|$)",
            re.I,
        ),
    ),
    (
        Form.OPINION,
        re.compile(
            r"opinionnewsarticle|(?:^|/)(?:opinions?|editorials?|op-?eds?|columns?|columnists?|commentary|commentisfree|comment|meinung|kommentare?|kolumnen?|opinion[ei]?|editoriali|tribunes?|leserbriefe|letters?)(?:/|$)",
            re.I,
        ),
    ),
)
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def read_article(
    body: bytes, *, url: str, charset: str | None = None, zone: tzinfo | None = None
) -> ArticlePage:
    """Everything that the page states.  Raises NotAPage for what is no HTML page.

    `url` is where the bytes came from (relative addresses resolve against it), `charset` the one
    of the HTTP header, if any; `zone` is the source's, for times that name none (else UTC).
    """
    page = read_meta(read_tree(body, url=url, charset=charset), url)
    title, byline, dates = read_headline(page), read_byline(page), read_dates(page, zone)
    section, section_source = _section(page)
    picture, language, teaser, form = (
        read_picture(page),
        _language(page),
        _teaser(page),
        _form(page, section),
    )
    text = read_body(page.root, Hints(title.text, teaser, page.ld("articleBody"), byline.names))
    return ArticlePage(
        url=url,
        canonical_url=page.canonical,
        title=title.text,
        title_source=title.source,
        authors=byline.names,
        authors_source=byline.source,
        published=dates.published,
        published_source=dates.source,
        updated=dates.updated,
        section=section,
        section_source=section_source,
        language=language,
        image=picture,
        teaser=teaser,
        form=form,
        dateline=read_dateline(page.ld("dateline"), text),
        body=text,
        words=count_words(text),
    )


def _section(page: PageMeta) -> tuple[str, Provenance | None]:
    """The paper's section; a list in one string ("Mobiles, Video") gives its first name."""
    for text, source in (
        (page.ld("articleSection"), Provenance.JSON_LD),
        (
            page.first(
                "article:section",
                "og:article:section",
                "parsely-section",
                "section",
                "sailthru.section",
            ),
            Provenance.META,
        ),
    ):
        name = text.split(",")[0].strip()
        if name and len(name) <= 60:
            return name, source
    return "", None


def _language(page: PageMeta) -> str:
    """A BCP 47 tag as the page states it: the element first, then what is said about the article."""
    language = page.root.get("lang") or page.root.get("xml:lang") or ""
    for stated in (
        language,
        page.ld("inLanguage"),
        page.first("og:locale", "content-language", "language", "dc.language"),
    ):
        found = _LANGUAGE.match(stated.strip())
        if found:
            return found[0].replace("_", "-")
    return ""


def _teaser(page: PageMeta) -> str:
    """The publisher's own summary, markup out; the fullest of those that only differ by a cut."""
    stated = [
        page.ld("description"),
        page.first("og:description"),
        page.first("description", "twitter:description"),
    ]
    clean = [squeeze(_MARKUP.sub(" ", html.unescape(text))) for text in stated if text]
    first = next((text for text in clean if text), "")
    stem = first.rstrip(".… ")
    return max((text for text in clean if text.startswith(stem)), key=len, default=first)


def read_dateline(stated: str, text: str) -> str:
    """The place (and day) in capitals that opens the text: "ISLAMABAD", "NEW YORK, Jan 3"."""
    if stated:
        return stated
    found = _DATELINE.match(text)
    return found["place"].strip() if found else ""


def _form(page: PageMeta, section: str) -> Form:
    """What kind of piece it is, by JSON-LD type, by the parts of the address, by the section."""
    path = urlsplit(page.canonical).path.rsplit("/", 1)[0]
    words = [*jsonld.types_of(page.node), path, section.replace(" ", "-"), page.first("og:type")]
    return next(
        (form for form, pattern in _FORMS if any(pattern.search(word) for word in words)),
        Form.ARTICLE,
    )


def count_words(text: str) -> int:
    """Words of a text; in scripts without blanks two signs count as a word."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + unspaced // 2
