"""What has to be so before anything is started; each refusal is one sentence that says what to do."""

import fcntl
import socket
from contextlib import suppress
from pathlib import Path

import psutil

from shared.cluster import DataFolderError
from shared.embedded import hold, refusals


def hold_data_folder(data_dir: Path) -> None:
    """Make the data folder and hold it until this process ends, so that only one launcher uses it.

    Raises:
        DataFolderError: the folder cannot be used, or another launcher holds it.
    """
    with refusals(data_dir):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            hold(data_dir / "run.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderError(
                f"C3 is already running on {data_dir}: stop it, or name another data folder with C3_DATA."
            ) from None


def refuse_taken_ports(host: str, **ports: int) -> None:
    """See that each port, given under the name of its variable, is free on `host`.

    Raises:
        SystemExit: one is taken, is not ours to take, or is named twice.
    """
    if len(set(ports.values())) < len(ports):
        raise SystemExit(f"{' and '.join(ports)} name the same port: give each one of its own.")
    for variable, port in ports.items():
        try:
            with socket.create_server((host, port)):
                pass
        except OSError as error:
            raise SystemExit(
                f"Port {port} cannot be used ({error.strerror}{_holder(port)}): "
                f"free it, or choose another port with {variable}."
            ) from None


def _holder(port: int) -> str:
    """Who listens there, where the system tells us."""
    with suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.pid and connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                return f" by process {connection.pid}, {psutil.Process(connection.pid).name()}"
    return ""
