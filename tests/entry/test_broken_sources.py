"""A broken source costs its own stories only, and is named: by gather, and by what would go out."""

from __future__ import annotations

import json

from tests.faults import faults

FAULTS = {"missing": "404", "html": "a web page, not a feed", "hang": "nothing for", "huge": "MB"}


def test_four_broken_sources_are_named_and_the_page_is_made_of_the_others(
    digest, environ, tmp_path
):
    digest("init", str(tmp_path / "newsroom"))
    environ["DIGEST_CONFIG"] = str(tmp_path / "newsroom")
    file = tmp_path / "newsroom" / "digests" / "my-brief.toml"
    with faults() as bad:
        environ["DIGEST_ALLOW_PRIVATE"] = "{}:{}".format(*bad.address)
        more = "".join(
            f'\n[[sources]]\nslug = "{name}"\nurl = "{bad.url(name)}"\n' for name in FAULTS
        )
        whole = file.read_text(encoding="utf-8")
        at = whole.index("[[sections]]")
        file.write_text(whole[:at] + more + "\n" + whole[at:], encoding="utf-8")
        told = digest("gather", "my-brief", "--json", exit_code=6)
        digest("preview", "my-brief", "--out", str(tmp_path / "page"))
    reports = {line["source"]: line for line in map(json.loads, told.stdout.splitlines())}
    assert reports["first-paper"]["new"] == 24
    assert not reports["first-paper"]["error"]
    for name, words in FAULTS.items():
        assert words in reports[name]["error"], reports[name]
        assert reports[name]["new"] == 0
    assert "tidal barrier" in (tmp_path / "page" / "en" / "body.txt").read_text(encoding="utf-8")


def test_when_every_source_is_broken_nothing_goes_out_and_each_is_named(digest, environ, tmp_path):
    digest("init", str(tmp_path / "newsroom"))
    environ["DIGEST_CONFIG"] = str(tmp_path / "newsroom")
    file = tmp_path / "newsroom" / "digests" / "my-brief.toml"
    with faults() as bad:
        environ["DIGEST_ALLOW_PRIVATE"] = "{}:{}".format(*bad.address)
        whole = file.read_text(encoding="utf-8").replace("\nsample = true", "\nsample = false")
        old = 'url = "https://www.harbourcourier.example.org/feed.xml"'
        file.write_text(whole.replace(old, f'url = "{bad.url("missing")}"'), encoding="utf-8")
        digest("gather", "my-brief", exit_code=1)
        told = digest("preview", "my-brief", "--out", str(tmp_path / "page"), exit_code=3)
    assert "first-paper" in told.stderr
    assert "404" in told.stderr
    assert not (tmp_path / "page").exists()
