"""The secrets that sign: from the environment, or one of this home that is made on first start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from digest.model.errors import ConfigurationError
from digest.settings.environment import Environment


def secret_keys(env: Environment, home: Path) -> tuple[bytes, ...]:
    """DIGEST_SECRET_KEY, or the key of this home; makes the home on first start."""
    _make(home)
    given = env.secret("DIGEST_SECRET_KEY")
    if not given:
        return (_long_enough(_kept_key(home), f"the key in {home / 'secret_key'}"),)
    keys = given.replace(",", " ").split()
    if not keys:
        raise ConfigurationError(f"DIGEST_SECRET_KEY holds no key; allowed: {_KEYS}")
    return tuple(_long_enough(key, "DIGEST_SECRET_KEY") for key in keys)


_KEYS = "32 characters or more each, several divided by commas (the first one signs)"


def _long_enough(key: str, name: str) -> bytes:
    if len(key) < 32:
        raise ConfigurationError(f"{name} is too short; allowed: {_KEYS}")
    return key.encode()


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _unusable(home) from error


def _kept_key(home: Path) -> str:
    """The key of this home, made on first start; two first starts at once agree on one."""
    path = home / "secret_key"
    try:
        if not path.exists():
            draft = home / f".secret_key.{secrets.token_hex(4)}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise _unusable(home) from error


def _unusable(home: Path) -> ConfigurationError:
    return ConfigurationError(
        f"DIGEST_HOME = {str(home)!r} cannot be used; allowed: a folder this user may write to"
    )
