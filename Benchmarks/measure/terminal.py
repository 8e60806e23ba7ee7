"""The dashboard under a pseudo-terminal."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import threading
import time

# Ends each picture: the terminal shows what came before it at once.
_PICTURE_END = b"\x1b[?2026l"


class Dashboard:
    """The dashboard, its screen read away as fast as it comes."""

    def __init__(self, command, environment, *, columns=80, rows=24):
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            # The parent sets the size meanwhile.
            time.sleep(0.2)
            os.execve(command[0], command, environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.painted = 0
        self.text = b""
        self._pictures = 0
        self._news = threading.Condition()
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
        """CPU time used so far, in clock ticks, by the dashboard and the process that stands in for it."""
        return sum(_ticks(process) for process in [self.pid, *self._children()])

    def screen_seconds(self):
        """CPU time used so far by the thread that reads keys and paints, to the microsecond."""
        painter = self._children()[0]
        with open(f"/proc/{painter}/task/{painter}/schedstat") as schedstat:
            return int(schedstat.read().split()[0]) / 1e9

    def _children(self):
        with open(f"/proc/{self.pid}/task/{self.pid}/children") as children:
            return [int(child) for child in children.read().split()]

    def press(self, keys, patience=10):
        """Sends `keys` and waits for the end of the next picture; returns the seconds until then."""
        with self._news:
            seen = self._pictures
            start = time.monotonic()
            os.write(self._terminal, keys)
            if not self._news.wait_for(lambda: self._pictures > seen or self._ended.is_set(), patience):
                raise RuntimeError(f"no picture after {keys!r}")
            return self._painted_at - start

    def wait_for(self, words, patience=60):
        """Waits until `words` have been painted."""
        with self._news:
            if not self._news.wait_for(lambda: words in self.text or self._ended.is_set(), patience):
                raise RuntimeError(f"the dashboard does not show {words!r}")
        self.require_running()

    def _read(self):
        while True:
            select.select([self._terminal], [], [])
            try:
                new = os.read(self._terminal, 65536)
            except OSError:
                # Linux says EIO when the last program at the other end has gone.
                new = b""
            with self._news:
                if not new:
                    self._ended.set()
                    self._news.notify_all()
                    return
                self.painted += len(new)
                # A mark may have been cut in two.
                self.text = (self.text + new)[-200_000:]
                pictures = self.text[-(len(new) + len(_PICTURE_END) - 1) :].count(_PICTURE_END)
                if pictures:
                    self._pictures += pictures
                    self._painted_at = time.monotonic()
                self._news.notify_all()


def _ticks(process):
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
