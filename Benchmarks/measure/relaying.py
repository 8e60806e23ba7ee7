"""What carrying bytes costs: CPU per GiB of relays that take turns, clients that read as fast as they can."""

from . import http
from .figure import Figure
from .frame import GIB, MIB, say
from .peers import ALL, NGINX, OURS, Peers
from .process import TICKS_PER_SECOND
from .servers import HOST
from .table import Line, Row

_CLIENTS = 10
# Songs, a long mix, an hour: what people play.
_SIZES = [4 * MIB, 5 * MIB, 8 * MIB, 15 * MIB, 30 * MIB, 60 * MIB]
_ICY = ("Icy-MetaData: 1",)


def plain(options, folder):
    """Plain HTTP from the origin: bodies as they are, and bodies with ICY metadata in them."""
    with Peers(options, folder, _SIZES, names=options.peers) as peers:
        peers.require_same_bytes()
        runs = {(peer.name, ()): peer for peer in peers}
        runs |= {(peer.name, _ICY): peer for peer in peers if "nginx" not in peer.name}
        costs = _costs(options, runs)
        memory = peers[OURS].child.memory()["rss"] / 1024 if OURS in peers else 0
    bodies = {name: cost for (name, fields), cost in costs.items() if not fields}
    inline = {name: cost for (name, fields), cost in costs.items() if fields}
    results = [_line("plain HTTP, CPU s/GiB", bodies), _line("with ICY metadata, CPU s/GiB", inline)]
    results += _compared("relaying, CPU per GiB: ours to nginx", bodies, 0.9, 0.75)
    if OURS in inline:
        ratio = inline[OURS].over(bodies[OURS])
        results.append(_row("ICY metadata put in: ours to ours without", ratio, 1.1, 1.0))
        results.append(Row("resident memory after that", f"{memory:.1f} MiB"))
    return results


def https(options, folder):
    """HTTPS from the origin, TLS 1.3 with AES-128-GCM for everyone, certificates checked."""
    with Peers(options, folder, _SIZES, tls=True, names=options.peers) as peers:
        peers.require_same_bytes()
        costs = _costs(options, {(peer.name, ()): peer for peer in peers})
    bodies = {name: cost for (name, _), cost in costs.items()}
    return [
        _line("HTTPS, CPU s/GiB", bodies),
        *_compared("relaying from HTTPS, CPU per GiB: ours to nginx", bodies, 1.25, 1.0),
    ]


def _costs(options, runs):
    """CPU seconds a GiB for each of `runs`, one of each in every round."""
    total = int(options.gib * GIB)
    costs = {key: [] for key in runs}
    # A short round for everyone first: caches, pools and connections are those of a running server.
    for number in range(options.rounds + 1):
        for key, peer in runs.items():
            before = peer.child.ticks()
            count, seconds = http.pull(
                HOST, peer.port, peer.paths, _CLIENTS, total if number else total // 8, key[1]
            )
            cost = (peer.child.ticks() - before) / TICKS_PER_SECOND / (count / GIB)
            kind = " with ICY" if key[1] else ""
            say(f"round {number}, {key[0]}{kind}: {cost:.3f} CPU s/GiB at {count / seconds / MIB:.0f} MiB/s")
            if number:
                costs[key].append(cost)
    return {key: Figure(each) for key, each in costs.items()}


def _line(what, figures):
    return Line(what, {name: figures[name].shown() for name in ALL if name in figures})


def _compared(what, figures, limit, aim):
    if OURS not in figures or NGINX not in figures:
        return []
    return [_row(what, figures[OURS].over(figures[NGINX]), limit, aim)]


def _row(what, ratio, limit, aim):
    return Row(
        what, ratio.shown("{:.2f} x"), ratio.median, limit, f"≤ {limit} x", aim, f"≤ {aim} x",
        is_reliable=ratio.is_reliable,
    )  # fmt: skip
