"""The line between a browser and a server: cut, which both ends notice, or dead, which neither does."""

import socket
from contextlib import suppress
from threading import Event, Thread


class Cable:
    """Carries what comes to `port` on to another port of this machine, until it is cut."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.lines: list[Line] = []
        self.port = 0
        self.came = 0  # bytes for the browser
        self.mend()

    def mend(self) -> None:
        """Take connections (again), at the same port as before."""
        self.entrance = socket.create_server(("127.0.0.1", self.port))
        self.port = self.entrance.getsockname()[1]
        Thread(target=self._take, args=[self.entrance], daemon=True).start()

    def cut(self) -> None:
        """End all connections, and take none."""
        with suppress(OSError):
            self.entrance.shutdown(socket.SHUT_RDWR)
        self.entrance.close()
        for line in self.lines:
            line.end()
        self.lines.clear()

    def go_dead(self) -> None:
        """Nothing passes any more on the connections there are, and nobody is told. New ones are taken."""
        for line in self.lines:
            line.is_dead.set()

    def _take(self, entrance: socket.socket) -> None:
        with suppress(OSError):
            while True:
                self.lines.append(Line(entrance.accept()[0], self.to, self))


class Line:
    """One connection."""

    def __init__(self, browser: socket.socket, to: int, cable: Cable) -> None:
        self.cable = cable
        self.is_dead = Event()
        self.ends = [browser]
        try:
            self.ends.append(socket.create_connection(("127.0.0.1", to)))
        except OSError:  # nobody is there: the browser is told
            self.end()
            return
        for here, there in (self.ends, reversed(self.ends)):
            Thread(target=self._carry, args=[here, there], daemon=True).start()

    def end(self) -> None:
        """Close both ends."""
        for one in self.ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while data := here.recv(65536):
                if not self.is_dead.is_set():
                    self.cable.came += len(data) if there is self.ends[0] else 0
                    there.sendall(data)
        if not self.is_dead.is_set():
            self.end()
