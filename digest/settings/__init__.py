"""One frozen settings object, built once from the environment and the configuration folder.

    environment + digest.toml + digests/*.toml -> validate -> Settings

A wrong value stops the program with file, key, value and what is allowed (exit 4).  Imports
`digest.model` only.  Nothing else in the project reads the environment.
"""

from digest.settings.load import Settings, assume, current, load, shipped

__all__ = ["Settings", "assume", "current", "load", "shipped"]
