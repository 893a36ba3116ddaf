"""The words of the console in four languages, and that its pages say nothing without them."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from digest.checking.finding import Verdict
from digest.model.audience import (
    ConsentAct,
    Exclusion,
    SubscriptionState,
    SuppressionReason,
)
from digest.model.delivery import BatchState, DeliveryState
from digest.model.issue import IssueKind, IssueState
from digest.model.notice import NoticeState
from digest.model.operator import Role as OperatorsRole
from digest.model.schedule import Approval, CatchUp, SlotState
from digest.model.segment import REPORTED, Field
from digest.model.service import NoticeKind
from digest.model.source import SourceKind
from digest.model.specimen import SpecimenState
from digest.model.upload import UploadState
from digest.press.lint import RULES as LINT
from digest.rules.evidence import Sign
from digest.rules.filter_rows import How
from digest.rules.guards import IDS as GUARDS
from digest.rules.owncopies import OWN_COPY
from digest.rules.roster import Role
from digest.settings.shown import Origin
from digest.store.finding import By
from digest.store.hand import KINDS
from digest.store.importing import Found
from digest.web import console
from digest.web.console import words
from digest.web.console.words.table import PHRASES

ROOT = Path(console.__file__).parents[3]
PAGES = sorted((ROOT / "templates/web/console").rglob("*.html"))
CODE = sorted(Path(console.__file__).parent.rglob("*.py"))
SAID_IN_A_PAGE = re.compile(r'{%\s*say\s+"([^"]+)"([^%]*)%}')
DIVIDERS = ("list.comma", "list.and")


def gaps(pattern: str) -> set[str]:
    """The names of the gaps, those inside a number's forms too."""
    found = set()
    for _, name, form, _ in Formatter().parse(pattern):
        if name:
            found |= {name} | gaps(form or "")
    return found


def test_every_phrase_has_the_same_gaps_in_each_language_and_no_markup():
    for phrase, row in PHRASES.items():
        for text in row:
            assert gaps(text) == gaps(row.en), phrase
            assert text.strip(" ") == text or phrase in DIVIDERS, phrase
            assert text, phrase
            assert not re.search(r"[<>&\"]", text), phrase


def test_nothing_longer_is_left_in_english():
    same = {
        phrase for phrase, row in PHRASES.items() if len(row.en) > 24 and row.en in tuple(row)[1:]
    }
    assert same == set()


def acts() -> set[str]:
    """What the code puts into the audit, where it says so in one word."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "digest").rglob("*.py"))
    told = r'\baudit\(\s*[^,"]+,\s*"([a-z-]+)"'
    return {act for source in sources for act in re.findall(told, source)}


def test_whatever_has_an_id_has_its_words():
    ids = {
        "issue": IssueState,
        "kind": IssueKind,
        "slot": SlotState,
        "copy": DeliveryState,
        "batch": BatchState,
        "excluded": Exclusion,
        "standing": SubscriptionState,
        "never": SuppressionReason,
        "act": ConsentAct,
        "letter": NoticeKind,
        "notice": NoticeState,
        "field": Field,
        "how": How,
        "readers.by": By,
        "upload": UploadState,
        "found": Found,
        "specimen": SpecimenState,
        "sign": Sign,
        "role": Role,
        "operator": OperatorsRole,
        "source": SourceKind,
        "catch": CatchUp,
        "origin": Origin,
        "verdict": Verdict,
        "approval": Approval,
    }
    wanted = {f"{name}.{one.value}" for name, kind in ids.items() for one in kind}
    wanted |= {f"{name}.{event}" for name in ("event", "field") for event in REPORTED}
    wanted |= {f"guard.{one}" for one in GUARDS}
    wanted |= {f"lint.{rule.id}" for rule in LINT} | {f"lint.{OWN_COPY}"}
    wanted |= {f"did.issue-{kind}" for kind in KINDS}
    wanted |= {f"did.{act}" for act in acts()}
    assert wanted - PHRASES.keys() == set()


def said_in_code() -> list[tuple[str, str, set[str]]]:
    """Each `say("…", gap=…)` of a view, with its file."""
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name == "say" and isinstance(first, ast.Constant):
                given = {key.arg or "" for key in node.keywords}
                found.append((path.name, str(first.value), given))
    return found


def said_in_pages() -> list[tuple[str, str, set[str]]]:
    return [
        (path.name, phrase, set(re.findall(r"\b(\w+)=(?![^\"]*\"\|)", given)))
        for path in PAGES
        for phrase, given in SAID_IN_A_PAGE.findall(path.read_text(encoding="utf-8"))
    ]


def test_what_pages_and_views_say_is_known_and_its_gaps_are_filled():
    told = said_in_code() + said_in_pages()
    assert len(told) > 80
    assert [one for one in told if one[1] not in PHRASES] == []
    assert [(f, p) for f, p, given in told if gaps(PHRASES[p].en) != given] == []


WRITTEN = re.compile(r"""(?:aria-label|title|placeholder|alt)="([^"{]*)""")
NOT_WORDS = {"digest", "· digest", "https://", "name@example.org"}


def bare(page: str) -> list[str]:
    """What stands in a page for people to read, and is not said by its phrase."""
    page = re.sub(r"{% block width %}.*?{% endblock %}", "", page)
    page = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", page, flags=re.DOTALL)
    texts = [*re.split(r"<[^>]*>", page), *WRITTEN.findall(page)]
    return [text.strip() for text in texts if re.search(r"[^\W\d_]{2}", text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_says_nothing_but_phrases(page):
    assert set(bare(page.read_text(encoding="utf-8"))) - NOT_WORDS == set()


def told_bare(source: str) -> list[str]:
    """What a view tells somebody, in a flash or an error, without a phrase."""
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    flashes = [one.args[1] for one in calls if ast.unparse(one.func).startswith("messages.")]
    raised = ("UsageError", "GuardRefused")
    errors = [one.args[0] for one in calls if ast.unparse(one.func) in raised]
    bare = (ast.Constant, ast.JoinedStr)
    return [ast.unparse(one) for one in (*flashes, *errors) if isinstance(one, bare)]


def test_a_view_tells_nothing_but_phrases():
    told = [(path.name, bare) for path in CODE for bare in told_bare(path.read_text("utf-8"))]
    assert told == []
    assert told_bare("messages.error(request, f'No {x}')\nraise UsageError('no')") == [
        "f'No {x}'",
        "'no'",
    ]


def test_what_is_written_into_a_page_is_found():
    page = '<p>{% say "x" %} Bare <b title="Also {{ x }}">{{ y }}</b></p>'
    assert bare(page) == ["Bare", "Also"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 day · 1,234 days · 12 min ago · 25 November 2026, 05:30 UTC"),
        ("de", "1 Tag · 1.234 Tage · vor 12 min · 25. November 2026, 05:30 UTC"),
        ("fr", "1 jour · 1\u202f234 jours · il y a 12 min · 25 novembre 2026, 05:30 UTC"),
        ("ur", "1 دن · 1,234 دن · 12 منٹ پہلے · 25 نومبر، 2026، \u206605:30 UTC\u2069"),
    ],
)
def test_numbers_plurals_days_and_spans_are_those_of_the_language(language, told):
    at = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    with translation.override(language):
        parts = [words.say("span.days", n=1), words.say("span.days", n=1234)]
        parts += [words.since(720), words.moment(at)]
        assert " · ".join(parts) == told
        assert words.day(date(2026, 11, 25)) in told
        assert words.ahead(timedelta(days=2, hours=3)).startswith(words.say("span.days", n=2))


def test_a_gap_takes_no_markup_and_keeps_what_runs_the_other_way_together():
    with translation.override("ur"):
        told = words.say("today.delivery", way="<b>smtp</b>")
        assert "\u2068&lt;b&gt;smtp&lt;/b&gt;\u2069" in told
        assert isinstance(told, SafeString)
        assert words.foreign("5 < 6") == '<span lang="en" dir="ltr">5 &lt; 6</span>'
    assert words.foreign("5 < 6") == "5 &lt; 6"


def test_in_french_a_sign_stays_on_the_line_of_its_word():
    with translation.override("fr"):
        loose = [phrase for phrase, four in PHRASES.items() if re.search(r" [:;!?»]|« ", four.fr)]
        assert len(loose) > 20
        plain = [phrase for phrase in loose if "{" not in PHRASES[phrase].fr]
        assert all(not re.search(r" [:;!?»]|« ", words.say(phrase)) for phrase in plain)
        assert any("\u00a0:" in words.say(phrase) for phrase in plain)
