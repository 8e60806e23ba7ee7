"""What a track costs the origin: requests and connections."""

import time

from . import http
from .frame import say
from .peers import OURS, Peers
from .servers import HOST
from .table import Row

_SIZE = 4_000_000


def requests(options, folder):
    """One client reads a track of 4 MB as fast as it can; the origin's log is counted."""
    with Peers(options, folder, [_SIZE], names=[OURS]) as peers:
        ours = peers[OURS]
        # A first track, so that what is counted is not the start of the program.
        http.digest(HOST, ours.port, ours.paths[0])
        before = len(_settled(peers.origin))
        http.digest(HOST, ours.port, ours.paths[0])
        seen = _settled(peers.origin)[before:]
    ranges = ", ".join(request.range.strip('"') for request in seen)
    say(f"requests: {ranges}")
    if sum(request.count for request in seen) != _SIZE:
        raise RuntimeError(f"the origin sent {sum(request.count for request in seen)} bytes for {_SIZE}")
    connections = len({request.connection for request in seen})
    return [
        Row("upstream requests for a 4 MB track", f"{len(seen)}", len(seen), 5, "5"),
        Row("upstream connections for them", f"{connections}", connections, 2, "2"),
    ]


def _settled(origin):
    """The origin's log, once it has stopped growing."""
    seen = origin.requests()
    while True:
        time.sleep(0.3)
        now = origin.requests()
        if len(now) == len(seen):
            return now
        seen = now
