"""The WSGI application as `digest web` serves it: the pages, and a watch over the other parts.

A process of its own watches over the ticker, so that a dead ticker is missed.
"""

from digest import watching
from digest.web.wsgi import application

__all__ = ["application"]

watching.in_background()
