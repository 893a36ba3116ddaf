"""The Celery app: `celery -A worker worker`, or `digest worker`.

    broker -hint-> task -> verb -> database

Set REMAP_SIGTERM=SIGQUIT for `celery`: a stop then lets the task at hand finish, for 25 s.
"""

from digest.pool import worker_app

app = worker_app()
