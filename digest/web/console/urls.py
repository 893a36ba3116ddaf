"""Routes of the operators' pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from digest.web.console import account, audit, door, issue, today

urlpatterns = [
    path("", today.today, name="console"),
    path("issues/<int:number>/", issue.issue, name="console-issue"),
    path("audit/", audit.audit, name="console-audit"),
    path("account/", account.mine, name="console-account"),
    path("account/password/", account.password, name="console-password"),
    path("account/factor/", account.factor, name="console-factor"),
    path("operators/", account.everybody, name="console-operators"),
    path("operators/change/", account.change, name="console-operators-change"),
    path("login/", door.enter, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
