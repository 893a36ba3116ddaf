"""Operators: what a login may do, its second factor, and who tried to sign in."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models


class Operator(models.Model):
    """The roles of a login, and the key of its one-time codes where it has one.

    `factor_step` is the last step whose code was used: a code opens once.  `language` is the one they
    read the console in, '' where their browser says it.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    roles = models.JSONField(default=list)
    factor_key = models.CharField(max_length=64, default="", blank=True)
    factor_step = models.BigIntegerField(default=0)
    language = models.CharField(max_length=10, default="", db_default="", blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.roles)}"


class SignIn(models.Model):
    """A try to sign in; the failed ones slow the next ones down.  Kept for a month."""

    at = models.DateTimeField()
    name = models.CharField(max_length=150)
    address = models.CharField(max_length=64)
    good = models.BooleanField()

    class Meta:
        indexes = (
            models.Index(fields=("name", "at"), name="sign_ins_of_a_name"),
            models.Index(fields=("address", "at"), name="sign_ins_of_an_address"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name} {'in' if self.good else 'refused'}"
