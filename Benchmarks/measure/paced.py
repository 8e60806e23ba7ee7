"""Clients that read at a pace of their own, as players do: a thousand of them in one thread."""

import math
import socket
import time

# How often a client comes to read.
_INTERVAL = 0.25
_BLOCK = 1 << 20


class PacedClient:
    """Reads a body at `rate` bytes a second from its first byte on, and never more than it is due."""

    def __init__(self, host, port, path, rate):
        self.count = 0
        self.is_over = False
        # The longest it was behind its pace so far, and how long it waited for the first byte, in seconds.
        self.behind = 0.0
        self.waited = 0.0
        self._rate = rate
        self._head = b""
        self._since = None
        self._path = path
        self._asked = time.monotonic()
        self._socket = socket.create_connection((host, port), timeout=60)
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        self._socket.setblocking(False)

    def read(self, now, buffer):
        """Takes what is due by `now` and there."""
        try:
            if self._since is None and not self._read_head(now):
                return
            due = int((now - self._since) * self._rate) - self.count
            while due > 0 and not self.is_over:
                # tcp(7): with MSG_TRUNC the kernel drops the bytes without copying them out.
                new = self._socket.recv_into(buffer, min(due, _BLOCK), socket.MSG_TRUNC)
                self.is_over = new == 0
                self.count += new
                due -= new
        except BlockingIOError:
            self._note(now)

    def close(self):
        """Goes away in mid-body."""
        self._socket.close()

    def _read_head(self, now):
        while b"\r\n\r\n" not in self._head:
            new = self._socket.recv(512)
            if not new:
                raise ConnectionError(f"{self._path}: closed within the head")
            self._head += new
        if not self._head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"{self._path}: {self._head[:200]!r}")
        self.count = len(self._head.partition(b"\r\n\r\n")[2])
        self._since = now
        return True

    def _note(self, now):
        if self._since is None:
            self.waited = now - self._asked
        else:
            self.behind = max(self.behind, now - self._since - self.count / self._rate)


def run(clients, seconds, sample=lambda: None, *, interval=_INTERVAL):
    """Lets `clients` read for so long, each once an `interval`, evenly spread; `sample` is called once a second."""
    buffer = bytearray(_BLOCK)
    slots = max(1, min(25, len(clients)))
    groups = [clients[number::slots] for number in range(slots)]
    began = time.monotonic()
    sampled = began
    step = 0
    while (now := time.monotonic()) < began + seconds:
        for client in groups[step % slots]:
            if not client.is_over:
                client.read(time.monotonic(), buffer)
        step += 1
        if now - sampled >= 1:
            sampled = now
            sample()
        time.sleep(max(0.0, began + step * interval / slots - time.monotonic()))
        # Late ourselves: the missed turns are not made up for, or they would come all at once.
        step = max(step, math.floor((time.monotonic() - began) / (interval / slots)) - slots)
