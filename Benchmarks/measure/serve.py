"""What the program costs while nobody listens: its size, its start, its idling."""

import os

from .figure import Figure
from .frame import MIB, say
from .process import TICKS_PER_SECOND, ticks_while_idle
from .servers import Relay
from .table import Row
from .terminal import Dashboard

_TRACKS = 100_000
# Nothing used is nothing or one: the kernel counts in whole ticks.
_ONE_TICK = 1


def size(options, _):
    """The release binary."""
    size_mib = os.path.getsize(options.binary) / MIB
    return [Row("release binary", f"{size_mib:.1f} MiB", size_mib, 40, "≤ 40 MiB")]


def start(options, folder):
    """From the start of `serve` with a large library to the first answer."""
    relay = Relay(options.binary, folder, fillers=_TRACKS)
    times = []
    # The first start makes our own tables beside ytmpd's and is not the usual one.
    for number in range(options.rounds + 1):
        child, seconds = relay.start()
        child.stop()
        say(f"start {number}: {seconds * 1000:.0f} ms")
        if number:
            times.append(seconds * 1000)
    figure = Figure(times)
    return [
        Row(
            f"start of `serve` to /health, {_TRACKS:,} tracks", figure.shown("{:.0f} ms"), figure.median, 150,
            "≤ 150 ms", is_reliable=figure.is_reliable,
        )
    ]  # fmt: skip


def idle(options, folder):
    """`serve` with a large library, left alone."""
    child, _ = Relay(options.binary, folder, fillers=_TRACKS).start()
    with child:
        ticks = ticks_while_idle(child, 30, settle=3)
        memory = child.memory()
    private, written, rss = (memory[key] / 1024 for key in ("private", "written", "rss"))
    say(f"idle: {ticks} ticks, " + ", ".join(f"{name} {kib / 1024:.1f} MiB" for name, kib in memory.items()))
    return [
        # Clean pages of the binary's own file are the system's to drop, so they don't count as the program's.
        Row("idle `serve`, private memory", f"{written:.1f} MiB", written, 16, "≤ 16 MiB"),
        Row("with the clean pages of its file", f"{private:.1f} MiB"),
        Row("with those that others have, too", f"{rss:.1f} MiB"),
        Row("idle `serve`, CPU in 30 s", _shown(ticks), ticks, _ONE_TICK, "≤ 10 ms"),
    ]


def dashboard(options, folder):
    """The dashboard on a screen of 80x24, left alone."""
    relay = Relay(options.binary, folder)
    with Dashboard(relay.command(), relay.environment()) as screen:
        ticks = ticks_while_idle(screen, 20, settle=10)
        if screen.painted < 1000:
            raise RuntimeError("the dashboard painted nothing")
    say(f"idle dashboard: {ticks} ticks")
    return [Row("idle dashboard, CPU in 20 s", _shown(ticks), ticks, _ONE_TICK, "≤ 10 ms")]


def _shown(ticks):
    return f"{ticks * 1000 // TICKS_PER_SECOND} ms"
