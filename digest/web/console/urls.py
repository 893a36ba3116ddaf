"""Routes of the operators' pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from digest.web.console import issue, today

urlpatterns = [
    path("", today.today, name="console"),
    path("issues/<int:number>/", issue.issue, name="console-issue"),
    path(
        "login/",
        LoginView.as_view(template_name="console/login.html", redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
]
