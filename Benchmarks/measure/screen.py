"""What a key costs the dashboard: the CPU time of the thread that paints, which other programs on the machine don't
change, and the time from the key to the end of the picture, which they do."""

import time

from .frame import say
from .servers import Relay
from .table import Row
from .terminal import Dashboard

_COLUMNS, _ROWS = 200, 60
# The dashboard paints at most thirty pictures a second: a key that comes later is answered at once.
_PAUSE = 0.045
_KEYS = 600


def keys(options, folder):
    """Moving through 10,000 tracks on a large screen."""
    with _dashboard(options, folder, 10_000) as screen:
        # Rows, pages, and both ends: from a few cells to all of them.
        pressed = [(b"j", b"j", b"j", b"k", b"\x06", b"G", b"g", b"\x06")[number % 8] for number in range(_KEYS)]
        # The first pictures find nothing in the caches.
        figures = [_timed(screen, key) for key in pressed][20:]
    return _rows(f"a key at {_COLUMNS}x{_ROWS}, 10,000 tracks", figures, 0.99, "99th percentile", 5)


def filtering(options, folder):
    """Typing a filter over 100,000 tracks."""
    figures = []
    with _dashboard(options, folder, 100_000) as screen:
        for word in (b"number 99", b"artist 12", b"length, n"):
            _timed(screen, b"/")
            figures += [_timed(screen, bytes([letter])) for letter in word]
            figures += [_timed(screen, b"\x7f") for _ in range(3)]
            _timed(screen, b"\x1b")
            time.sleep(0.5)
    return _rows("a letter of a filter, 100,000 tracks", figures, 1, "the slowest", 50)


def _rows(what, figures, share, share_shown, limit):
    used = sorted(figure[0] for figure in figures)
    waited = sorted(figure[1] for figure in figures)
    middle, last = len(used) // 2, min(len(used) - 1, int(len(used) * share))
    say(f"{what}: CPU {used[middle]:.1f} ms, {share_shown} {used[last]:.1f} ms")
    return [
        Row(f"{what}: CPU, median", f"{used[middle]:.1f} ms"),
        Row(f"{what}: CPU, {share_shown}", f"{used[last]:.1f} ms", used[last], limit, f"≤ {limit} ms"),
        Row(f"{what}: until the picture stands, median", f"{waited[middle]:.1f} ms"),
        Row(f"{what}: until the picture stands, {share_shown}", f"{waited[last]:.1f} ms"),
    ]


def _dashboard(options, folder, tracks):
    relay = Relay(options.binary, folder, fillers=tracks)
    environment = {**relay.environment(), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    screen = Dashboard(relay.command(), environment, columns=_COLUMNS, rows=_ROWS)
    try:
        screen.wait_for(b"Streams")
        time.sleep(3)
        screen.press(b"3")
        screen.wait_for(b"A title of the usual length")
        time.sleep(2)
    except BaseException:
        screen.stop()
        raise
    return screen


def _timed(screen, key):
    """The CPU time that `key` took, and the time it took to be shown, in ms."""
    time.sleep(_PAUSE)
    before = screen.screen_seconds()
    waited = screen.press(key)
    # What is done after the picture counts as well.
    time.sleep(_PAUSE)
    return (screen.screen_seconds() - before) * 1000, waited * 1000
