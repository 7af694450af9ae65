"""Gunicorn's entry: c3-app."""

import os

from django.core.wsgi import get_wsgi_application

from shared.storage import s3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
application = get_wsgi_application()
if bucket := s3():
    bucket.make_ready()
