"""The verbs as tasks: an id in, the verb called, an error turned into a retry.  JSON only.

A task may run twice, late, or not at all: each begins with a conditional claim inside its verb and
leaves quietly without one.  No ETA, no chord, no result: what is due stands in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from digest import collecting, jobs, offering, serving, triggering, uploading
from digest.logs import log
from digest.model.errors import DigestError

RETRY = {"countdown": 5, "max_retries": 3}
"""Seconds and times.  After that the sweeper gives the hint again, for as long as it is due."""


@contextmanager
def _driven(task: Task, **ids: object) -> Iterator[None]:
    """Temporary: try again soon, a few times; permanent: say so once, the row keeps the state.

    A task that is out of time has let go of what it held, and goes on behind those that wait.
    """
    try:
        yield
    except SoftTimeLimitExceeded as error:
        log(task.name).warning("out of time", **ids)
        raise task.retry(exc=error, **RETRY) from error
    except DigestError as error:
        if not error.permanent:
            raise task.retry(exc=error, **RETRY) from error
        log(task.name).warning("refused", **ids, error=str(error))
    except (OperationalError, InterfaceError) as error:
        log(task.name).warning("the database is away", **ids, error=str(error))
        raise task.retry(exc=error, **RETRY) from error


@shared_task(name="digest.gather_source", bind=True)
def gather_source(task: Task, digest: str, source: str) -> None:
    """Read one source of a digest."""
    with _driven(task, digest=digest, source=source):
        jobs.gather_source(digest, source)


@shared_task(name="digest.compose_issue", bind=True)
def compose_issue(task: Task, digest: str, day: str) -> None:
    """Compose the ad-hoc issue of a digest's day and hand it on."""
    with _driven(task, digest=digest, day=day):
        jobs.compose_issue(digest, day)


@shared_task(name="digest.step_occurrence", bind=True)
def step_occurrence(task: Task, occurrence: int) -> None:
    """Take a scheduled occurrence through the stages that are due."""
    with _driven(task, occurrence=occurrence):
        state = jobs.step_occurrence(occurrence)
        log(task.name).info("occurrence", occurrence=occurrence, state=state)


@shared_task(name="digest.advance_issue", bind=True)
def advance_issue(task: Task, issue: int) -> None:
    """Render and dispatch an issue as far as it goes."""
    with _driven(task, issue=issue):
        state = jobs.advance_issue(issue)
        log(task.name).info("issue", issue=issue, state=state.value)


@shared_task(name="digest.submit_batch", bind=True)
def submit_batch(task: Task, batch: int) -> None:
    """Offer a batch to the post."""
    with _driven(task, batch=batch):
        outcome = offering.submit_batch(batch)
        log(task.name).info("batch", batch=batch, outcome=outcome)


@shared_task(name="digest.serve_notice", bind=True)
def serve_notice(task: Task, notice: int) -> None:
    """Bring a service mail to the post."""
    with _driven(task, notice=notice):
        outcome = serving.serve_notice(notice)
        log(task.name).info("service mail", notice=notice, outcome=outcome)


@shared_task(name="digest.answer_signup", bind=True)
def answer_signup(task: Task, signup: int) -> None:
    """Answer a wish that came in by a form."""
    with _driven(task, signup=signup):
        outcome = serving.answer_signup(signup)
        log(task.name).info("sign-up", signup=signup, outcome=outcome)


@shared_task(name="digest.bring_in_upload", bind=True)
def bring_in_upload(task: Task, upload: int) -> None:
    """Go on with a file of readers that an operator gave to a page."""
    with _driven(task, upload=upload):
        state = uploading.work_off(upload)
        log(task.name).info("upload", upload=upload, state=state)


@shared_task(name="digest.follow", bind=True)
def follow(task: Task, chore: str) -> None:
    """Do what follows from reports: read a box or a list, settle doubts, count again."""
    with _driven(task, chore=chore):
        if new := collecting.follow(chore):
            log(task.name).info("followed", chore=chore, new=new)


@shared_task(name="digest.work_trigger", bind=True)
def work_trigger(task: Task, trigger: int) -> None:
    """Work off what a machine asked for."""
    with _driven(task, trigger=trigger):
        outcome = triggering.work(trigger)
        log(task.name).info("trigger", trigger=trigger, outcome=outcome)


@shared_task(name="digest.tick", bind=True)
def tick(task: Task) -> None:
    """Hint again at everything that the database says is due."""
    with _driven(task):
        log(task.name).info("swept", **jobs.sweep())


@shared_task(name="digest.pulse", bind=True)
def pulse(task: Task, queue: str) -> None:
    """A sign that somebody takes from this queue and reaches the database."""
    with _driven(task, queue=queue):
        jobs.beat(f"worker:{queue}")
