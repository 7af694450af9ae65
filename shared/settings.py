"""Everything C3 is told by its environment, read once, in one place.

With `DEBUG` off an unsafe value stops the start with one clear line (`UnsafeSettings`).
"""

import os
import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared import production
from shared.database_address import over_tls

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDERS = ("change-me", "changeme", "placeholder", "insecure", "your-", "<")
LAPTOP_HOSTS = ("localhost", "127.0.0.1", "[::1]")
MIN_SECRET_LENGTH = 32
MIN_TOKEN_LENGTH = 16
ENDPOINT = re.compile(r"https?://[A-Za-z0-9._-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?")
REDIS = re.compile(r"rediss?://[^/\s]|unix://")
PROJECT = re.compile(r"[a-z0-9-]+")
PUBLIC_KEY = re.compile(r"B[A-Za-z0-9_-]{86}")  # base64url of a point of P-256, 65 bytes
PRIVATE_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # of its number, 32 bytes
DSN = re.compile(r"https?://[A-Za-z0-9]+@[A-Za-z0-9.-]+(:[0-9]+)?/([A-Za-z0-9_-]+/)*[0-9]+")
SUBJECT = re.compile(
    r"mailto:[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
)


class UnsafeSettings(SystemExit):
    """A setting with which C3 does not start. Its text is one sentence for the person at the console."""


class Settings(BaseSettings):
    """The environment, and `.env` beside the code; names and meanings are those of `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    web_port: int = Field(8000, ge=1, le=65535)
    stream_port: int = Field(8001, ge=1, le=65535)
    c3_data: Path = ROOT / ".c3"
    static_root: Path = ROOT / "static-collected"
    c3_demo: bool = True
    debug: bool | None = None
    secret_key: str = ""
    allowed_hosts: str = ""
    csrf_trusted_origins: str = ""
    hsts_seconds: int = Field(31536000, ge=0)
    forwarded_allow_ips: str = "127.0.0.1,::1"
    proxy_hops: int = Field(1, ge=0, le=5)
    database_url: str = ""
    database_replica_url: str = ""
    redis_url: SecretStr = SecretStr("")
    supabase_db_name: str = ""
    supabase_db_user: str = ""
    supabase_db_password: str = ""
    supabase_db_host: str = ""
    supabase_db_port: int = 5432
    supabase_project_id: str = ""
    supabase_storage_access_key: str = ""
    supabase_storage_secret_key: SecretStr = SecretStr("")
    supabase_storage_bucket: str = ""
    supabase_storage_region: str = "us-east-1"
    s3_endpoint_url: str = ""
    s3_public_url: str = ""
    pictures_in: Literal["", "folder", "s3"] = ""
    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = "https://api.openai.com/v1"
    openai_model: str = Field("gpt-4o-mini", max_length=80)
    openai_price_in: float = Field(0.15, ge=0)
    openai_price_out: float = Field(0.60, ge=0)
    max_chat_history: int = Field(14, ge=0, le=100)
    chat_turns_per_day: int = Field(200, ge=1)
    chat_budget_per_day: float = Field(5.0, ge=0)
    chat_running_turns: int = Field(100, ge=1)
    openai_embedding_model: str = Field("text-embedding-3-small", max_length=80)
    vapid_public_key: str = ""
    vapid_private_key: SecretStr = SecretStr("")
    vapid_subject: str = ""
    stream_api_url: str = ""
    web_url: str = ""
    keep_chat_days: int = Field(365, ge=0)
    keep_audit_days: int = Field(1825, ge=0)
    keep_versions_days: int = Field(1825, ge=0)
    keep_drafts_days: int = Field(90, ge=0)
    keep_logins_days: int = Field(180, ge=0)
    web_concurrency: int = Field(2, ge=1)
    reports_shared_across_stores: bool = False
    log_format: Literal["", "json", "line", "debug"] = ""
    slow_statement_ms: int = Field(500, ge=0)
    metrics_token: SecretStr = SecretStr("")
    sentry_dsn: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def refuse_what_is_unsafe(self) -> Self:
        """Raise `UnsafeSettings` where production would run on a laptop's values."""
        if self.is_laptop:
            return self
        if len(self.secret_key) < MIN_SECRET_LENGTH or _is_placeholder(self.secret_key):
            raise UnsafeSettings(
                "SECRET_KEY is missing or a placeholder: set 50 random characters (or DEBUG=1 on a laptop)."
            )
        if not self.own_database_url or _is_placeholder(self.own_database_url):
            raise UnsafeSettings(
                "DATABASE_URL is missing or a placeholder: name your PostgreSQL (or set DEBUG=1)."
            )
        if _is_placeholder(self.database_replica_url):
            raise UnsafeSettings(
                "DATABASE_REPLICA_URL is a placeholder: name a replica of your PostgreSQL, or none."
            )
        if not self.hosts or any("*" in host or _is_placeholder(host) for host in self.hosts):
            raise UnsafeSettings(
                "ALLOWED_HOSTS is missing, '*' or a placeholder: name the hosts C3 answers to."
            )
        return self

    @model_validator(mode="after")
    def refuse_what_is_no_redis(self) -> Self:
        """Raise `UnsafeSettings` where c3-app-stream would keep answers nowhere."""
        address = self.redis_url.get_secret_value()
        if address and (not REDIS.match(address) or _is_placeholder(address)):
            raise UnsafeSettings("REDIS_URL is no address such as redis://localhost:6379/0.")
        return self

    @model_validator(mode="after")
    def refuse_what_leads_astray(self) -> Self:
        """Raise `UnsafeSettings` for an address that is none, or is open to be read or forged by others."""
        wrong: dict[str, str | None] = {}
        if not self.is_laptop:
            wrong["SECRET_KEY"] = production.key(self.secret_key)
            wrong["ALLOWED_HOSTS"] = production.first(production.host, self.hosts)
        origins = {
            "WEB_URL": [self.web_url.rstrip("/")] if self.web_url else [],
            "STREAM_API_URL": [self.stream_api_url.rstrip("/")] if self.stream_api_url else [],
            "CSRF_TRUSTED_ORIGINS": self.trusted_origins,
            "S3_PUBLIC_URL": [self.s3_public_url.rstrip("/")] if self.s3_public_url else [],
        }
        rule = production.origin if self.is_laptop else production.encrypted_origin
        wrong |= {name: production.first(rule, told) for name, told in origins.items()}
        wrong["FORWARDED_ALLOW_IPS"] = production.proxies(self.forwarded_allow_ips)
        for name, what in wrong.items():
            if what:
                raise UnsafeSettings(f"{name} {what}.")
        return self

    @model_validator(mode="after")
    def refuse_half_a_bucket(self) -> Self:
        """Raise `UnsafeSettings` when pictures would go elsewhere than somebody believes."""
        parts = {
            "SUPABASE_PROJECT_ID (or S3_ENDPOINT_URL)": self.supabase_project_id or self.s3_endpoint_url,
            "SUPABASE_STORAGE_ACCESS_KEY": self.supabase_storage_access_key,
            "SUPABASE_STORAGE_SECRET_KEY": self.supabase_storage_secret_key.get_secret_value(),
            "SUPABASE_STORAGE_BUCKET": self.supabase_storage_bucket,
        }
        missing = [name for name, value in parts.items() if not value]
        if 0 < len(missing) < len(parts):
            raise UnsafeSettings(f"The S3 storage is half configured: set {', '.join(missing)} too, or none.")
        if self.pictures_in == "s3" and missing:
            raise UnsafeSettings(f"PICTURES_IN is s3, but there is none: set {', '.join(missing)}.")
        if self.supabase_project_id and not PROJECT.fullmatch(self.supabase_project_id):
            raise UnsafeSettings("SUPABASE_PROJECT_ID is no project id: lower-case letters and digits.")
        if self.s3_endpoint and not ENDPOINT.fullmatch(self.s3_endpoint):
            raise UnsafeSettings("S3_ENDPOINT_URL is no address such as https://s3.example.jp.")
        if "_" in (urlsplit(self.s3_endpoint).hostname or ""):
            raise UnsafeSettings("S3_ENDPOINT_URL is no address for S3: its host has an underscore.")
        return self

    @model_validator(mode="after")
    def refuse_half_a_model(self) -> Self:
        """Raise `UnsafeSettings` when texts would be embedded by nobody."""
        if _is_placeholder(self.openai_api_key.get_secret_value()):
            raise UnsafeSettings("OPENAI_API_KEY is a placeholder: set a key, or none for our own model.")
        if not ENDPOINT.fullmatch(self.openai_base_url):
            raise UnsafeSettings("OPENAI_BASE_URL is no address such as https://api.openai.com/v1.")
        return self

    @model_validator(mode="after")
    def refuse_half_a_push_key(self) -> Self:
        """Raise `UnsafeSettings` when push messages would be taken by no push service."""
        private = self.vapid_private_key.get_secret_value()
        parts = {
            "VAPID_PUBLIC_KEY": (self.vapid_public_key, PUBLIC_KEY),
            "VAPID_PRIVATE_KEY": (private, PRIVATE_KEY),
            "VAPID_SUBJECT": (self.vapid_subject, SUBJECT),
        }
        missing = [name for name, (value, _) in parts.items() if not value]
        if 0 < len(missing) < len(parts):
            raise UnsafeSettings(f"Push is half configured: set {', '.join(missing)} too, or none.")
        wrong = [name for name, (value, shape) in parts.items() if value and not shape.fullmatch(value)]
        if wrong or _is_placeholder(self.vapid_subject):
            raise UnsafeSettings(
                f"{wrong[0] if wrong else 'VAPID_SUBJECT'} is not as `python -m web vapid` prints it."
            )
        return self

    @model_validator(mode="after")
    def refuse_what_tells_too_much(self) -> Self:
        """Raise `UnsafeSettings` when logs or metrics would be read by whom they are not for."""
        if self.log_format == "debug" and not self.is_laptop:
            raise UnsafeSettings("LOG_FORMAT is debug, which quotes what people typed: json, or DEBUG=1.")
        if 0 < len(self.metrics_token.get_secret_value()) < MIN_TOKEN_LENGTH:
            raise UnsafeSettings("METRICS_TOKEN is too short: set 32 random characters, or none.")
        dsn = self.sentry_dsn.get_secret_value()
        if dsn and not DSN.fullmatch(dsn):
            raise UnsafeSettings("SENTRY_DSN is no address such as https://key@sentry.example.jp/1.")
        return self

    @model_validator(mode="after")
    def refuse_a_laptops_values_elsewhere(self) -> Self:
        """Raise `UnsafeSettings` where `DEBUG=1`, or a guess at it, would open what others use too."""
        if self.debug and not _is_local(self.own_database_url):
            raise UnsafeSettings(
                "DEBUG is 1, but the database is on another machine: set DEBUG=0, or unset it."
            )
        is_guessed = self.debug is None and self.is_laptop and bool(self.own_database_url)
        if is_guessed and not set(self.hosts) <= {*LAPTOP_HOSTS}:  # such as a pooler beside c3-app
            raise UnsafeSettings(
                "DEBUG is unset, the database (or its pooler) is on this machine, and ALLOWED_HOSTS names"
                " another: set DEBUG=0, or DEBUG=1 on a laptop."
            )
        return self

    @property
    def push_is_on(self) -> bool:
        """True where there are keys: without them nobody is offered push messages, and none is sent."""
        return bool(self.vapid_public_key)

    @property
    def s3_endpoint(self) -> str:
        """Where an S3-compatible service keeps the pictures; empty: a folder of this machine does."""
        if self.s3_endpoint_url or not self.supabase_project_id:
            return self.s3_endpoint_url
        return f"https://{self.supabase_project_id}.storage.supabase.co/storage/v1/s3"

    @property
    def logs_json(self) -> bool:
        """Whether a line of the log is a JSON object: in production, unless `LOG_FORMAT` says otherwise."""
        return self.log_format == "json" or (not self.log_format and not self.is_laptop)

    @property
    def is_laptop(self) -> bool:
        """`DEBUG`; when it is not set, on only while the database is on this very machine."""
        return self.debug if self.debug is not None else _is_local(self.own_database_url)

    @property
    def own_database_url(self) -> str:
        """The database that the environment names, by URL or by Supabase's parts; empty: the embedded one."""
        if self.database_url or not self.supabase_db_host:
            return over_tls(self.database_url)
        login = f"{quote(self.supabase_db_user, safe='')}:{quote(self.supabase_db_password, safe='')}"
        place = f"{self.supabase_db_host}:{self.supabase_db_port}/{quote(self.supabase_db_name, safe='')}"
        return f"postgresql://{login}@{place}?sslmode=require"

    @property
    def replica_url(self) -> str:
        """The replica where figures are read; empty: there is none."""
        return over_tls(self.database_replica_url)

    @property
    def data_dir(self) -> Path:
        """Where the embedded Postgres and the pictures live, as an absolute path."""
        return (ROOT / self.c3_data).resolve()

    @property
    def hosts(self) -> list[str]:
        """Host names this installation answers to."""
        return production.words(self.allowed_hosts) or (list(LAPTOP_HOSTS) if self.is_laptop else [])

    @property
    def trusted_origins(self) -> list[str]:
        """Origins (scheme and host) whose forms are taken beside our own."""
        return production.words(self.csrf_trusted_origins)

    @property
    def signing_key(self) -> str:
        """`SECRET_KEY`; on a laptop without one, a random key kept in the data folder."""
        return self.secret_key or _kept_key(self.data_dir / "secret_key")


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        UnsafeSettings: a value is malformed, or unsafe with `DEBUG` off.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise UnsafeSettings(f"{str(first['loc'][0]).upper()}: {first['msg']}") from None


def _is_placeholder(value: str) -> bool:
    return any(word in value.lower() for word in PLACEHOLDERS)


def _is_local(url: str) -> bool:
    return not url or production.is_on_this_machine(url)


def _kept_key(path: Path) -> str:
    """The key in `path`, made on first need. Processes that start together agree: a link is made once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
