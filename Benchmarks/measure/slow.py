"""What a thousand listeners cost who read at the pace of music."""

import os
import resource
import statistics

from . import http, paced
from .figure import Figure
from .frame import MIB, say
from .peers import ALL, OURS, Peers
from .process import TICKS_PER_SECOND
from .servers import HOST
from .table import Line, Row

_CLIENTS = 1000
_RATE = 16 * 1024
_SECONDS = 12
# A stream begins with more than it goes on with.
_SETTLE = 8
# More than kernel buffers hold, so that all streams are in the middle of their tracks; not much more, because
# nginx puts the rest of every stream into a file.
_SIZES = [6 * MIB] * 8
# Behind by more than a player keeps in hand.
_LATE = 1.0


def slow(options, folder):
    """Memory a stream, CPU, and how many of the listeners ever fell behind."""
    allow_descriptors()
    memory, cpu, late = {}, {}, {}
    for number in range(min(options.rounds, 5)):
        # A relay that has had a thousand streams has other memory than one that begins: each round has new ones.
        with Peers(options, os.path.join(folder, str(number)), _SIZES, names=options.peers) as peers:
            for peer in peers:
                kib, seconds, behind = _measure(peer)
                memory.setdefault(peer.name, []).append(kib)
                cpu.setdefault(peer.name, []).append(seconds)
                late.setdefault(peer.name, []).append(behind)
    memory = {name: Figure(memory[name]) for name in ALL if name in memory}
    results = [
        Line("memory a stream of 1,000 at 16 KiB/s, KiB", {name: memory[name].shown("{:.0f}") for name in memory}),
        Line("CPU of all of them, % of a core", {name: f"{Figure(cpu[name]).median * 100:.1f}" for name in memory}),
        Line("listeners ever behind by a second", {name: f"{Figure(late[name]).median:.0f}" for name in memory}),
    ]
    if OURS in memory:
        ours = memory[OURS]
        results += [
            Row(
                "memory a stream, 1,000 listeners at 16 KiB/s", ours.shown("{:.0f} KiB"), ours.median, 128, "≤ 128 KiB",
                66, "≤ 66 KiB", is_reliable=ours.is_reliable,
            ),
            Row("of them, ever a second behind", f"{max(late[OURS])}", max(late[OURS]), 0, "0"),
        ]  # fmt: skip
    return results


def _measure(peer):
    http.pull(HOST, peer.port, peer.paths[:1], 1, MIB)
    before = _resident(peer)
    clients = []
    try:
        for number in range(_CLIENTS):
            clients.append(paced.PacedClient(HOST, peer.port, peer.paths[number % len(peer.paths)], _RATE))
            if number % 50 == 49:
                paced.run(clients, 0.05)
        paced.run(clients, _SETTLE)
        samples = []
        ticks = peer.child.ticks()
        paced.run(clients, _SECONDS, lambda: samples.append(_resident(peer)))
        seconds = (peer.child.ticks() - ticks) / TICKS_PER_SECOND / _SECONDS
        behind = sum(client.behind > _LATE for client in clients)
        over = sum(client.is_over for client in clients)
        if over:
            raise RuntimeError(f"{peer.name}: {over} streams ended before their time")
    finally:
        for client in clients:
            client.close()
    kib = (statistics.median(samples) - before) / _CLIENTS
    most = (max(samples) - before) / _CLIENTS
    worst = max(client.behind for client in clients)
    waited = max(client.waited for client in clients)
    say(
        f"slow, {peer.name}: {kib:.0f} KiB a stream ({most:.0f} at most), "
        f"{seconds * 100:.1f} % CPU, {behind} late, the latest by {worst:.2f} s; first byte after {waited:.2f} s at most"
    )
    return kib, seconds, behind


def _resident(peer):
    return peer.child.memory(with_children=True)["rss"]


def allow_descriptors():
    """Lets this process have as many connections as there are listeners, and a few more."""
    wanted = 4 * _CLIENTS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted and soft != resource.RLIM_INFINITY:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if allowed < 2 * _CLIENTS + 200:
            raise RuntimeError(f"{_CLIENTS} streams take {wanted} descriptors; `ulimit -Hn` allows {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
