"""The verbs as tasks: an id in, the verb called, an error turned into a retry.  JSON only.

A task may run twice, late, or not at all: each begins with a conditional claim inside its verb and
leaves quietly without one.  No ETA, no chord, no result: what is due stands in the database.
"""

from __future__ import annotations

from celery import Task, shared_task

from digest import jobs
from digest.model.errors import DigestError


def _again(task: Task, error: DigestError) -> None:
    """Temporary: try again soon, a few times; permanent: say so once, the row keeps the state."""
    if not error.permanent:
        raise task.retry(exc=error, countdown=5, max_retries=3)
    raise error


@shared_task(name="digest.gather_source", bind=True)
def gather_source(task: Task, digest: str, source: str) -> None:
    """Read one source of a digest."""
    try:
        jobs.gather_source(digest, source)
    except DigestError as error:
        _again(task, error)


@shared_task(name="digest.compose_issue", bind=True)
def compose_issue(task: Task, digest: str, day: str) -> None:
    """Compose the ad-hoc issue of a digest's day and hand it on."""
    try:
        jobs.compose_issue(digest, day)
    except DigestError as error:
        _again(task, error)


@shared_task(name="digest.advance_issue", bind=True)
def advance_issue(task: Task, issue: int) -> None:
    """Render and dispatch an issue as far as it goes."""
    try:
        jobs.advance_issue(issue)
    except DigestError as error:
        _again(task, error)


@shared_task(name="digest.submit_batch", bind=True)
def submit_batch(task: Task, batch: int) -> None:
    """Offer a batch to the post."""
    try:
        jobs.submit_batch(batch)
    except DigestError as error:
        _again(task, error)


@shared_task(name="digest.tick", bind=True)
def tick(task: Task) -> None:
    """Hint again at everything that the database says is due."""
    try:
        jobs.sweep()
    except DigestError as error:
        _again(task, error)
