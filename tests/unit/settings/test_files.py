"""Wrong values in digest.toml and digests/*.toml: file, key, value and what is allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.model.errors import ConfigurationError
from digest.model.plan import Choosing, Look, SectionKind
from digest.model.source import SourceKind
from digest.settings.checks import RESERVED_SLUGS
from digest.settings.pages import DEFAULT_SECTIONS

SOURCE = '[[sources]]\nslug = "{slug}"\nurl = "https://www.paper.example.org/{slug}.xml"\n'
# the line at the head of a file, then: key, what was found, what is allowed
WRONG_SHARED = [
    ('newsroon = "The Paper"', "newsroon", "The Paper", "did you mean 'newsroom'?"),
    ("newsroom = 7", "newsroom", "7", "one line of text"),
    ('newsroom = "a\\nb"', "newsroom", "a\\nb", "no line breaks"),
    ('contact = "the desk"', "contact", "the desk", "mail or web address"),
    ('site = "news.example.org"', "site", "news.example.org", "http or https root"),
    ('zone = "Europe/Saltmere"', "zone", "Europe/Saltmere", "IANA"),
    ('zone = "../etc/passwd"', "zone", "../etc/passwd", "IANA"),
    ('list_domain = "news"', "list_domain", "news", "a domain"),
    ('sender = "The Paper"', "sender", "The Paper", "[sender]"),
    ('[rates]\nsendgrid = "5 a second"', "rates.sendgrid", "5 a second", "500/s"),
    ('[rates]\nmailgun = "5/s"', "rates.mailgun", "5/s", "sendgrid"),
    ('[rates.domains]\n"a b" = "5/s"', "a", "a", "domain"),
    ('[rates.domains]\n"a.test b.test" = "5/s"\n"B.test" = "2/s"', "B.test", "2/s", "once"),
    ("[dispatch]\nbatch_size = 0", "dispatch.batch_size", "0", "1 to 1000"),
    ("[dispatch]\nbatch_size = 1001", "dispatch.batch_size", "1001", "1 to 1000"),
    ("[dispatch]\nbatch_size = 10.5", "dispatch.batch_size", "10.5", "whole number"),
    ("[dispatch]\nsize = 10", "dispatch.size", "10", "batch_size"),
    ('[attributes]\nage = "years"', "attributes.age", "years", "text | number | date | boolean"),
    ('[attributes]\nage = "choice"', "attributes.age", "choice", "allowed words"),
    ("[attributes]\nplan = []", "attributes.plan", "[]", "at least one word"),
    ('[attributes]\nHome = "text"', "attributes.Home", "Home", "lower-case"),
    ('[attributes]\nlanguage = "text"', "attributes.language", "language", "another name"),
    ('[attributes]\ndelivered = "date"', "attributes.delivered", "delivered", "another name"),
    ('[sender]\naddress = "nobody"', "sender.address", "nobody", "a mail address"),
    ('[sender]\naddress = "a@b.example.org"\nnme = "P"', "sender.nme", "P", "'name'?"),
]
WRONG_DIGEST = [
    ('[rates]\nlimit = "fast"', "rates.limit", "fast", "500/s"),
    ('[rates]\nwindow = "22:00-06:00"', "rates.window", "22:00-06:00", "weekdays 05:00-22:00"),
    ('[rates]\nwarm_up = "500, 1000"', "rates.warm_up", "500, 1000", "2026-12-01: 500"),
    ("[canary]\nreaders = 2000", "canary.readers", "2000", "0 to 1000"),
    ('[canary]\nthen = "wait"', "canary.then", "wait", "go | ask"),
    (
        'schedule = "daily 06:00"\nown_hour = "frozen"\n[canary]\nreaders = 50',
        "canary.readers",
        "50",
        'own_hour is not "no"',
    ),
    ('shedule = "daily"', "shedule", "daily", "did you mean 'schedule'?"),
    ('schedule = "sometimes 06:00"', "schedule", "sometimes", "weekdays 06:00"),
    ('schedule = "daily 6"', "schedule", "daily 6", "names no time"),
    ('schedule = "0 25 * * *"', "schedule", "0 25", "within 0 to 23"),
    ('once = ["tomorrow"]', "once", "tomorrow", "2026-12-24T18:00"),
    ('skip = ["24.12."]', "skip", "24.12.", "2026-12-24"),
    ('holidays = "no-such.txt"', "holidays", "no-such.txt", "Christmas Day"),
    ('blackout = ["2026-12-24T18:00"]', "blackout", "2026-12-24", " to "),
    ('catch_up = "sometimes"', "catch_up", "sometimes", "limit | always | ask | never"),
    ('approve = "yes"', "approve", "yes", "no | or_send | or_hold"),
    ('own_hour = "yes"', "own_hour", "yes", "no | frozen | rolling"),
    (
        'own_hour = "frozen"\nschedule = "daily 06:00; sunday 18:00"',
        "own_hour",
        "frozen",
        "one time a day",
    ),
    (
        'own_hour = "frozen"\nschedule = "daily 06:00"\nonce = ["2026-12-25T10:00"]',
        "own_hour",
        "frozen",
        "one time a day",
    ),
    ('own_hour = "rolling"\nschedule = "hourly"', "own_hour", "rolling", "one time a day"),
    ("zone = true", "zone", "True", "IANA"),
    ('zone = "Mars/Base"', "zone", "Mars/Base", "Europe/London"),
    ('languages = "en"', "languages", "en", "a list"),
    ("languages = []", "languages", "[]", "at least one"),
    ('languages = ["english"]', "languages", "english", "en, ur, pt-BR"),
    ('languages = ["en", "en"]', "languages", "en", "once"),
    ('languages = ["en", 5]', "languages", "5", "en, ur, pt-BR"),
    ('lists = ["Morning List"]', "lists", "Morning List", "lower-case"),
    ("lists = []", "lists", "[]", "at least one"),
    ('list_id = "morning"', "list_id", "morning", "a dotted name"),
    ('lateness = "soon"', "lateness", "soon", '"36h"'),
    ("lateness = 3", "lateness", "3", '"36h"'),
    ('lateness = "0h"', "lateness", "0h", "at least 60s"),
    ('cool_down = "²h"', "cool_down", "²h", '"36h"'),
    ('cool_down = "9999999d"', "cool_down", "9999999d", '"36h"'),
    ('cool_down = "-1h"', "cool_down", "-1h", '"36h"'),
    ('subject = "{headline}"', "subject", "{headline}", "{lead}, {title}, {date}"),
    ('subject = "a\\u0000b"', "subject", "\\x00", "no line breaks"),
    ('[sender]\naddress = "a b@example.org"', "sender.address", "a b@", "a mail address"),
    ('[sender]\nname = "a\\r\\nBcc: x@example.org"', "sender.name", "Bcc", "no line breaks"),
    ('[choosing]\nlook_back = "36 hours"', "choosing.look_back", "36 hours", '"36h"'),
    ('[choosing]\nhalf_life = "0m"', "choosing.half_life", "0m", "at least 60s"),
    ("[choosing]\nminimum = 0", "choosing.minimum", "0", "1 to 1000"),
    ('[choosing]\nthin = "drop"', "choosing.thin", "drop", "skip | hold"),
    ('[choosing]\nafter = ["The Morning"]', "choosing.after", "The Morning", "lower-case"),
    ('[choosing]\nafter = ["brief"]', "choosing.after", "brief", "another digest (there is none)"),
    ("[choosing]\nlinks = 2", "choosing.links", "2", "at least its minimum 3"),
    ("[choosing]\nowner_share = nan", "choosing.owner_share", "nan", "0.05 to 1"),
    ("[choosing]\nowner_share = true", "choosing.owner_share", "True", "0.05 to 1"),
    ("[choosing.weights]\ncoverage = inf", "choosing.weights.coverage", "inf", "0 to 100"),
    ("[choosing.weights]\nluck = 1", "choosing.weights.luck", "1", "coverage, depth, desk"),
    ("[choosing.boosts]\ncity = 5", "choosing.boosts.city", "5", "-1 to 1"),
    ('[choosing.boosts]\ncity = "high"', "choosing.boosts.city", "high", "-1 to 1"),
    ('[look]\naccent = "red"', "look.accent", "red", "#rrggbb"),
    ('[look]\naccent_dark = "#fff"', "look.accent_dark", "#fff", "#rrggbb"),
    ('[look]\ntemplate = "../brief"', "look.template", "../brief", "a template's name"),
    ('[look]\nlogo = "http://www.example.org/l.png"', "look.logo", "l.png", "https"),
    ("[look]\npictures = \"some\"", "look.pictures", "some", "all | lead | none"),
    ("[look]\nlogo_width = -1", "look.logo_width", "-1", "0 to 10000"),
    ('[look]\nserif = "x; color: red"', "look.serif", "x; color", "Georgia"),
    ("[look]\ntagline = 5", "look.tagline", "5", "one a language"),
    ("[look]\ntagline = { en = 5 }", "look.tagline.en", "5", "one line of text"),
    ('[look]\nfooter = { English = "x" }', "look.footer.English", "English", "en, ur"),
    ('[[sections]]\nkind = "leed"', "sections[1].kind", "leed", "did you mean 'lead'?"),
    ("[[sections]]\nlimit = 5", "sections[1].kind", "missing", "lead | top"),
    ('[[sections]]\nkind = "top"\nlimit = 1000', "sections[1].limit", "1000", "0 to 100"),
    ('[[sections]]\nkind = "top"\nsources = ["papper"]', "sections[1].sources", "papper", "did you mean 'paper'?"),
    ('[[sections]]\nkind = "top"\nlanguages = ["ur"]', "sections[1].languages", "ur", "languages: en"),
    ('[[sections]]\nkind = "top"\nurl_pattern = "(news"', "sections[1].url_pattern", "(news", "regular expression"),
    ('[[sections]]\nkind = "top"\nstories_in = ["Urdu"]', "sections[1].stories_in", "Urdu", "en, ur"),
    ('[[sections]]\nkind = "top"\ncategories = [""]', "sections[1].categories", "''", "one line"),
    ('[[sections]]\nkind = "top"\n[[sections]]\nkind = "top"', "sections", "top", "its own slug"),
    ('[[sections]]\nkind = "top"\noptional = true', "sections[1].optional", "True", "false for a section of kind top"),
    ('sections = ["top"]', "sections", "top", "[[sections]]"),
]  # fmt: skip
WRONG_SOURCE = [
    ('slug = "Paper"', "slug", "Paper", "lower-case"),
    ('kind = "rss"', "kind", "rss", "feed | sitemap"),
    ('url = "ftp://www.example.org/feed"', "url", "ftp://", "http or https"),
    ('url = "https://www.example.org:x/feed"', "url", ":x", "host or port cannot be read"),
    ('url = ""', "url", "''", "http or https"),
    ('role = "sport"', "role", "sport", "news | editorial"),
    ('language = "Urdu"', "language", "Urdu", "en, ur"),
    ('zone = "Karachi"', "zone", "Karachi", "IANA"),
    ("weight = 11", "weight", "11", "0 to 10"),
    ('weight = "high"', "weight", "high", "0 to 10"),
    ('lead = "yes"', "lead", "yes", '"first"'),
    ("lead = true", "lead", "True", '"first"'),
    ("sample = 1", "sample", "1", "true or false"),
    ('articles = "true"', "articles", "true", "true or false"),
    ("limit = 0", "limit", "0", "1 to 5000"),
    ('path = "text.txt"', "path", "text.txt", 'kind = "text"'),
    ('selectors = ["h2 a"]', "selectors", "h2 a", 'kind = "frontpage"'),
    ('selectors = ["h2 ["]', "selectors", "h2 [", "CSS selector"),
    ('feed = "x"', "feed", "x", "allowed: articles"),
]


def refused(newsroom) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        newsroom.load()
    assert refusal.value.exit_code == 4
    return str(refusal.value)


@pytest.mark.parametrize(("line", "key", "found", "allowed"), WRONG_SHARED)
def test_a_wrong_value_in_the_shared_file_is_named(newsroom, line, key, found, allowed):
    newsroom.write("digest.toml", _with(line, '[sender]\naddress = "a@paper.example.org"\n'))
    said = refused(newsroom)
    for part in ("digest.toml", f"{key} ", found, allowed):
        assert part in said


@pytest.mark.parametrize(("line", "key", "found", "allowed"), WRONG_DIGEST)
def test_a_wrong_value_of_a_digest_is_named(newsroom, line, key, found, allowed):
    newsroom.write("digests/brief.toml", _digest(line))
    said = refused(newsroom)
    for part in ("brief.toml", f"{key} ", found, allowed):
        assert part in said


@pytest.mark.parametrize(
    ("line", "key", "told"),
    [
        ('title = { ur = "صبح" }', "title =", "in the digest's own language: en"),
        ('title = { en = "The\\nBrief" }', "title.en", "no line breaks"),
        ("title = {}", "title = {}", "in the digest's own language: en"),
        ('title = " "', "title = ' '", "one line of text"),
        ("title = 7", "title = 7", "one line of text"),
        ("", "title is missing", "one line of text"),
    ],
)
def test_a_wrong_title_is_named(newsroom, line, key, told):
    newsroom.write("digests/brief.toml", f"{line}\n{SOURCE.format(slug='paper')}")
    said = refused(newsroom)
    assert "brief.toml" in said
    assert key in said
    assert told in said


def test_a_digest_may_have_a_name_in_each_language(newsroom):
    newsroom.write(
        "digests/brief.toml",
        f'title = {{ en = "The Brief", ur = "صبح" }}\nlanguages = ["en", "ur", "de"]\n'
        f"{SOURCE.format(slug='paper')}",
    )
    brief = newsroom.load().digests["brief"]
    named = {language: brief.title_in(language) for language in brief.languages}
    assert named == {"en": "The Brief", "ur": "صبح", "de": "The Brief"}


@pytest.mark.parametrize(("line", "key", "found", "allowed"), WRONG_SOURCE)
def test_a_wrong_value_of_a_source_is_named_with_its_place(newsroom, line, key, found, allowed):
    given = {"slug": 'slug = "paper"', "url": 'url = "https://www.example.org/feed.xml"'}
    given[line.partition(" ")[0]] = line
    lines = "\n".join(given.values())
    other = SOURCE.format(slug="other")
    newsroom.write("digests/brief.toml", f'title = "B"\n{other}[[sources]]\n{lines}\n')
    said = refused(newsroom)
    for part in ("brief.toml", f"sources[2].{key} ", found, allowed):
        assert part in said


def _with(line: str, rest: str) -> str:
    """The line before the rest; a table of the same name takes the place of the rest."""
    return line if line.startswith(("[sender]", "sender")) else _ordered(line, rest)


def _ordered(line: str, rest: str) -> str:
    return f"{rest}\n{line}\n" if line.startswith("[") else f"{line}\n{rest}"


def _digest(line: str) -> str:
    return 'title = "Brief"\n' + _ordered(line, SOURCE.format(slug="paper"))


@pytest.mark.parametrize("name", sorted(RESERVED_SLUGS))
def test_a_digest_cannot_be_called_like_a_route(newsroom, name):
    newsroom.write(f"digests/{name}.toml", _digest(""))
    said = refused(newsroom)
    assert f"{name}.toml" in said
    assert "a route of the site" in said


@pytest.mark.parametrize("name", ["Morning", "my digest", "ä", "-a", "a--b", "x" * 61])
def test_a_digest_needs_a_plain_name(newsroom, name):
    newsroom.write(f"digests/{name}.toml", _digest(""))
    said = refused(newsroom)
    assert f"{name}.toml" in said
    assert "lower-case letters" in said


@pytest.mark.parametrize("name", ["digest.toml", "digests/brief.toml"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "a"\nzone = UTC\n', "line 2"),
        ('title = "a\n', "line 1"),
        ('title = "a"\ntitle = "b"\n', "line 2"),
        (b"title = \xff\n", "utf-8"),
        ("n = " + "[" * 5000, "brief.toml"),
        ("n = " + "9" * 5000, "brief.toml"),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(newsroom, name, text, said):
    newsroom.write(name, text)
    words = refused(newsroom)
    assert name.rpartition("/")[2] in words
    assert said.replace("brief.toml", "cannot be read as TOML") in words


def test_a_byte_order_mark_is_no_mistake(newsroom):
    newsroom.write("digests/brief.toml", b"\xef\xbb\xbf" + _digest("").encode())
    assert newsroom.load().digests["brief"].title == "Brief"


def test_a_folder_called_like_a_file_is_named(newsroom):
    (newsroom.folder / "digests" / "folder.toml").mkdir()
    assert "folder.toml" in refused(newsroom)


def test_a_configuration_without_digests_still_checks_what_they_share(newsroom):
    (newsroom.folder / "digests" / "brief.toml").unlink()
    assert newsroom.load().digests == {}
    newsroom.write("digest.toml", 'zone = "Nowhere"\n')
    assert "zone" in refused(newsroom)


def test_a_source_given_twice_is_refused(newsroom):
    newsroom.write("digests/brief.toml", _digest("") + SOURCE.format(slug="paper"))
    said = refused(newsroom)
    assert "paper" in said
    assert "every source once" in said


def test_a_digest_without_a_source_is_refused(newsroom):
    newsroom.write("digests/brief.toml", 'title = "Brief"\n')
    assert "at least one [[sources]]" in refused(newsroom)


def test_one_slug_cannot_mean_two_addresses(newsroom):
    newsroom.write("digests/other.toml", _digest("").replace("paper.xml", "other.xml"))
    said = refused(newsroom)
    assert "source 'paper'" in said
    assert "another slug" in said


def test_a_password_in_an_address_is_refused_and_not_repeated(newsroom):
    address = "https://user:hunter2@www.paper.example.org/feed.xml"
    newsroom.write("digests/brief.toml", f'title="B"\n[[sources]]\nslug="p"\nurl="{address}"')
    said = refused(newsroom)
    assert "without user or password" in said
    assert "hunter2" not in said


def test_the_title_and_the_sender_must_be_there(newsroom):
    newsroom.write("digests/brief.toml", SOURCE.format(slug="paper"))
    assert "title is missing" in refused(newsroom)
    newsroom.write("digests/brief.toml", 'title = " "\n' + SOURCE.format(slug="paper"))
    assert "title = ' '" in refused(newsroom)
    newsroom.write("digests/brief.toml", _digest(""))
    newsroom.write("digest.toml", "")
    assert "sender.address is missing" in refused(newsroom)


def test_a_slip_in_a_needed_key_is_pointed_at(newsroom):
    newsroom.write("digests/brief.toml", 'titel = "B"\n' + SOURCE.format(slug="paper"))
    assert "title is missing; needed: one line of text; there is 'titel'" in refused(newsroom)


def test_a_digest_takes_from_the_shared_file_what_it_leaves_out(newsroom):
    brief = newsroom.load().digests["brief"]
    assert brief.zone == "Europe/Berlin"
    assert brief.sender.address == "brief@paper.example.org"
    assert brief.list_id == "brief.news.paper.example.org"
    assert brief.lists == ("brief",)
    assert brief.languages == ("en",)
    assert brief.sections == DEFAULT_SECTIONS
    assert brief.choosing == Choosing()
    assert brief.look == Look()
    assert brief.sources[0].zone == "Europe/Berlin"
    assert brief.sources[0].language == "en"


def test_a_digest_may_have_a_sender_of_its_own(newsroom):
    newsroom.write("digests/brief.toml", _digest('[sender]\naddress = "me@paper.example.org"'))
    sender = newsroom.load().digests["brief"].sender
    assert (sender.name, sender.address) == ("The Test Paper", "me@paper.example.org")
    newsroom.write("digest.toml", "")
    assert newsroom.load().digests["brief"].sender.address == "me@paper.example.org"


def test_a_text_without_a_language_is_in_the_first_one(newsroom):
    newsroom.write(
        "digests/brief.toml",
        _digest('languages = ["ur", "en"]')
        + '[look]\ntagline = "ایک"\n[[sections]]\nkind = "top"\ntitle = "دو"\n',
    )
    brief = newsroom.load().digests["brief"]
    assert brief.look.tagline == {"ur": "ایک"}
    assert brief.sections[0].title == {"ur": "دو"}


def test_spans_are_read(newsroom):
    newsroom.write("digests/brief.toml", _digest('lateness = "90m"\ncool_down = "2d"'))
    brief = newsroom.load().digests["brief"]
    assert brief.lateness == timedelta(minutes=90)
    assert brief.cool_down == timedelta(days=2)


def test_sources_and_sections_may_be_tables_by_their_slug(newsroom):
    newsroom.write(
        "digests/brief.toml",
        'title = "B"\n[sources.paper]\nurl = "https://www.paper.example.org/a.xml"\n'
        '[sections.city]\nkind = "news"\nsources = ["paper"]\n',
    )
    brief = newsroom.load().digests["brief"]
    assert brief.sources[0].slug == "paper"
    assert (brief.sections[0].slug, brief.sections[0].kind) == ("city", SectionKind.NEWS)
    newsroom.write("digests/brief.toml", 'title = "B"\n[sources.paper]\nurl = "x"\n')
    assert "sources.paper.url" in refused(newsroom)


def test_a_text_source_is_a_file_beside_the_configuration_or_an_address(newsroom, tmp_path):
    lines = '[[sources]]\nslug = "desk"\nkind = "text"\nlead = "first"\n'
    newsroom.write("digests/brief.toml", f'title = "B"\n{lines}path = "texts/today.txt"\n')
    source = newsroom.load().digests["brief"].sources[0]
    assert (source.kind, source.leads) == (SourceKind.TEXT, True)
    assert source.url == str(newsroom.folder / "texts" / "today.txt")
    newsroom.write("digests/brief.toml", f'title = "B"\n{lines}path = "{tmp_path}/t.txt"\n')
    assert newsroom.load().digests["brief"].sources[0].url == f"{tmp_path}/t.txt"
    address = "https://www.paper.example.org/t.txt"
    newsroom.write("digests/brief.toml", f'title = "B"\n{lines}url = "{address}"\n')
    assert newsroom.load().digests["brief"].sources[0].url == address
    newsroom.write("digests/brief.toml", f'title = "B"\n{lines}url = "{address}"\npath = "t"\n')
    assert "instead of url" in refused(newsroom)
    newsroom.write("digests/brief.toml", f'title = "B"\n{lines}')
    assert "or path = a file" in refused(newsroom)
    newsroom.write("digests/brief.toml", f'title = "B"\n{lines}path = "~no-such-user-x/t"\n')
    assert "no home folder" in refused(newsroom)


def test_an_unknown_digest_is_named_with_the_known_ones(newsroom):
    with pytest.raises(ConfigurationError, match=r"no digest 'breif'.*did you mean 'brief'"):
        newsroom.load().digest("breif")
