"""The desk on a real house: prepared from the sample newsroom, held back, approved, swept, balanced."""

import json
import subprocess
import sys

ROOM = """
import json, re
from dataclasses import asdict
from datetime import UTC, datetime
from digest.bootstrap import start
settings = start()
from django.contrib.auth import get_user_model
from django.test import Client
from digest import jobs
from digest.flow import canary
from digest.flow.dispatch import audience_of
from digest.model.audience import Segment
from digest.store import balance, issues, models, operators, segments, subscribers
from tests.readers import enlist, reader
now, digest = datetime.now(UTC), settings.digests["breaking"]
for slug in digest.lists:
    subscribers.make_list(slug, now, slug)
people = [reader(f"r{n}@reader.example.org", f"R{n}", "en") for n in range(5)]
enlist(people, digest.lists, key=settings.key, now=now)
operators.add("sue", ["editor", "sender"], "correct horse battery", actor="test", now=now)
sue = Client(headers={"host": "127.0.0.1"})
sue.force_login(get_user_model().objects.get(username="sue"))
form = {"digest": "breaking", "list-breaking": list(digest.lists), "gather": "1"}
desk = sue.post("/console/send/", form, follow=True).redirect_chain[-1][0]
number = int(desk.split("/")[3])
again = sue.post("/console/send/", form, follow=True).redirect_chain[-1][0]
jobs.sweep()
held = issues.state(number)
page = sue.get(f"/console/issues/{number}/send/").content.decode()
seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
sue.post(f"/console/issues/{number}/send/", {"seen": seen, "readers": "5"})
jobs.sweep()
cooling = issues.state(number)
models.Approval.objects.update(goes_at=now)
jobs.sweep()
told = balance.verify(number)
story = models.Story.objects.exclude(url="").order_by("pk").first()
segments.keep(Segment("en", "language = en"), actor="test", now=now)
form |= {"only": "R1@reader.example.org\\nr2@reader.example.org", "stories": story.url,
         "segment": "en", "again": "1", "subject": "Just in",
         "first": "7", "wait": "20", "then": "ask"}
narrow = sue.post("/console/send/", form, follow=True).redirect_chain[-1][0]
second = issues.load(int(narrow.split("/")[3]))
counted = sue.get(f"/console/issues/{second.id}/send/").content.decode()
whom = audience_of(second.id)
few = canary.plan_of(second.id, digest)
print(json.dumps({"same": desk == again, "held": held, "cooling": cooling,
                  "state": issues.state(number), "holds": told.holds,
                  "submitted": told.balance.submitted,
                  "count": '<strong class="count">2</strong>' in counted,
                  "first": [few.readers, few.wait.total_seconds(), few.then],
                  "subject": second.subject, "only": whom.only, "segment": whom.segment.slug,
                  "stories": [p.story.url == story.url for p in second.choice.placements]}))
"""


def test_a_digest_prepared_at_the_desk_leaves_once_and_only_after_its_approval(environ):
    done = subprocess.run(
        [sys.executable, "-c", ROOM],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "same": True,
        "held": "closed",
        "cooling": "closed",
        "state": "finished",
        "holds": True,
        "submitted": 5,
        "count": True,
        "first": [7, 1200, "ask"],
        "subject": "Just in",
        "only": ["r1@reader.example.org", "r2@reader.example.org"],
        "segment": "en",
        "stories": [True],
    }
