"""The dashboard under a pseudo-terminal of 80 columns and 24 lines."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import threading


class Dashboard:
    """The dashboard, its screen read away as fast as it comes."""

    def __init__(self, command, environment):
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execve(command[0], command, environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.painted = 0
        self._ended = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def require_running(self):
        """Raises when the dashboard has ended."""
        if self._ended.is_set():
            raise RuntimeError("the dashboard ended by itself")

    def stop(self):
        """Ends the dashboard as `q` would."""
        if not self._ended.is_set():
            os.write(self._terminal, b"q")
            if not self._ended.wait(10):
                os.kill(self.pid, signal.SIGKILL)
        self._reader.join()
        os.waitpid(self.pid, 0)
        os.close(self._terminal)

    def ticks(self):
        """CPU time used so far, in clock ticks."""
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def _read(self):
        while True:
            select.select([self._terminal], [], [])
            try:
                new = os.read(self._terminal, 65536)
            except OSError:
                # Linux says EIO when the last program at the other end has gone.
                new = b""
            if not new:
                self._ended.set()
                return
            self.painted += len(new)
