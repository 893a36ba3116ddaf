"""What asks for a role at the console asks for the same one by a token, and nobody is told otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from digest.web.api.app import schema
from digest.web.console import desk, issue, report, schedules, sending, switch, trend
from digest.web.console.readers import imports, lists, person, segments

SEE, ACT = 0, 1
READER, SUPPRESSION = "/subscribers/{address}", "/subscribers/{address}/suppression"
SAME: dict[tuple[str, str], tuple[Any, int]] = {
    ("get", READER): (person.page, SEE),
    ("post", f"{READER}/unsubscribe"): (person.act, ACT),
    ("put", SUPPRESSION): (person.act, ACT),
    ("delete", SUPPRESSION): (person.act, ACT),
    ("delete", READER): (person.erase, ACT),
    ("get", "/subscribers"): (imports.out, ACT),
    ("get", "/lists"): (lists.page, SEE),
    ("put", "/lists/{slug}"): (lists.act, ACT),
    ("get", "/segments"): (segments.page, SEE),
    ("post", "/segments/count"): (segments.page, SEE),
    ("put", "/segments/{slug}"): (segments.act, ACT),
    ("delete", "/segments/{slug}"): (segments.act, ACT),
    ("get", "/issues/{number}"): (issue.issue, SEE),
    ("get", "/issues/{number}/recipients"): (issue.recipients, SEE),
    ("get", "/issues/{number}/report"): (report.report, SEE),
    ("post", "/issues/{number}/pins"): (desk.step, ACT),
    ("post", "/issues/{number}/approve"): (sending.confirm, ACT),
    ("post", "/issues/{number}/undo"): (sending.undo, ACT),
    ("post", "/issues/{number}/pause"): (issue.act, ACT),
    ("post", "/issues/{number}/resume"): (issue.act, ACT),
    ("get", "/uncertain"): (issue.uncertain, SEE),
    ("post", "/uncertain/{batch}/settle"): (issue.settle, ACT),
    ("put", "/freeze"): (switch.switch, ACT),
    ("delete", "/freeze"): (switch.switch, ACT),
    ("get", "/digests/{digest}/reports"): (trend.page, SEE),
    ("put", "/digests/{digest}/days-off/{day}"): (schedules.act, ACT),
}


@pytest.mark.sqlite
@pytest.mark.parametrize(("way", "there"), SAME.items(), ids=[" ".join(way) for way in SAME])
def test_the_same_act_asks_for_the_same_power(way, there):
    method, path = way
    view, how = there
    told = schema()["paths"][f"/api/v1{path}"][method]
    assert told["x-power"] == view.power[how].value


@pytest.mark.sqlite
@pytest.mark.django_db
def test_who_edits_stories_sees_no_reader_and_brings_none(machine):
    edits = machine("editor")
    body = {"address": "eve@reader.example.org", "list": "readers"}
    assert edits.get("subscribers/eve@reader.example.org").status_code == 403
    assert edits.post("subscribers", body).status_code == 403
