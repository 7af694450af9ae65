"""Gunicorn's entry: c3-app."""

import os

from django.core.wsgi import get_wsgi_application

from shared.telemetry import faults, logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
application = get_wsgi_application()
logs.take_what_nobody_caught()
faults.start("c3-app")
