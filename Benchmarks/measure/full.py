"""`Benchmarks/full`: everything, beside every peer."""

from . import cached, distance, first_byte, frame, peers, push, relaying, requests, screen, serve, slow, sync

_MEASURES = {
    "size": serve.size,
    "start": serve.start,
    "idle": serve.idle,
    "dashboard": serve.dashboard,
    "keys": screen.keys,
    "filter": screen.filtering,
    "plain": relaying.plain,
    "https": relaying.https,
    "first-byte": first_byte.first_byte,
    "requests": requests.requests,
    "distance": distance.distance,
    "slow": slow.slow,
    "cached": cached.cached,
    "missed": cached.missed,
    "cached-first-byte": cached.cached_first_byte,
    "listeners": cached.listeners,
    "cached-start": cached.cached_start,
    "push": push.push,
    "sync": sync.sync,
}


def main():
    """Measures, prints, and returns the exit status."""
    return frame.main("full", "Prints what ytmpd-tui costs beside its peers.", _MEASURES, peers.ALL, gib=1)
