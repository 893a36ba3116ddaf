"""Three parsers that share no code read the same letter: Python's email, MIME-tools, Email::MIME."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.letters import edition, letter


def _has(module: str) -> bool:
    perl = shutil.which("perl")
    return (
        bool(perl)
        and not subprocess.run(
            [perl or "", f"-M{module}", "-e1"], capture_output=True, check=False
        ).returncode
    )


pytestmark = pytest.mark.skipif(
    not (_has("MIME::Parser") and _has("Email::MIME")),
    reason="needs MIME-tools and Email::MIME, which are not installed",
)

MIME_TOOLS = r"""
use strict; use MIME::Parser; use MIME::WordDecoder; use Encode; use JSON::PP;
my $parser = MIME::Parser->new; $parser->output_to_core(1); $parser->tmp_to_core(1);
my $entity = $parser->parse(\*STDIN);
sub head { my $text = decode('MIME-Header', $entity->head->get($_[0]) // ''); $text =~ s/\s*\n\s*/ /g;
           $text =~ s/\s+$//; $text }
my @parts = map { {type => $_->mime_type,
                   text => decode($_->head->mime_attr('content-type.charset'), $_->bodyhandle->as_string)} }
            $entity->parts;
print encode_json({subject => head('Subject'), from => head('From'), to => head('To'),
                   unsubscribe => head('List-Unsubscribe'), parts => \@parts});
"""
EMAIL_MIME = r"""
use strict; use Email::MIME; use JSON::PP;
local $/; my $mail = Email::MIME->new(<STDIN>);
my @parts = map { {type => ($_->content_type =~ m{^([^;\s]+)})[0], text => $_->body_str} } $mail->subparts;
print encode_json({subject => $mail->header_str('Subject'), from => $mail->header_str('From'),
                   to => $mail->header_str('To'), unsubscribe => $mail->header_str('List-Unsubscribe'),
                   parts => \@parts});
"""


def by_perl(script: str, raw: bytes) -> dict[str, Any]:
    done = subprocess.run(
        ["perl", "-e", script], input=raw, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def by_python(raw: bytes) -> dict[str, Any]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects
    return {
        "subject": str(message["Subject"]),
        "from": str(message["From"]),
        "to": str(message["To"]),
        "unsubscribe": str(message["List-Unsubscribe"]),
        "parts": [
            {"type": part.get_content_type(), "text": part.get_content()}
            for part in message.iter_parts()
        ],
    }


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """Line ends as one, and no quotes round a name, which some keep and some do not."""
    parts = [part | {"text": part["text"].replace("\r\n", "\n")} for part in told["parts"]]
    return {
        key: value if key == "parts" else value.replace('"', "") for key, value in told.items()
    } | {"parts": parts}


@pytest.mark.parametrize("design", ["brief", "paper", "alert"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_reader_sees_the_same_headers_parts_and_text(design, language):
    raw = letter(edition(design, language, 15))
    ours = _plain(by_python(raw))
    assert [part["type"] for part in ours["parts"]] == ["text/plain", "text/html"]
    assert _plain(by_perl(MIME_TOOLS, raw)) == ours
    assert _plain(by_perl(EMAIL_MIME, raw)) == ours
