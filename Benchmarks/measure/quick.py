"""`Benchmarks/quick`: the run as a whole."""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from . import http
from .process import TICKS_PER_SECOND, ticks_while_idle
from .servers import HOST, Relay, make_files, nginx_relay, origin
from .table import Row, machine, render
from .terminal import Dashboard

_MIB = 1 << 20
_GIB = 1 << 30
_TRACKS = 100_000
_CLIENTS = 10
# Songs, a long mix, an hour: what people play.
_SIZES = [4 * _MIB, 5 * _MIB, 8 * _MIB, 15 * _MIB, 30 * _MIB, 60 * _MIB]
_SMALL = 96 * 1024
# Nothing used is nothing or one: the kernel counts in whole ticks.
_ONE_TICK = 1
_MEASURES = ["size", "start", "idle", "dashboard", "relay", "latency"]


def main():
    options = _options()
    if not os.access(options.binary, os.X_OK):
        print(f"quick: {options.binary} is not there; `make release` builds it", file=sys.stderr)
        return 1
    print(machine(), flush=True)
    try:
        with tempfile.TemporaryDirectory(prefix="ytmpd-tui-bench-") as folder:
            rows = [row for name in options.only for row in _MEASURE[name](options, os.path.join(folder, name))]
    except KeyboardInterrupt:
        return 130
    print(f"\n{render(rows)}")
    missed = [row.what for row in rows if not row.is_met]
    if missed:
        print(f"\nquick: missed: {'; '.join(missed)}", file=sys.stderr)
    # Numbers depend on the machine and what else it does, so a missed one is no failure unless asked for.
    return 1 if missed and options.strict else 0


def _options():
    root = Path(__file__).resolve().parent.parent.parent
    parser = argparse.ArgumentParser(prog="quick", description="Prints what ytmpd-tui costs.")
    parser.add_argument("--binary", default=str(root / ".build/release/ytmpd-tui"), help="what is measured")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts (default: 5)")
    parser.add_argument("--gib", type=float, default=2, help="GiB a relay carries a round (default: 2)")
    parser.add_argument("--only", nargs="+", choices=_MEASURES, default=_MEASURES, help="measure these alone")
    parser.add_argument("--strict", action="store_true", help="fail when a limit is missed")
    return parser.parse_args()


def _say(text):
    print(f"quick: {text}", file=sys.stderr, flush=True)


def _shown(ticks):
    return f"{ticks * 1000 // TICKS_PER_SECOND} ms"


def _size(options, _):
    size = os.path.getsize(options.binary)
    return [Row("release binary", f"{size / _MIB:.1f} MiB", size / _MIB, 30, "30 MiB")]


def _start(options, folder):
    relay = Relay(options.binary, folder, fillers=_TRACKS)
    times = []
    # The first start makes our own tables beside ytmpd's and is not the usual one.
    for number in range(options.rounds + 1):
        child, seconds = relay.start()
        child.stop()
        _say(f"start {number}: {seconds * 1000:.0f} ms")
        if number:
            times.append(seconds * 1000)
    median = statistics.median(times)
    return [Row(f"start of `serve` to /health, {_TRACKS:,} tracks", f"{median:.0f} ms", median, 150, "150 ms")]


def _idle(options, folder):
    child, _ = Relay(options.binary, folder, fillers=_TRACKS).start()
    with child:
        ticks = ticks_while_idle(child, 30, settle=3)
        memory = child.memory()
    rss = memory["rss"] / 1024
    _say(f"idle: {ticks} ticks, " + ", ".join(f"{name} {kib / 1024:.1f} MiB" for name, kib in memory.items()))
    return [
        Row("idle `serve`, resident memory", f"{rss:.1f} MiB", rss, 25, "25 MiB"),
        Row("of which private", f"{memory['private'] / 1024:.1f} MiB"),
        Row("idle `serve`, CPU in 30 s", _shown(ticks), ticks, _ONE_TICK, "10 ms"),
    ]


def _dashboard(options, folder):
    relay = Relay(options.binary, folder)
    with Dashboard(relay.command(), relay.environment()) as dashboard:
        ticks = ticks_while_idle(dashboard, 20, settle=10)
        if dashboard.painted < 1000:
            raise RuntimeError("the dashboard painted nothing")
    _say(f"idle dashboard: {ticks} ticks")
    return [Row("idle dashboard, CPU in 20 s", _shown(ticks), ticks, _ONE_TICK, "10 ms")]


def _relay(options, folder):
    os.makedirs(folder)
    files = make_files(os.path.join(folder, "files"), _SIZES)
    names = ["/" + name for name, _ in files]
    with contextlib.ExitStack() as stack:
        source, source_port = origin(folder, os.path.join(folder, "files"))
        stack.enter_context(source)
        nginx, nginx_port = nginx_relay(folder, source_port)
        stack.enter_context(nginx)
        relay = Relay(options.binary, os.path.join(folder, "ours"), files=files, origin_port=source_port)
        ours, _ = relay.start()
        stack.enter_context(ours)
        tracks = ["/proxy/" + track for track in relay.ids]
        _require_same_bytes(source_port, names, relay.port, tracks)
        costs = _costs(
            options,
            {
                "nginx": (nginx, nginx_port, names, ()),
                "plain": (ours, relay.port, tracks, ()),
                "icy": (ours, relay.port, tracks, ("Icy-MetaData: 1",)),
            },
        )
        memory = ours.memory()["rss"] / 1024
    nginx_cost, plain, icy = costs.values()
    return [
        Row("relaying a GiB, CPU of nginx `proxy_pass`", f"{nginx_cost:.2f} s"),
        Row("relaying a GiB, CPU of ours", f"{plain:.2f} s"),
        Row("ours to nginx", f"{plain / nginx_cost:.2f} x", plain / nginx_cost, 1.3, "1.3 x"),
        Row("ours with ICY metadata to ours without", f"{icy / plain:.2f} x"),
        Row("resident memory after that", f"{memory:.1f} MiB"),
    ]


def _costs(options, runs):
    """CPU seconds a GiB for each of `runs`, the median of rounds in which they take turns."""
    total = int(options.gib * _GIB)
    costs = {name: [] for name in runs}
    # A short round for everyone first: caches, pools and connections are those of a running server.
    for number in range(options.rounds + 1):
        for name, (child, port, paths, fields) in runs.items():
            before = child.ticks()
            count, seconds = http.pull(HOST, port, paths, _CLIENTS, total if number else total // 8, fields)
            cost = (child.ticks() - before) / TICKS_PER_SECOND / (count / _GIB)
            _say(f"relay {number} {name}: {cost:.3f} CPU s/GiB at {count / seconds / _MIB:.0f} MiB/s")
            if number:
                costs[name].append(cost)
    return {name: statistics.median(each) for name, each in costs.items()}


def _latency(options, folder):
    os.makedirs(folder)
    files = make_files(os.path.join(folder, "files"), [_SMALL])
    name = "/" + files[0][0]
    source, source_port = origin(folder, os.path.join(folder, "files"))
    with source:
        peer, peer_port = nginx_relay(folder, source_port)
        with peer:
            relay = Relay(options.binary, os.path.join(folder, "ours"), files=files, origin_port=source_port)
            ours, _ = relay.start()
            with ours:
                targets = [(source_port, name), (peer_port, name), (relay.port, "/proxy/" + relay.ids[0])]
                times = [[], [], []]
                for number in range(200 * options.rounds + 100):
                    for index, (port, path) in enumerate(targets):
                        seconds = http.time_to_first_byte(HOST, port, path)
                        if number >= 100:
                            times[index].append(seconds * 1e6)
    median = [statistics.median(each) for each in times]
    late = [statistics.quantiles(each, n=100)[98] for each in times]
    _say("first byte, us, median and 99th: " + ", ".join(f"{m:.0f} {l:.0f}" for m, l in zip(median, late)))
    return [
        Row("first byte by nginx `proxy_pass`, added to the origin's", f"{median[1] - median[0]:.0f} us"),
        Row("first byte by ours, added to the origin's", f"{median[2] - median[0]:.0f} us"),
        Row("the same, 99th percentile", f"{late[2] - late[0]:.0f} us"),
    ]


def _require_same_bytes(source_port, names, relay_port, tracks):
    for name, track in zip(names, tracks):
        status, expected = http.digest(HOST, source_port, name)
        if status != 200 or http.digest(HOST, relay_port, track) != (200, expected):
            raise RuntimeError(f"{track} is not what {name} is")


_MEASURE = {
    "size": _size,
    "start": _start,
    "idle": _idle,
    "dashboard": _dashboard,
    "relay": _relay,
    "latency": _latency,
}
