"""C3's settings, with the bare view in the place of its pages."""

from web.settings import *  # noqa: F403  a settings module is its names

ROOT_URLCONF = "tests.bench.bare"
