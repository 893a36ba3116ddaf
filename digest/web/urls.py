"""Routes (contract section 5).  First parts that are routes are refused as a digest's slug."""

from __future__ import annotations

from datetime import date

from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.views.generic.base import RedirectView

from digest.web import health, metrics
from digest.web.api import door
from digest.web.hooks import sendgrid
from digest.web.public import answer, archive, centre, clicks, media, reader, subscribe


class Day:
    """`2026-11-25`; a day that is not in the calendar is no page."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as it stands in an address."""
        return value.isoformat()


class Count(StringConverter):
    """A number from 1, written without a leading nought."""

    regex = r"[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """The number."""
        return int(value)


class Link(StringConverter):
    """The number of a counted link; 0 is the picture."""

    regex = r"0|[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """The number."""
        return int(value)


admin.autodiscover()
register_converter(Day, "day")
register_converter(Count, "count")
register_converter(Link, "link")

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("robots.txt", archive.robots, name="robots"),
    path("favicon.ico", RedirectView.as_view(url=static("digest.svg"), permanent=False)),
    path("admin/", admin.site.urls),
    path("console/", include("digest.web.console.urls")),
    path("s/<str:token>/view", reader.view, name="view"),
    path("s/<str:token>/unsubscribe", reader.unsubscribe, name="unsubscribe"),
    path("s/<str:token>/confirm", answer.confirm, name="confirm"),
    path("s/<str:token>/refuse", answer.refuse, name="refuse"),
    path("s/<str:token>/preferences", centre.centre, name="preferences"),
    path("c/<link:number>/<str:token>", clicks.follow, name="click"),
    path("media/<str:name>", media.picture, name="media"),
    # Whatever stands there, a line end too: every refusal has the API's own form.
    re_path(r"^api/v1/(?P<rest>(?s:.*))$", door.enter, name="api"),
    path("hooks/sendgrid/events", sendgrid.events, name="sendgrid-events"),
    path("", archive.home, name="home"),
    path("<slug:digest>/", archive.archive, name="archive"),
    path("<slug:digest>/subscribe", subscribe.subscribe, name="subscribe"),
    path("<slug:digest>/feed.xml", archive.feed, name="feed"),
    path("<slug:digest>/<day:day>/", archive.issue, name="issue"),
    path("<slug:digest>/<day:day>/<count:number>/", archive.issue, name="issue-of-day"),
]

handler400 = "digest.web.errors.bad_request"
handler403 = "digest.web.errors.forbidden"
handler404 = "digest.web.errors.not_found"
handler500 = "digest.web.errors.server_error"
