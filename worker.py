"""The Celery app: `celery -A worker worker`, or `digest worker`.

    broker -hint-> task -> verb -> database
"""

from digest import bootstrap
from digest.queue import make_app

app = make_app(bootstrap.ready())
app.set_default()
app.autodiscover_tasks(["digest"], related_name="tasks", force=True)
