"""The real nginx on the configuration of `deploy/scale-out`, and processes taken out of it and put back."""

import os
import signal
import time
from pathlib import Path
from shutil import which
from string import Template

import psutil

from shared.settings import ROOT
from tests.launch.launcher import free_ports
from tests.parts import HOST, Part, answers
from tests.stream.served import until

CONFIGURATION = ROOT / "deploy" / "scale-out" / "nginx.conf"
SECONDS_TO_FINISH = 0.5  # for what nginx had begun to send before it was told


class Front:
    """nginx in front of all c3-app and c3-app-stream, by their names and ports."""

    def __init__(self, folder: Path, web: dict[str, int], stream: dict[str, int]) -> None:
        self.folder, self.web, self.stream = folder / "nginx", web, stream
        self.folder.mkdir()
        self.port = free_ports(1)[0]
        self.drained: set[str] = set()
        as_whom = " user root;" if os.geteuid() == 0 else ""
        command = [
            which("nginx") or "/usr/sbin/nginx",
            "-c",
            str(self.configuration),
            "-g",
            f"daemon off;{as_whom}",
        ]
        self.part = Part("nginx", command, folder, lambda: answers(self.port))
        self._write()

    @property
    def configuration(self) -> Path:
        return self.folder / "nginx.conf"

    @property
    def url(self) -> str:
        """The one origin."""
        return f"http://{HOST}:{self.port}"

    def drain(self, name: str) -> None:
        """Send nothing new to this process; what it has begun goes on."""
        self.drained.add(name)
        self._reload()
        time.sleep(SECONDS_TO_FINISH)

    def undrain(self, name: str) -> None:
        """Send to it again."""
        self.drained.discard(name)
        self._reload()

    def _reload(self) -> None:
        """Let nginx read its configuration anew, and wait until new connections meet it."""
        before = _workers(self.part)
        self._write()
        assert self.part.process
        os.kill(self.part.process.pid, signal.SIGHUP)
        until(lambda: _workers(self.part) - before)

    def _write(self) -> None:
        filled = Template(CONFIGURATION.read_text()).safe_substitute(
            FOLDER=self.folder,
            LISTEN=f"{HOST}:{self.port}",
            WEB_SERVERS=self._servers(self.web),
            STREAM_SERVERS=self._servers(self.stream),
        )
        self.configuration.write_text(filled)

    def _servers(self, ports: dict[str, int]) -> str:
        return "\n        ".join(
            f"server {HOST}:{port} max_fails=2 fail_timeout=3s{' down' * (name in self.drained)};"
            for name, port in ports.items()
        )


def _workers(part: Part) -> set[int]:
    """The numbers of nginx's workers."""
    assert part.process
    return {child.pid for child in psutil.Process(part.process.pid).children()}
