"""The WSGI application: `granian --interface wsgi digest.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.django_settings")
application = get_wsgi_application()
