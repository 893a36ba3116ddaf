"""Django's admin as the escape hatch of superusers."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy


class SuperusersSite(AdminSite):
    """Open to superusers alone; they sign in on the console's own page."""

    site_header = "digest: rows"
    site_title = "digest"
    index_title = "What the database holds"
    site_url = lazy(lambda: reverse("console"), str)()
    login_template = "console/login.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff is not enough: the rows are nobody's daily work."""
        return bool(request.user.is_active and request.user.is_superuser)
