"""An issue of a newsroom that shows its pictures from its own address."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest

from digest.flow.advance import Works, advance
from digest.flow.render import proofs
from digest.media.album import Album
from digest.media.darkroom import Darkroom
from digest.model.edition import Variant
from digest.model.finding import Severity
from digest.model.issue import IssueState
from digest.model.story import Image
from digest.press import Press
from digest.sample.content import DATA
from digest.store import editions, issues, journal
from tests.newsroom import DIGEST, Newsroom, stories
from tests.pages import TEMPLATES

pytestmark = pytest.mark.django_db
SITE = "https://news.example.org"
PAPER = "https://paper.example.org"
SOURCE = re.compile(r'<img[^>]* src="([^"]+)"')
JPEG = (DATA / "pictures" / "harbour.jpg").read_bytes()


class Stand:
    """Has what it was given; any other picture is gone."""

    def __init__(self, **bodies: bytes) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def pictures(self, urls):
        for url in urls:
            self.asked.append(url)
            name = url.rpartition("/")[2].partition(".")[0]
            yield url, self.bodies.get(name, "there is nothing at this address (404)")


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(replace(DIGEST, look=replace(DIGEST.look, copies=True)))
    made.readers(2, languages=("en", "ur"))
    images = (
        Image(f"{PAPER}/good.jpg", alt="A harbour"),
        Image(f"{PAPER}/known.jpg", width=800, height=450),
        Image(f"{PAPER}/unknown.jpg"),
        None,
    )
    found = zip(stories(4), images, strict=True)
    made.gathered(*(replace(story, image=image) for story, image in found))
    return made


def works(newsroom: Newsroom, stand, folder) -> Works:
    @contextmanager
    def open_stand(sources):
        assert sources == newsroom.digest.sources
        yield stand

    darkroom = Darkroom(open_stand, Album(folder)) if stand else None
    return replace(newsroom.works, press=Press((TEMPLATES,), SITE), darkroom=darkroom)


def shown(number: int) -> list[set[str]]:
    """The pictures of each edition."""
    return [set(SOURCE.findall(sheet.edition.html)) for sheet in editions.sheets(number)]


def test_an_issue_prints_its_own_addresses_and_a_failing_picture_costs_only_itself(
    newsroom, tmp_path
):
    stand, number = Stand(good=JPEG, unknown=b"<svg/>"), newsroom.issue()
    assert advance(number, newsroom.digest, works(newsroom, stand, tmp_path)) is IssueState.SENDING
    (copy,) = (tmp_path / "media").glob("*.*")
    expected = {f"{SITE}/media/{copy.name}", f"{PAPER}/known.jpg"}
    assert shown(number) == [expected, expected]
    assert len(stand.asked) == len(set(stand.asked)) == 3, "once for both editions"
    told = [entry for entry in journal.of_issue(number) if entry.act == "print without own copies"]
    assert len(told) == 1
    assert set(told[0].after) == {f"{PAPER}/known.jpg", f"{PAPER}/unknown.jpg"}
    assert "nothing at this address" in told[0].after[f"{PAPER}/known.jpg"]
    assert "left out" in told[0].after[f"{PAPER}/unknown.jpg"]


def test_a_picture_is_printed_in_its_true_proportions(newsroom, tmp_path):
    number = newsroom.issue()
    advance(number, newsroom.digest, works(newsroom, Stand(good=JPEG, known=JPEG), tmp_path))
    page = editions.sheets(number)[0].edition.html
    sizes = re.findall(r'<img[^>]*/media/[^>]* width="(\d+)" height="(\d+)"', page)
    assert set(sizes) <= {("600", "338"), ("140", "79")}
    assert len(sizes) == 2


def test_the_choice_itself_keeps_the_papers_addresses(newsroom, tmp_path):
    number = newsroom.issue()
    advance(number, newsroom.digest, works(newsroom, Stand(good=JPEG), tmp_path))
    images = [p.story.image for p in issues.load(number).choice.placements if p.story.image]
    assert all(image.url.startswith(PAPER) for image in images)


def test_a_darkroom_that_breaks_down_stops_no_issue(newsroom, tmp_path):
    class Broken:
        def copies(self, sources, wanted):
            raise RuntimeError("the lamp is out")

    number = newsroom.issue()
    broken = replace(works(newsroom, None, tmp_path), darkroom=Broken())
    assert advance(number, newsroom.digest, broken) is IssueState.SENDING
    assert shown(number)[0] == {f"{PAPER}/known.jpg"}
    assert "the lamp is out" in str(journal.of_issue(number)[0].after)


def test_a_rehearsal_leaves_pictures_where_they_are_and_says_so(newsroom, tmp_path):
    issue, rehearsing = issues.load(newsroom.issue()), works(newsroom, None, tmp_path)
    made = proofs(
        issue,
        newsroom.digest,
        variants=[Variant("en")],
        site=SITE,
        press=rehearsing.press,
        proofreader=rehearsing.proofreader,
        now=newsroom.clock(),
    )
    assert f"{PAPER}/good.jpg" in made[0].sheet.edition.html
    (finding,) = made[0].findings
    assert (finding.id, finding.severity) == ("own-copy", Severity.NOTE)
    assert not list(tmp_path.iterdir())


def test_without_the_wish_nothing_is_fetched(newsroom, tmp_path):
    newsroom.digest = DIGEST
    stand, number = Stand(good=JPEG), newsroom.issue()
    advance(number, newsroom.digest, works(newsroom, stand, tmp_path))
    assert stand.asked == []
    assert f"{PAPER}/good.jpg" in shown(number)[0]
