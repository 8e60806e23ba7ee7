"""`Benchmarks/full`: everything, beside every peer."""

from . import distance, first_byte, frame, peers, relaying, requests, serve, slow

_MEASURES = {
    "size": serve.size,
    "start": serve.start,
    "idle": serve.idle,
    "dashboard": serve.dashboard,
    "plain": relaying.plain,
    "https": relaying.https,
    "first-byte": first_byte.first_byte,
    "requests": requests.requests,
    "distance": distance.distance,
    "slow": slow.slow,
}


def main():
    """Measures, prints, and returns the exit status."""
    return frame.main("full", "Prints what ytmpd-tui costs beside its peers.", _MEASURES, peers.ALL, gib=1)
