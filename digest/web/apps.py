"""Django apps: our pages, and the admin reserved for superusers."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class WebConfig(AppConfig):
    """`web`: no table of its own."""

    name = "digest.web"
    label = "web"
    verbose_name = "pages"


class SuperusersAdmin(SimpleAdminConfig):
    """The admin with our own site object; its pages are found when the routes are read.

    Commands and workers start Django too, and must not pay for forms they never show.
    """

    default_site = "digest.web.console.site.SuperusersSite"
