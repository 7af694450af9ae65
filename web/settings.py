"""Django's settings, from `shared.settings` (the environment) and from what never changes."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from shared.db import PATIENCE
from shared.embedded import database_url
from shared.language import COOKIE
from shared.settings import ROOT, settings
from shared.storage import bucket
from shared.telemetry import logs
from shared.words import Language

environment = settings()

# Django's technical pages are never shown: `DEBUG` of the environment only allows a laptop's values.
DEBUG = False
SECRET_KEY = environment.signing_key
ALLOWED_HOSTS = environment.hosts
CSRF_TRUSTED_ORIGINS = environment.trusted_origins

INSTALLED_APPS = [
    "web.apps.HeadOfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "axes",
    "csp",
    "web.stores",
    "web.accounts",
    "web.reports",
    "web.board",
    "web.chats",
    "web.knowledge",
    "web.search",
    "web.audit",
    "web.pages",
    "web.demo",
    "web.imports",
    "web.analysis",
    "web.sending",
    "web.notify",
    "web.pwa",
    "web.safety",
]
MIDDLEWARE = [
    "web.telemetry.TelemetryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "web.permissions.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.viewer.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "web.urls"
WSGI_APPLICATION = "web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "web.pages.context.page",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq URL; what Django has no name for goes into OPTIONS."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    database = {django: str(parts.pop(libpq)) for libpq, django in named.items() if libpq in parts}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {**PATIENCE, **parts},
        **database,
    }


DATABASES = {"default": _database(database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        (
            "UserAttributeSimilarityValidator",
            {"user_attributes": ("user_id", "last_name", "first_name", "email")},
        ),
        ("MinimumLengthValidator", {}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_FIELDS = ["password", "old_password", "new_password1", "new_password2"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

# A person who mistypes is locked out by name and address together: a store shares one address.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "user_id"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a quarter of an hour is what the page says
# axes keeps the fields of a failed login: none that somebody typed, or that carries what was typed.
AXES_SENSITIVE_PARAMETERS = ["user_id", "next", "typed", "sent_by", "csrfmiddlewaretoken", *PASSWORD_FIELDS]
AXES_CLIENT_IP_CALLABLE = "web.accounts.callers.address"
AXES_LOCKOUT_CALLABLE = "web.accounts.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # web.audit.admin shows its table without what was typed

SESSION_ENGINE = "web.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not environment.is_laptop
CSRF_COOKIE_SECURE = not environment.is_laptop
CSRF_FAILURE_VIEW = "web.faults.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
# Gunicorn sets the scheme by X-Forwarded-Proto, from FORWARDED_ALLOW_IPS only; Django would believe anybody.
SECURE_PROXY_SSL_HEADER = None
SECURE_SSL_REDIRECT = not environment.is_laptop
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from within, past the proxy
SECURE_HSTS_SECONDS = 0 if environment.is_laptop else environment.hsts_seconds
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    # A chain's other names are not ours to promise for: what is below our host, and a list in browsers.
    "security.W005",
    "security.W021",
    # 50 characters: Render makes 44, of 256 random bits. shared.settings refuses what is short or a pattern.
    "security.W009",
]
# Pictures are shown from the bucket, and sent there, where there is one.
BUCKET = [place.origin] if (place := bucket()) else []
# A login that began at the managers' application leads back there, and the chat hears its answers from there.
# (A policy has no word for IPv6 hosts.)
FIGURES = (
    [environment.stream_api_url.rstrip("/")]
    if environment.stream_api_url
    else [
        f"{'*' * host.startswith('.')}{host}:{environment.stream_port}"
        for host in environment.hosts
        if not host.startswith("[")
    ]
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:", *BUCKET],
        "connect-src": ["'self'", *BUCKET, *FIGURES],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *FIGURES],
        "frame-ancestors": ["'none'"],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# The pictures of a report: 12 of 20 MB each; the larger ones wait on disk, never in memory.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "web.reports.receiving.RoomyOrLost",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 24

LANGUAGE_CODE = "ja"
LANGUAGES = Language.choices()
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = COOKIE
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
FORMAT_MODULE_PATH = "web.formats"

STATIC_URL = "/static/"
STATIC_ROOT = environment.static_root
STATICFILES_DIRS = [ROOT / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

LOGGING = logs.config("c3-app")
