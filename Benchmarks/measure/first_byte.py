"""How much later the first byte comes than it would from the origin itself."""

import statistics

from . import http
from .figure import Figure
from .frame import say
from .peers import ALL, OURS, Peers
from .process import TICKS_PER_SECOND
from .servers import HOST
from .table import Line, Row

_SMALL = 96 * 1024
_TIMES = 300
# On a machine with nothing else to do the origin's 99th percentile is less than so many times its median.
_QUIET = 3


def first_byte(options, folder):
    """New connections, one after another, to the origin and to each relay in turn; every URL is fresh."""
    with Peers(options, folder, [_SMALL], names=options.peers) as peers:
        targets = {"": (peers.origin.port, peers.names[0])}
        targets |= {peer.name: (peer.port, peer.paths[0]) for peer in peers}
        medians = {name: [] for name in targets}
        tails = {name: [] for name in targets}
        ticks = {peer.name: peer.child.ticks() for peer in peers}
        _round(targets, 100)
        for number in range(options.rounds):
            for name, times in _round(targets, _TIMES).items():
                medians[name].append(statistics.median(times))
                tails[name].append(statistics.quantiles(times, n=100)[98])
            rounds = ", ".join(f"{each or 'origin'} {medians[each][-1]:.0f}/{tails[each][-1]:.0f}" for each in targets)
            say(f"first byte, round {number + 1}, us, median/99th: {rounds}")
        requests = 100 + _TIMES * options.rounds
        cpu = {
            peer.name: (peer.child.ticks() - ticks[peer.name]) / TICKS_PER_SECOND / requests * 1e6 for peer in peers
        }
    added = {name: _added(medians[name], medians[""]) for name in ALL if name in medians}
    late = {name: _added(tails[name], medians[""]) for name in added}
    results = [
        Line("first byte added, us, median", {name: each.shown("{:.0f}") for name, each in added.items()}),
        Line("the same, 99th percentile", {name: each.shown("{:.0f}") for name, each in late.items()}),
        Line("CPU of such a request, us", {name: f"{each:.0f}" for name, each in cpu.items()}),
    ]
    if OURS in added:
        own, slowest = Figure(medians[""]).median, Figure(tails[""]).median
        # What delays the origin itself delays everybody behind it.
        is_quiet = slowest < _QUIET * own
        what = f"first byte added to the origin's {own:.0f} us, fresh URL"
        results.insert(0, _row(what, added[OURS], 200, 90, is_quiet))
        what = f"99th percentile of that (the origin's own is {slowest:.0f} us)"
        results.insert(1, _row(what, late[OURS], 1000, None, is_quiet))
    return results


def _round(targets, count):
    times = {name: [] for name in targets}
    for _ in range(count):
        for name, (port, path) in targets.items():
            times[name].append(http.time_to_first_byte(HOST, port, path) * 1e6)
    return times


def _added(times, origin):
    return Figure(mine - theirs for mine, theirs in zip(times, origin))


def _row(what, figure, limit, aim, is_quiet):
    return Row(
        what, figure.shown("{:.0f} us"), figure.median, limit, f"≤ {limit} us", aim,
        f"≤ {aim} us" if aim is not None else "", is_reliable=figure.is_reliable and is_quiet,
    )  # fmt: skip
