"""Routes of the operators' pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from digest.web.console import (
    account,
    asreader,
    audit,
    desk,
    door,
    inbox,
    issue,
    linkcheck,
    preparing,
    proof,
    report,
    sending,
    switch,
    testsend,
    today,
)

urlpatterns = [
    path("", today.today, name="console"),
    path("switch/", switch.switch, name="console-switch"),
    path("issues/<int:number>/", issue.issue, name="console-issue"),
    path("issues/<int:number>/act/", issue.act, name="console-act"),
    path("issues/<int:number>/recipients.csv", issue.recipients, name="console-recipients"),
    path("issues/<int:number>/desk/", desk.desk, name="console-desk"),
    path("issues/<int:number>/desk/step/", desk.step, name="console-step"),
    path("issues/<int:number>/desk/words/", desk.words, name="console-words"),
    path("issues/<int:number>/desk/reader/", asreader.look_up, name="console-as-reader"),
    path("issues/<int:number>/desk/test/", testsend.send, name="console-test"),
    path("issues/<int:number>/links/", linkcheck.check, name="console-links"),
    path("issues/<int:number>/page/", proof.page, name="console-proof"),
    path("issues/<int:number>/report/", report.report, name="console-report"),
    path("issues/<int:number>/report.html", report.page, name="console-report-page"),
    path("send/", preparing.prepare, name="console-send"),
    path("issues/<int:number>/send/", sending.confirm, name="console-confirm"),
    path("issues/<int:number>/undo/", sending.undo, name="console-undo"),
    path("uncertain/", issue.uncertain, name="console-uncertain"),
    path("uncertain/<int:batch>/", issue.settle, name="console-settle"),
    path("audit/", audit.audit, name="console-audit"),
    path("inbox/", inbox.inbox, name="console-inbox"),
    path(
        "inbox/<int:number>/<int:batch>/<int:position>/",
        inbox.letter,
        name="console-letter",
    ),
    path(
        "inbox/<int:number>/<int:batch>/<int:position>/part/",
        inbox.part,
        name="console-letter-part",
    ),
    path("account/", account.mine, name="console-account"),
    path("account/password/", account.password, name="console-password"),
    path("account/factor/", account.factor, name="console-factor"),
    path("account/language/", account.language, name="console-language"),
    path("operators/", account.everybody, name="console-operators"),
    path("operators/change/", account.change, name="console-operators-change"),
    path("login/", door.enter, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
