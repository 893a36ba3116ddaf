"""Checks that several tables share."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models


def one_of(field: str, kind: Iterable[StrEnum], name: str) -> models.CheckConstraint:
    """The database itself refuses a state that the model does not know."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [member.value for member in kind]}),
        name=name,
    )


def not_empty(field: str, name: str) -> models.CheckConstraint:
    """A key of no characters is no key."""
    return models.CheckConstraint(condition=~models.Q(**{field: ""}), name=name)
