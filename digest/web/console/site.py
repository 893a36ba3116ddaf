"""Django's admin as the escape hatch of superusers."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import lazy


class SuperusersSite(AdminSite):
    """Open to superusers alone; they sign in on the console's own page."""

    site_header = "digest: rows"
    site_title = "digest"
    index_title = "What the database holds"
    site_url = lazy(lambda: reverse("console"), str)()

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """The console's door is the only one: Django's own knows neither the brake nor codes."""
        inside = reverse("admin:index", current_app=self.name)
        return redirect_to_login(request.GET.get("next") or inside)

    def password_change(  # type: ignore[override]  # Django's stubs know its own page alone
        self,
        request: HttpRequest,  # noqa: ARG002
        extra_context: Any = None,  # noqa: ARG002
    ) -> HttpResponse:
        """One's own account is a page of the console: what is done there stands in the audit."""
        return redirect("console-account")

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff is not enough: the rows are nobody's daily work."""
        return bool(request.user.is_active and request.user.is_superuser)
