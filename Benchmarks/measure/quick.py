"""`Benchmarks/quick`: what is measured in two minutes, beside nginx as it comes."""

from . import first_byte, frame, peers, relaying, serve

_MEASURES = {
    "size": serve.size,
    "start": serve.start,
    "idle": serve.idle,
    "dashboard": serve.dashboard,
    "plain": relaying.plain,
    "first-byte": first_byte.first_byte,
}


def main():
    """Measures, prints, and returns the exit status."""
    return frame.main("quick", "Prints what ytmpd-tui costs.", _MEASURES, [peers.NGINX, peers.OURS], gib=0.5)
