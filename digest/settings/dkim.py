"""`[dkim]` of digest.toml: the key that letters over SMTP are signed with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digest.model.errors import ConfigurationError
from digest.settings import checks
from digest.settings.table import Table


@dataclass(frozen=True, slots=True)
class Dkim:
    """Letters over SMTP are signed for `domain`; the public key stands under `selector` there."""

    domain: str
    selector: str
    key_file: Path


def read_dkim(table: Table, config: Path) -> Dkim | None:
    """The signing key, or None where none is set; `config` is the folder of digest.toml."""
    key = table.line("key_file", "")
    domain = table.checked("domain", checks.domain, checks.DOMAIN, "")
    selector = table.checked("selector", checks.domain, checks.DOMAIN, "")
    table.finish()
    if not (key or domain or selector):
        return None
    if not (key and domain and selector):
        raise ConfigurationError(
            f"[dkim] in {config / 'digest.toml'} needs all of key_file, domain and selector"
        )
    return Dkim(domain, selector, config / key)
