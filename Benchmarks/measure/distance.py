"""An origin that is a round trip of 50 ms away."""

import contextlib
import os
import sys
from pathlib import Path

from . import http, paced
from .figure import Figure
from .frame import MIB, say
from .peers import ALL, OURS, Peers
from .process import Child
from .servers import HOST, free_port
from .table import Line, Row

_ONE_WAY = 0.025
_SIZE = 192 * MIB
_PACES = [1, 2, 4, 8]
_SECONDS = 8
# What a player has in hand when it begins to play.
_IN_HAND = 0.5


def distance(options, folder):
    """Throughput of one client without a pace, and how far clients with one fall behind."""
    with Peers(options, folder, [_SIZE], names=options.peers, upstream=_delayed) as peers:
        speeds = {peer.name: [] for peer in peers}
        behind = {}
        for number in range(options.rounds):
            for peer in peers:
                count, seconds = http.pull(HOST, peer.port, peer.paths, 1, 1)
                speeds[peer.name].append(count / seconds / MIB)
                say(f"50 ms away, round {number + 1}, {peer.name}: {speeds[peer.name][-1]:.1f} MiB/s")
        for peer in peers:
            # The peers show that the origin and the way to it keep up.
            paces = _PACES if peer.name == OURS else _PACES[-1:]
            behind[peer.name] = {pace: _behind(peer, pace) for pace in paces}
    speeds = {name: Figure(speeds[name]) for name in ALL if name in speeds}
    results = [
        Line("origin 50 ms away, one client, MiB/s", {name: speeds[name].shown("{:.0f}") for name in speeds}),
        Line("the same at 8 MiB/s, behind by", {name: f"{behind[name][_PACES[-1]] * 1000:.0f} ms" for name in speeds}),
    ]
    if OURS in speeds:
        ours, worst = speeds[OURS], max(behind[OURS].values())
        results += [
            Row(
                "origin 50 ms away, client without a pace", ours.shown("{:.1f} MiB/s"), ours.median, 18, "≥ 18 MiB/s",
                30, "≥ 30 MiB/s", is_least=True, is_reliable=ours.is_reliable,
            ),
            Row(
                "the same at 1 to 8 MiB/s, furthest behind", f"{worst * 1000:.0f} ms", worst, _IN_HAND,
                f"≤ {_IN_HAND * 1000:.0f} ms",
            ),
        ]  # fmt: skip
    return results


def _delayed(stack, folder, origin):
    port = free_port()
    script = str(Path(__file__).parent.parent / "peers" / "delay.py")
    child = Child(
        [sys.executable, "-B", script, str(port), str(origin.port), str(_ONE_WAY)],
        log=os.path.join(folder, "delay.log"),
    )
    stack.enter_context(child)
    http.seconds_until_ok(HOST, port, "/ready", 30, child.require_running)
    return f"http://{HOST}:{port}"


def _behind(peer, pace):
    client = paced.PacedClient(HOST, peer.port, peer.paths[0], pace * MIB)
    with contextlib.closing(client):
        paced.run([client], _SECONDS, interval=0.02)
    say(f"50 ms away, {peer.name} at {pace} MiB/s: {client.count / MIB:.0f} MiB, behind by {client.behind * 1000:.0f} ms")
    return client.behind
