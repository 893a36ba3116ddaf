"""The public archive: which newsletters there are, which issues went out, one of them, the feed.

    /                         the newsletters
    /{digest}/                issues that went out, newest first; ?lang=ur, ?page=2
    /{digest}/{day}/[{n}/]    one of them, exactly as it was sent, without any reader in it
    /{digest}/feed.xml        Atom

Only what went out to the lists is shown: no draft, no skipped issue, nothing sent to single people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import condition, require_safe

from digest import settings
from digest.model.plan import Digest
from digest.press.words import words_for
from digest.rules.layout_text import clean, direction_of
from digest.store import reading
from digest.web.public import full, printed
from digest.web.public.page import page
from digest.web.words import Words, name_of, words

ON_A_PAGE = 30
IN_THE_FEED = 20
FRESH = 300
"""Seconds for which a public page may be kept by browsers and proxies."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The newsletters of this house."""
    digests = sorted(settings.current().digests.values(), key=lambda digest: digest.title)
    lines = [
        {
            "slug": digest.slug,
            "title": digest.title,
            "tagline": digest.look.tagline.get(digest.language, ""),
            "language": digest.language,
            "direction": direction_of(digest.title, words(digest.language).direction),
        }
        for digest in digests
    ]
    spoken = words(digests[0].language if digests else "en")
    return _kept(page("public/home.html", spoken, {"lines": lines}))


@require_safe
def archive(request: HttpRequest, digest: str) -> HttpResponse:
    """The issues that went out."""
    found, language = _digest(digest), _language(request, digest)
    spoken = words(language)
    pages = max(1, -(-reading.archive_size(digest) // ON_A_PAGE))
    number = _page_number(request, pages)
    entries = reading.archive(
        digest,
        languages=_preferred(language, found),
        offset=(number - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
    )
    context = {
        "name": found.title_in(language),
        "tagline": found.look.tagline.get(language, ""),
        "lines": [_line(entry, found, spoken) for entry in entries],
        "languages": _languages(found, language),
        "query": f"?lang={language}" if language != found.language else "",
        "lang": language if language != found.language else "",
        "may_subscribe": bool(found.lists),
        "newer": number - 1,
        "older": number + 1 if number < pages else 0,
    }
    told = {"title": found.title_in(language), "page": number, "pages": pages}
    return _kept(page("public/archive.html", spoken, context, digest=found, told=told))


def _line(entry: reading.Entry, digest: Digest, spoken: Words) -> dict[str, object]:
    return {
        "href": permalink(digest.slug, entry.day, entry.number),
        "subject": entry.subject or digest.title_in(entry.language or digest.language),
        "preheader": entry.preheader,
        "language": entry.language or digest.language,
        "direction": entry.direction,
        "date": spoken.day(entry.day),
        "iso": entry.day.isoformat(),
        "number": spoken.say("issue.number", number=entry.number) if entry.number > 1 else "",
    }


@require_safe
def issue(request: HttpRequest, digest: str, day: date, number: int | None = None) -> HttpResponse:
    """One issue that went out."""
    found, language = _digest(digest), _language(request, digest)
    edition = reading.printed(digest, day, number, languages=_preferred(language, found))
    if edition is None:
        raise Http404
    spoken = words(edition.language)
    asked = f"?lang={edition.language}" if edition.language != found.language else ""
    address = permalink(digest, edition.day, edition.number) + asked
    html = printed.public_page(
        full.page_of(edition, found) or edition.html,
        nonce=edition.nonce,
        why=words_for(edition.language).say("why", title=clean(found.title_in(edition.language))),
        archive=(reverse("archive", args=[digest]) + asked, spoken.say("archive.all")),
        permalink=(address, spoken.say("issue.permanent")),
        canonical=f"{_root()}{address}",
    )
    return _kept(HttpResponse(html, headers={"Content-Security-Policy": printed.POLICY}))


def _newest(request: HttpRequest, digest: str) -> str:
    """A mark that changes with the feed: nothing is set for a reader who has it already."""
    found = _digest(digest)
    few = reading.archive(digest, languages=_preferred(_language(request, digest), found), limit=1)
    size = reading.archive_size(digest)
    return f'W/"{few[0].issue if few else 0}-{size}-{_language(request, digest)}"'


@require_safe
@condition(etag_func=_newest)
def feed(request: HttpRequest, digest: str) -> HttpResponse:
    """The newest issues as Atom (RFC 4287)."""
    found, language = _digest(digest), _language(request, digest)
    asked = f"?lang={language}" if language != found.language else ""
    root = _root()
    atom = Atom1Feed(
        title=clean(found.title_in(language)),
        link=f"{root}{reverse('archive', args=[digest])}{asked}",
        feed_url=f"{root}{reverse('feed', args=[digest])}{asked}",
        description=clean(found.look.tagline.get(language, "")),
        language=language,
        author_name=clean(found.sender.name),
    )
    for entry in reading.archive(digest, languages=_preferred(language, found), limit=IN_THE_FEED):
        address = f"{root}{permalink(digest, entry.day, entry.number)}"
        atom.add_item(
            title=clean(entry.subject or found.title_in(language)),
            link=f"{address}{asked}",
            unique_id=f"{address}{asked}",
            # Django calls a summary HTML: a headline in it stays text only when escaped.
            description=escape(clean(entry.preheader)),
            pubdate=entry.out_at,
            updateddate=entry.out_at,
        )
    return _kept(HttpResponse(atom.writeString("utf-8"), content_type=ATOM))


ATOM = "application/atom+xml; charset=utf-8"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Search engines may have the archive, and nothing that belongs to one reader."""
    closed = "\n".join(f"Disallow: /{part}/" for part in ("s", "c", "console", "admin", "api"))
    return _kept(HttpResponse(f"User-agent: *\n{closed}\n", content_type="text/plain"))


def permalink(digest: str, day: date, number: int) -> str:
    """The address of an issue for good: the day, and the number from the second on."""
    if number > 1:
        return reverse("issue-of-day", args=[digest, day, number])
    return reverse("issue", args=[digest, day])


def _root() -> str:
    """Scheme and host of the configured site; its path is already in `reverse`."""
    site = settings.current().site
    scheme, _, rest = site.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _digest(slug: str) -> Digest:
    found = settings.current().digests.get(slug)
    if found is None:
        raise Http404
    return found


def _language(request: HttpRequest, slug: str) -> str:
    """The language asked for, where the newsletter has it; else its own."""
    found = _digest(slug)
    asked = request.GET.get("lang", "")
    return asked if asked in found.languages else found.language


def _preferred(language: str, digest: Digest) -> Sequence[str]:
    return (language, *digest.languages)


def _languages(digest: Digest, chosen: str) -> list[dict[str, object]]:
    if len(digest.languages) < 2:
        return []
    return [
        {
            "tag": language,
            "name": name_of(language),
            "here": language == chosen,
            "query": f"?lang={language}" if language != digest.language else "",
            "direction": words(language).direction,
        }
        for language in digest.languages
    ]


def _page_number(request: HttpRequest, pages: int) -> int:
    """The page asked for; one that is not there is no page."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 7 and 1 <= int(asked) <= pages):
        raise Http404
    return int(asked)


def _kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=FRESH)
    return response
