"""A plain HTTP/1.1 client that costs next to nothing: it counts body bytes without looking at them."""

import hashlib
import socket
import threading
import time

_BLOCK = 1 << 20


class Answer:
    """The head of an answer, and the socket its body comes from."""

    def __init__(self, host, port, path, fields=()):
        self._socket = socket.create_connection((host, port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close", *fields]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b""
        while b"\r\n\r\n" not in received:
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError(f"{path}: closed within the head")
            received += more
        head, _, self._rest = received.partition(b"\r\n\r\n")
        first, *others = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.fields = {}
        for line in others:
            name, _, value = line.partition(":")
            self.fields[name.strip().lower()] = value.strip()
        self.length = int(self.fields.get("content-length", -1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def discard(self):
        """Takes the body from the kernel without copying it out (tcp(7), MSG_TRUNC); returns its size."""
        count = len(self._rest)
        buffer = bytearray(_BLOCK)
        while True:
            new = self._socket.recv_into(buffer, _BLOCK, socket.MSG_TRUNC)
            if new == 0:
                return count
            count += new

    def read(self):
        """The whole body."""
        parts = [self._rest]
        while more := self._socket.recv(_BLOCK):
            parts.append(more)
        return b"".join(parts)


def digest(host, port, path, fields=()):
    """The status and SHA-256 of a body, for the check that it is the right one."""
    with Answer(host, port, path, fields) as answer:
        return answer.status, hashlib.sha256(answer.read()).hexdigest()


def pull(host, port, paths, clients, total, fields=()):
    """`clients` clients fetch `paths` in turn, as fast as they can, until `total` bytes have come.

    Returns the bytes that came and the seconds it took. Raises when an answer is not whole.
    """
    lock = threading.Lock()
    state = {"next": 0, "bytes": 0}
    failures = []

    def client():
        while not failures:
            with lock:
                if state["bytes"] >= total:
                    return
                path = paths[state["next"] % len(paths)]
                state["next"] += 1
            try:
                with Answer(host, port, path, fields) as answer:
                    count = answer.discard()
                if answer.status != 200 or (answer.length >= 0 and count != answer.length):
                    raise ConnectionError(f"{path}: {answer.status}, {count} of {answer.length} bytes")
            except OSError as error:
                failures.append(error)
                return
            with lock:
                state["bytes"] += count

    began = time.monotonic()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return state["bytes"], time.monotonic() - began


def time_to_first_byte(host, port, path):
    """Seconds from the first packet of a new connection to the first byte of an answer; the body is read to
    its end after that."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    buffer = bytearray(_BLOCK)
    with socket.socket() as connection:
        connection.settimeout(60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        connection.connect((host, port))
        connection.sendall(request)
        count = connection.recv_into(buffer)
        elapsed = time.perf_counter() - began
        if not buffer.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"{path}: {bytes(buffer[:count])!r}")
        while connection.recv_into(buffer):
            pass
    return elapsed


def seconds_until_ok(host, port, path, deadline, require_running):
    """Seconds until `path` is answered with 200, tried every half millisecond."""
    began = time.perf_counter()
    while time.perf_counter() - began < deadline:
        try:
            with Answer(host, port, path) as answer:
                if answer.status == 200:
                    return time.perf_counter() - began
        except ConnectionError:
            pass
        require_running()
        time.sleep(0.0005)
    raise TimeoutError(f"no 200 from {path} within {deadline} s")
