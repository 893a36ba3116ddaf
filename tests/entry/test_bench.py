"""A bench must not rot between two measurements."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_letters_over_smtp_can_be_measured_at_any_time():
    words = [sys.executable, "-m", "bench", "smtp", "32", "1"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for row in ("digest, lock-step", "digest, TLS", "20 ms: digest, 200", "DKIM:"):
        assert row in done.stdout
