"""The Django app of the database wall."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """`store`: every table of digest."""

    name = "digest.store"
    label = "store"
    verbose_name = "digest"
