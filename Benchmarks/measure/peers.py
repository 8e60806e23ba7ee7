"""One origin, and everybody who relays it: ours, nginx twice, and what ytmpd's own stack would make of it."""

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from . import http, library
from .authority import Authority
from .process import Child
from .servers import HOST, Origin, Relay, free_port, make_files, nginx_cache, nginx_relay

OURS = "ours"
NGINX = "nginx"
TUNED = "nginx, 64k"
AIOHTTP = "aiohttp"
# Ours between the others: who comes first after a pause finds another machine than who comes last.
ALL = [NGINX, OURS, TUNED, AIOHTTP]
# Those with a cache, which are compared among themselves.
CACHED = "ours, cached"
NGINX_CACHE = "nginx, slice and cache"

_TUNING = "proxy_buffering off; proxy_buffer_size 64k; proxy_buffers 8 64k; proxy_busy_buffers_size 128k; "
_CIPHER = "TLS_AES_128_GCM_SHA256"
_ROOT = Path(__file__).resolve().parent.parent.parent
_PYTHON = _ROOT / ".tools" / "bench-venv" / "bin" / "python"


@dataclass
class Peer:
    """A relay that runs: its process, its port, and where it has each of the origin's files."""

    name: str
    child: Child
    port: int
    paths: list[str]


class Peers:
    """An origin with files of `sizes`, and the relays of `names` before it. Ends with the `with` block."""

    def __init__(self, options, folder, sizes, *, tls=False, names=ALL, upstream=None):
        self._stack = contextlib.ExitStack()
        self._tls = tls
        try:
            os.makedirs(folder)
            authority = Authority(os.path.join(folder, "authority")) if tls else None
            files = make_files(os.path.join(folder, "files"), sizes)
            self.names = ["/" + name for name, _ in files]
            self.origin = self._stack.enter_context(Origin(folder, os.path.join(folder, "files"), authority))
            # Somebody in between may delay what goes to the origin and comes from it.
            url = upstream(self._stack, folder, self.origin) if upstream else self.origin.url(tls=tls)
            self._peers = {}
            for name in names:
                if name in (OURS, CACHED):
                    peer = self._ours(name, options, folder, files, url, authority)
                elif name == AIOHTTP:
                    if not _PYTHON.exists():
                        print("bench: no aiohttp; `scripts/setup --bench` installs it", file=sys.stderr)
                        continue
                    peer = self._aiohttp(folder, files, url, authority)
                else:
                    peer = self._nginx(name, folder, url, authority)
                self._peers[name] = peer
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def __getitem__(self, name):
        return self._peers[name]

    def __contains__(self, name):
        return name in self._peers

    def __iter__(self):
        return iter(self._peers.values())

    def require_same_bytes(self):
        """Raises when a relay does not answer with the origin's bytes, or the origin is not what it should be."""
        for number, name in enumerate(self.names):
            status, expected = http.digest(HOST, self.origin.port, name)
            for peer in self:
                if status != 200 or http.digest(HOST, peer.port, peer.paths[number]) != (200, expected):
                    raise RuntimeError(f"{peer.name}: {peer.paths[number]} is not what {name} is")
        # We ask without TLS; whatever asked with it must have got the cipher that all are compared with.
        ciphers = {request.cipher for request in self.origin.requests()} - {""}
        if ciphers != ({_CIPHER} if self._tls else set()):
            raise RuntimeError(f"the relays reached the origin by {ciphers}")

    def _ours(self, name, options, folder, files, url, authority):
        cache = "20 GiB" if name == CACHED else "0"
        relay = Relay(
            options.binary, os.path.join(folder, name.replace(", ", "-")), files=files, origin=url, authority=authority,
            cache=cache,
        )  # fmt: skip
        return Peer(name, self._stack.enter_context(relay.start()[0]), relay.port, _tracks(relay.ids))

    def _nginx(self, name, folder, url, authority):
        if name == NGINX_CACHE:
            nginx = nginx_cache(folder, url, authority)
        else:
            tuning = _TUNING if name == TUNED else ""
            nginx = nginx_relay(folder, url, authority, name="tuned" if tuning else "nginx", tuning=tuning)
        self._stack.enter_context(nginx)
        return Peer(name, nginx.child, nginx.port, self.names)

    def _aiohttp(self, folder, files, url, authority):
        database = os.path.join(folder, "aiohttp.db")
        ids = library.make(database, files=files, origin=url)
        port = free_port()
        script = str(_ROOT / "Benchmarks" / "peers" / "aiohttp_relay.py")
        trusted = [authority.trusted] if authority else []
        child = Child(
            [str(_PYTHON), "-B", script, database, str(port), *trusted], log=os.path.join(folder, "aiohttp.log")
        )
        self._stack.enter_context(child)
        http.seconds_until_ok(HOST, port, "/ready", 30, child.require_running)
        return Peer(AIOHTTP, child, port, _tracks(ids))


def _tracks(ids):
    return ["/proxy/" + track for track in ids]
