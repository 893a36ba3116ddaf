"""All shapes by one name: what comes in and goes out, typed; the OpenAPI is made from these."""

from digest.web.api.shapes_common import *  # noqa: F403
from digest.web.api.shapes_readers import *  # noqa: F403
from digest.web.api.shapes_reports import *  # noqa: F403
from digest.web.api.shapes_stories import *  # noqa: F403
