"""A real pgbouncer in transaction mode, as Supabase's is: TLS, a login of its own, few connections behind.

A statement runs on whatever server connection is free, so that what a session would remember is caught; and a
startup parameter that it does not know is refused.
"""

import os
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from psycopg.conninfo import conninfo_to_dict

from shared.cluster import SYSTEM_USER
from tests.launch.launcher import free_ports

LOGIN, PASSWORD = "postgres.c3project", "p@ss/word:of?tests"
HOST = "localhost"
PATIENCE = 10
# What is asked of each server connection when a client leaves it is session mode's alone; a client that
# waits for one longer than ten seconds has met a deadlock.
CONFIGURATION = """
[databases]
* = host={socket} port={port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
admin_users = {login}
pool_mode = {mode}
default_pool_size = {size}
max_client_conn = 500
query_wait_timeout = 10
client_tls_sslmode = {tls}
client_tls_key_file = {folder}/server.key
client_tls_cert_file = {folder}/server.crt
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
log_connections = 0
log_disconnections = 0
"""


@dataclass
class Pooler:
    """A pooler in front of a PostgreSQL on a Unix socket; `folder` holds its certificate."""

    folder: Path
    port: int

    @property
    def certificate(self) -> Path:
        """Of whoever signed the server's: for `sslrootcert`."""
        return self.folder / "root.crt"

    def url(self, database: str, **more: str) -> str:
        """The URL of a database behind it, `sslmode=require` unless `more` says otherwise."""
        asked = "&".join(
            f"{name}={quote(value, safe='')}" for name, value in {"sslmode": "require", **more}.items()
        )
        login = f"{quote(LOGIN, safe='')}:{quote(PASSWORD, safe='')}"
        return f"postgresql://{login}@{HOST}:{self.port}/{database}?{asked}"

    def supabase(self, database: str) -> dict[str, str]:
        """The same in Supabase's variables."""
        return {
            "SUPABASE_DB_NAME": database,
            "SUPABASE_DB_USER": LOGIN,
            "SUPABASE_DB_PASSWORD": PASSWORD,
            "SUPABASE_DB_HOST": HOST,
            "SUPABASE_DB_PORT": str(self.port),
        }

    def start(self) -> None:
        """Run, until it takes connections."""
        command = [which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", str(self.folder / "pgbouncer.ini")]
        self.process = subprocess.Popen(command, **_identity(), cwd=self.folder)
        deadline = time.monotonic() + PATIENCE
        while not self.is_there():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def stop(self) -> None:
        """End at once, and every connection with it; as a killed one does."""
        self.process.kill()
        self.process.wait()
        (self.folder / "pgbouncer.pid").unlink(missing_ok=True)

    def is_there(self) -> bool:
        """Whether it takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def log(self) -> str:
        """What it has said."""
        path = self.folder / "pgbouncer.log"
        return path.read_text() if path.exists() else ""

    def let_go(self, database: str) -> None:
        """Close its server connections to a database, which then may be copied or dropped."""
        with psycopg.connect(self.url("pgbouncer"), autocommit=True, prepare_threshold=None) as console:
            cursor = psycopg.ClientCursor(console)
            cursor.execute(f"RECONNECT {database}".encode())


@contextmanager
def pooler(
    server: str, folder: Path, size: int = 3, mode: str = "transaction", tls: str = "require"
) -> Iterator[Pooler]:
    """A pooler before the PostgreSQL of `server`, a libpq URL, with `size` server connections a database."""
    place = conninfo_to_dict(server)
    made = Pooler(folder, free_ports(1)[0])
    folder.mkdir(parents=True)
    _certify(folder)
    (folder / "users").write_text(f'"{LOGIN}" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(
        CONFIGURATION.format(
            socket=place["host"],
            port=place.get("port", 5432),
            listens=made.port,
            folder=folder,
            login=LOGIN,
            mode=mode,
            size=size,
            tls=tls,
        )
    )
    _give_away(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def behind(url: str) -> str:
    """The name of the database of a URL."""
    return urlsplit(url).path.lstrip("/")


def _certify(folder: Path) -> None:
    """An authority of our own, and the server's certificate for `HOST` from it."""
    authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests of C3")])
    root = _certificate(issuer, issuer, authority.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    leaf = _certificate(subject, issuer, server.public_key()).add_extension(names, critical=False)
    for name, made in (("root.crt", root), ("server.crt", leaf)):
        signed = made.sign(authority, hashes.SHA256())
        (folder / name).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        server.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: Any) -> x509.CertificateBuilder:
    today = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
    )


def _identity() -> dict[str, Any]:
    """Whom it runs as: us; root may not, and PostgreSQL's socket is its owner's alone."""
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam(SYSTEM_USER)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam(SYSTEM_USER)
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        for parent in folder.parents:
            parent.chmod(parent.stat().st_mode | 0o011)
