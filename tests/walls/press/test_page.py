"""The press with its real templates, real MJML and real letters."""

from __future__ import annotations

import html as html_module
import re
import shutil
import time
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from lxml import html as lxml_html

from digest.mail.letter import compile_letter
from digest.model.audience import Recipient
from digest.model.errors import ConfigurationError, TemplateError
from digest.model.plan import Look, SectionKind
from digest.press import Press
from digest.press.lint import lint_message
from digest.press.page import AIM, filled_size
from digest.rules.layout_text import FSI, PDI
from tests.letters import TOKEN, dressed, edition, letter, parts, press, sheet
from tests.pages import (
    NONCE,
    SITE,
    TEMPLATES,
    digest,
    editorial,
    filled,
    layout,
    picture,
    placed,
    placements,
    story,
)

DESIGNS = ("brief", "paper", "alert")
HOSTILE = (
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% debug %}",
    "${7*7}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '</mj-text></mj-column></mj-section><mj-include path="/etc/passwd"/>',
    "<mj-raw><script>",
    "-firstname-",
    "{{{x}}}",
    "<%asm_group_unsubscribe_url%>",
    "%recipient%",
    "*|UNSUB|*",
    "[[first_name]]",
    "%%UNSUB_URL%%",
)


@pytest.mark.parametrize("stories", [8, 15, 40])
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("design", DESIGNS)
def test_every_shipped_design_passes_the_lint_without_error_or_warning(design, language, stories):
    page = edition(design, language, stories)
    assert lint_message(letter(page), site=SITE, secrets=(TOKEN,)) == ()
    assert page.steps == ()


@pytest.mark.parametrize("stories", [8, 15, 40])
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("design", DESIGNS)
def test_every_shipped_design_keeps_to_its_weight(design, language, stories):
    page = edition(design, language, stories)
    assert filled_size(page.html, page.nonce) <= (60_000 if stories == 15 else 80_000)


def test_an_issue_beyond_the_budget_goes_down_the_ladder_and_says_so():
    page = press().set_page(layout(placements(70)), digest(), nonce=NONCE)
    assert page.steps[:2] == ("thumbnails", "summaries")
    assert filled_size(page.html, page.nonce) <= AIM
    assert (
        page.html.count("<h3") == 72
    )  # 69 stories beside the lead and three views; bare links are no headings


def test_the_greeting_reads_well_with_a_name_and_without():
    page = edition()
    named = parts(letter(page))[0].replace("\r\n", " ")
    assert f"Good morning, {FSI}Ada Lovelace{PDI}. Today for you" in named
    assert "Good morning. Today for you" in parts(letter(page, name=""))[0].replace("\r\n", " ")


def test_the_gaps_are_the_reader_s_own_and_nothing_else_is_one():
    page = edition()
    gaps = set(re.findall(r"%%[^%]+%%", page.html + page.text))
    assert gaps == {page.gap("TOKEN"), page.gap("NAME")}
    assert re.findall(r"%%", page.subject + page.preheader) == []


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_text_is_printed_and_runs_nowhere(attack):
    poison = story(
        0,
        title=f"News {attack} today",
        teaser=attack,
        section=attack,
        authors=(attack,),
        image=replace(picture(), alt=attack, caption=attack, credit=attack),
        url=f"https://herald.example.org/{attack}",
    )
    chosen = (
        placed(poison, "lead", SectionKind.LEAD, also=(attack,)),
        placed(poison),
        *placements(6)[1:],
    )
    page = press().set_page(layout(chosen), digest(), nonce=NONCE)
    raw = letter(page)
    text, html = parts(raw)
    shown = " ".join(lxml_html.document_fromstring(html).text_content().split())
    assert f"News {attack} today" in shown
    assert f"News {attack} today" in " ".join(text.replace("\u2060", "").split())
    errors = [f for f in lint_message(raw, site=SITE, secrets=(TOKEN,)) if f.severity == "error"]
    assert errors == []
    for opening in ("{{", "{%", "*|", "<%", "[["):
        assert opening not in text + page.subject
        assert opening not in html


def test_a_hostile_look_title_and_tagline_are_printed_as_text():
    look = Look(tagline={"en": "<b>{{7*7}}</b>"}, footer={"en": "<script>x</script>"})
    of = digest(title="<i>Ledger</i>", look=look)
    html, _ = filled(press().set_page(layout(of=of), of, nonce=NONCE))
    assert "<i>Ledger" not in html
    assert "<script" not in html
    assert "&lt;b&gt;" in html


def test_a_feed_cannot_spell_a_gap():
    thief = story(0, title="%%TOKEN%%", url="https://evil.example.org/?x=%%TOKEN%%")
    html, text = filled(press().set_page(layout((placed(thief),)), digest(), nonce=NONCE), TOKEN)
    for part in (html, text):
        assert part.count(TOKEN) == part.count(f"{SITE}/s/{TOKEN}/")


@pytest.mark.parametrize("text", ["می‌خواهم", "مَرحبا", "👩‍💻 کوڈ", "हिन्दी में", "ﷺ اور ؓ"])
def test_joiners_and_marks_survive_in_headline_alt_and_text(text):
    spoken = story(0, title=text, image=replace(picture(), alt=text))
    raw = letter(press().set_page(layout((placed(spoken),)), digest(), nonce=NONCE))
    plain, html = parts(raw)
    assert text in plain
    assert html.count(text) >= 2
    assert f'alt="{text}"' in html


def test_an_urdu_page_runs_from_the_right():
    tree = lxml_html.document_fromstring(filled(edition("brief", "ur"))[0])
    assert (tree.get("lang"), tree.get("dir")) == ("ur", "rtl")
    headline = tree.find(".//h1").getparent()
    assert (headline.get("dir"), headline.get("align"), headline.get("lang")) == (
        "rtl",
        "right",
        "ur",
    )
    assert "Nastaliq" in headline.get("style")


def test_an_address_of_the_other_script_keeps_its_own_face():
    """Nastaliq faces bring figures and commas of their own, twice as dark as the letters round."""
    tree = lxml_html.document_fromstring(filled(edition("brief", "ur"))[0])
    (postal,) = [p for p in tree.iter("p") if p.text == digest().sender.postal_address]
    assert (postal.get("dir"), "Helvetica" in postal.get("style")) == ("ltr", True)


def test_a_logo_s_words_are_set_like_the_name_they_stand_for():
    """With pictures blocked they are all of the masthead: in the script's face, readable in dark."""
    of = digest(title="صبح", look=Look(logo="https://cdn.example.org/logo.png"))
    made = press().set_page(layout(language="ur", of=of), of, nonce=NONCE)
    logo = lxml_html.document_fromstring(made.html).xpath("//img[@alt='صبح']")[0].getparent()
    assert "Nastaliq" in logo.get("style")
    assert "ink" in logo.get("class").split()
    assert "color" not in logo[0].get("style")
    assert "line-height:inherit" in logo[0].get("style")


def test_every_picture_has_a_size_and_words():
    tree = lxml_html.document_fromstring(filled(edition(stories=15))[0])
    pictures = list(tree.iter("img"))
    assert pictures
    for image in pictures:
        assert int(image.get("width")) > 0
        assert int(image.get("height")) > 0
        assert image.get("alt")


def test_a_page_without_pictures_dates_or_links_is_still_a_page():
    bare = [
        placed(story(n, image=None, published=None, url="", authors=(), section=""))
        for n in range(3)
    ]
    raw = letter(press().set_page(layout(tuple(bare)), digest(), nonce=NONCE))
    assert lint_message(raw, site=SITE, secrets=(TOKEN,)) == ()


@pytest.mark.parametrize("design", DESIGNS)
def test_the_archive_page_has_no_reader_in_it(design):
    of = dressed(design)
    page = press().web_page(layout(of=of), of)
    assert "%%" not in page
    assert "/s/" not in page
    assert f'href="{SITE}/morning/subscribe"' in page
    assert f'<link rel="canonical" href="{SITE}/morning/2026-11-25/">' in page
    assert "<b>Good morning.</b> Today" in page or design == "alert"
    assert "display:none" not in page


def test_the_same_content_hashes_alike_whatever_the_nonce():
    page = press().set_page(layout(), digest(), nonce="00000000")
    assert page.content_hash == press().set_page(layout(), digest(), nonce=NONCE).content_hash


def test_the_parts_read_alike_in_the_new_and_the_old_parser():
    raw = letter(edition("brief", "ur"))
    modern = message_from_bytes(raw, policy=policy.default)
    text, html = parts(raw)
    assert modern.get_body(("plain",)).get_content() == text
    assert modern.get_body(("html",)).get_content() == html


def newsroom(folder, path, content):
    """A newsroom's own file, in front of the shipped ones."""
    file = folder / "email" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8")
    return Press([folder, TEMPLATES], SITE)


def test_a_newsroom_overrides_one_block_and_keeps_the_rest(tmp_path):
    own = newsroom(tmp_path, "_parts/close.mjml", "<tr><td>Ours &amp; only ours</td></tr>")
    html, _ = filled(own.set_page(layout(), digest(), nonce=NONCE))
    assert "Ours &amp; only ours" in html
    assert "Harbour council" in html


def test_a_newsroom_s_own_design_is_found_by_its_name(tmp_path):
    shutil.copytree(TEMPLATES / "email" / "alert", tmp_path / "email" / "night")
    own = newsroom(tmp_path, "night/subject.txt", "Night: {{ page.subject }}")
    page = own.set_page(layout(), digest(look=Look(template="night")), nonce=NONCE)
    assert page.subject == "Night: The ferry is back, and so are the night trains"


@pytest.mark.parametrize("design", DESIGNS)
def test_a_newsroom_s_look_is_on_every_page_of_its(design):
    look = Look(
        template=design,
        accent="#123456",
        accent_dark="#abcdef",
        logo="https://news.example.org/logo.png",
        logo_width=400,
        logo_height=100,
        serif="Charter, serif",
        sans="Verdana",
        footer={"en": "Printed on the quay."},
    )
    of = digest(look=look)
    mail = press().set_page(layout(of=of), of, nonce=NONCE)
    archive = press().web_page(layout(of=of), of)
    for html in (mail.html, archive):
        for word in ("#123456", "#abcdef", "font-family:Charter", "font-family:Verdana"):
            assert word in html
        assert "Printed on the quay." in html
        if design != "alert":
            assert 'src="https://news.example.org/logo.png" alt="The Morning Ledger"' in html
    assert "Printed on the quay." in mail.text


@pytest.mark.parametrize(
    ("look", "named"),
    [
        (Look(accent="red"), "look.accent"),
        (Look(accent_dark="#fff"), "look.accent_dark"),
        (Look(serif="x;} body{"), "look.serif"),
        (Look(template="../secret"), r"\.\./secret"),
    ],
)
def test_an_impossible_look_is_named(look, named):
    with pytest.raises((ConfigurationError, TemplateError), match=named):
        press().set_page(layout(), digest(look=look), nonce=NONCE)


def test_a_changed_file_is_seen_without_a_new_start(tmp_path):
    own = newsroom(tmp_path, "_parts/close.mjml", "<tr><td>One</td></tr>")
    assert "One" in own.set_page(layout(), digest(), nonce=NONCE).html
    newsroom(tmp_path, "_parts/close.mjml", "<tr><td>Another</td></tr>")
    assert "Another" in own.set_page(layout(), digest(), nonce=NONCE).html
    (tmp_path / "email/_parts/close.mjml").unlink()
    assert "Another" not in own.set_page(layout(), digest(), nonce=NONCE).html


@pytest.mark.parametrize(
    ("path", "content", "named"),
    [
        (
            "_parts/close.mjml",
            "<tr>\n<td><b>x\n</td></tr>",
            ["<b> of _parts/close.mjml, line 2, is still open", "line 3", "</td>"],
        ),
        ("_parts/close.mjml", "<tr>\n<td>{% if %}</td></tr>", ["_parts/close.mjml", "line 2"]),
        (
            "_parts/close.mjml",
            "<tr>\n<td>{{ page.nothing }}</td></tr>",
            ["_parts/close.mjml", "line 2", "nothing"],
        ),
        (
            "_parts/close.mjml",
            "<tr>\n<td>{{ missing }}</td></tr>",
            ["_parts/close.mjml", "line 2", "missing"],
        ),
        ("_parts/close.mjml", '<mj-include path="_parts/close.mjml" />', ["includes itself"]),
        ("_parts/close.mjml", '<mj-include path="../../etc/passwd" />', ["no such template"]),
        (
            "_parts/close.mjml",
            "<tr><td>5 < 6</td></tr>",
            ["_parts/close.mjml", "line 1", "begins no tag"],
        ),
        ("_parts/close.mjml", "{{ page.__class__ }}", ["_parts/close.mjml", "line 1"]),
        ("_parts/foot.txt", "a\n{{ page.nothing }}", ["_parts/foot.txt", "line 2", "nothing"]),
        ("_parts/foot.txt", "a\n{% for %}", ["_parts/foot.txt", "line 2"]),
        ("brief/subject.txt", "{{ nothing }}", ["brief/subject.txt", "line 1"]),
        (
            "_parts/close.mjml",
            "<tr>\n<td>{{ words.say('nothing') }}</td></tr>",
            ["_parts/close.mjml", "line 2", "nothing"],
        ),
        (
            "_parts/close.mjml",
            "<tr>\n<td>{{ page.direction }}\n{% for n in range(9999999) %}x{% endfor %}</td></tr>",
            ["_parts/close.mjml", "line 3", "tag {% for n in range(9999999) %}", "too big"],
        ),
        (
            "_parts/close.mjml",
            "<tr>\n<td>{{ page.subject }}\n{{ page.direction | round }}</td></tr>",
            ["_parts/close.mjml", "line 3", "tag {{ page.direction | round }}"],
        ),
        ("_parts/foot.txt", "a\n{{ 1 / 0 }}", ["_parts/foot.txt", "line 2", "division by zero"]),
        ("_parts/foot.txt", "{% for n in range(9999999) %}x{% endfor %}", ["_parts/foot.txt"]),
        ("_parts/close.mjml", "<b>" * 20_000, ["_parts/close.mjml", "nested deeper"]),
        (
            "_parts/footer.mjml",
            "<mj-section>\n<mj-colum>\n<mj-text>x</mj-text></mj-colum></mj-section>",
            ["_parts/footer.mjml", "line 2", "<mj-colum>", "no such MJML tag"],
        ),
        ("_parts/close.mjml", "x" * 10_000_000, ["_parts/close.mjml", "at most 500,000 bytes"]),
    ],
)
def test_an_error_in_a_template_names_file_line_and_tag(tmp_path, path, content, named):
    own = newsroom(tmp_path, path, content)
    with pytest.raises(TemplateError) as caught:
        own.set_page(layout(), digest(), nonce=NONCE)
    told = str(caught.value)
    for word in named:
        assert word in told
    # Once is enough: no cause after it that says the same.
    assert told.count(caught.value.message) == 1
    assert caught.value.__cause__ is None or str(caught.value.__cause__) not in caught.value.message


def test_a_design_that_does_not_exist_is_named_with_the_folders():
    with pytest.raises(TemplateError, match=r"no such template.*nowhere/layout\.mjml.*templates"):
        press().set_page(layout(), digest(look=Look(template="nowhere")), nonce=NONCE)


def test_a_link_out_of_the_template_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("<tr><td>secret</td></tr>")
    folder = tmp_path / "own"
    (folder / "email" / "_parts").mkdir(parents=True)
    (folder / "email" / "_parts" / "close.mjml").symlink_to(tmp_path / "secret")
    with pytest.raises(TemplateError, match="no such template"):
        Press([folder, TEMPLATES], SITE).set_page(layout(), digest(), nonce=NONCE)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_has_its_three_files(design):
    folder = TEMPLATES / "email" / design
    assert {"layout.mjml", "body.txt", "subject.txt"} <= {file.name for file in folder.iterdir()}


def test_tables_balance_for_word_and_for_everybody_else():
    page = edition(stories=15).html
    live = re.sub(
        r"<!--\[if [^\]]*(?:mso|IE)[^\]]*\]>(.*?)<!\[endif\]-->", r"\1", page, flags=re.DOTALL
    )
    gone = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    for seen in (live, gone):
        for tag in ("table", "tr", "td", "tbody", "div"):
            opened = len(re.findall(rf"<{tag}\b", seen))
            assert opened == len(re.findall(rf"</{tag}>", seen)), tag


def test_forty_stories_are_set_in_a_moment_once_the_template_is_compiled():
    page, of = layout(placements(38, views=0)), digest()
    press().set_page(page, of, nonce=NONCE)
    best = min(_seconds(lambda: press().set_page(page, of, nonce=NONCE)) for _ in range(20))
    assert best < 0.02  # 5 ms on a quiet machine


def test_a_thousand_letters_are_filled_within_a_tenth_of_a_second_of_cpu():
    filler = compile_letter(sheet(edition("brief", "ur", 40)))
    people = [Recipient(n, n + 1, f"reader{n}@example.org", f"عائشہ {n}") for n in range(1000)]

    def fill_all():
        for person in people:
            filler.fill(person, TOKEN)

    best = min(_seconds(fill_all) for _ in range(5))
    assert best < 0.1  # of CPU: 0.1 ms a reader


def _seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def test_entities_in_a_feed_are_escaped_once():
    page = press().set_page(
        layout((placed(story(0, title="Fish & chips &amp; <peas>")),)), digest(), nonce=NONCE
    )
    assert "Fish &amp; chips &amp;amp; &lt;peas&gt;" in page.html
    assert html_module.unescape("Fish &amp; chips &amp;amp; &lt;peas&gt;") in page.text


def test_marks_and_dates_of_editorials_are_printed():
    chosen = tuple(placed(editorial(n), "views", SectionKind.EDITORIALS) for n in range(3))
    text = press().set_page(layout(chosen), digest(), nonce=NONCE).text
    assert "Updated · The Leader · 25 November" in text
    assert "The Leader · Yesterday" in text
