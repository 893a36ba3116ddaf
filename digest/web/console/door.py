"""The door: name, password and, where the account has one, a one-time code; with a brake.

One answer for a wrong name, a wrong password and a wrong code, so that guessing tells nothing.
"""

from __future__ import annotations

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from digest.logs import log
from digest.rules.signup import visitor
from digest.store import operators
from digest.web.console import hall
from digest.web.console.access import spoken

_LONGEST = 1000


@sensitive_post_parameters()
@never_cache
@spoken
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST":
        return _try(request, target)
    if request.user.is_authenticated and not target:
        return redirect("console")
    return _form(request, target)


def _try(request: HttpRequest, target: str) -> HttpResponse:
    name = request.POST.get("username", "")[:_LONGEST]
    address = _visitor(request)
    now = hall.house().clock()
    if operators.braked(name, address, now):
        log(__name__).warning("sign-in braked", address=address)
        answer = _form(request, target, wrong="brake", name=name, status=429)
        answer.headers["Retry-After"] = str(int(operators.WINDOW.total_seconds()))
        return answer
    password = request.POST.get("password", "")[:_LONGEST]
    user = authenticate(request, username=name, password=password)
    good = isinstance(user, User) and operators.take_code(
        user.pk, request.POST.get("code", ""), now
    )
    operators.tried(name, address, now, good=good)
    if not good:
        log(__name__).warning("sign-in refused", address=address)
        return _form(request, target, wrong="no", name=name)
    login(request, user)
    return redirect(_inside(target))


def _visitor(request: HttpRequest) -> str:
    """Whom a brake slows: behind a proxy the visitor, not the proxy that stands before everybody."""
    remote = str(request.META.get("REMOTE_ADDR", ""))
    return visitor(remote, request.headers.get("X-Forwarded-For", ""))[:64]


def _inside(target: str) -> str:
    """Only a page of our own; to another host the door leads nobody."""
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if ours and target.startswith("/") else reverse("console")


def _form(
    request: HttpRequest, target: str, *, wrong: str = "", name: str = "", status: int = 200
) -> HttpResponse:
    minutes = int(operators.WINDOW.total_seconds() // 60)
    context = {"next": target, "wrong": wrong, "name": name, "minutes": minutes}
    return render(request, "console/login.html", context, status=status)
