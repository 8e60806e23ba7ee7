"""What the cache of audio costs and saves, beside nginx with a cache of its own."""

import os
import sqlite3
import statistics
import time

from . import http, paced, slow
from .figure import Figure
from .frame import GIB, MIB, say
from .peers import CACHED, NGINX, NGINX_CACHE, OURS, Peers
from .process import TICKS_PER_SECOND
from .servers import HOST, Relay
from .table import Row

_SIZES = [4 * MIB, 5 * MIB, 8 * MIB, 15 * MIB, 30 * MIB]
_CLIENTS = 10
_ICY = ("Icy-MetaData: 1",)
_SMALL = 96 * 1024
_TIMES = 300
_LISTENERS = 1000
_RATE = 16 * 1024
_LISTENED = 6 * MIB
# How long a song that is heard may take to be fetched to its end.
_PATIENCE = 180
_TRACKS = 10_000


def _hear_everything(peers):
    """Has every relay read every file, and waits until it is written."""
    for peer in peers:
        for path in peer.paths:
            http.digest(HOST, peer.port, path)
    time.sleep(3)


def cached(options, folder):
    """What is served from the cache: as it is, and with ICY metadata put in."""
    total = int(options.gib * GIB)
    costs = {}
    with Peers(options, folder, _SIZES, names=[CACHED, NGINX_CACHE, OURS]) as peers:
        _hear_everything(peers)
        runs = {name: (name, ()) for name in (CACHED, NGINX_CACHE)} | {
            "icy": (CACHED, _ICY), "icy without": (OURS, _ICY)
        }  # fmt: skip
        for number in range(options.rounds + 1):
            for key, (name, fields) in runs.items():
                before = _sent(peers.origin)
                cost = _pull(peers[name], total if number else total // 8, fields)
                say(f"cached, round {number}, {key}: {cost:.3f} CPU s/GiB")
                if number:
                    costs.setdefault(key, []).append(cost)
                if name != OURS and _sent(peers.origin) != before:
                    raise RuntimeError(f"{name}: the origin was asked for what was in a cache")
    figures = {key: Figure(values) for key, values in costs.items()}
    return [
        _row("from the cache, CPU per GiB: ours to nginx", figures[CACHED].over(figures[NGINX_CACHE]), 1.1, 1.0),
        _row("from the cache with ICY: ours to relaying it", figures["icy"].over(figures["icy without"]), 0.6, None),
    ]


def missed(options, folder):
    """What is not in the cache yet, and is written as it passes."""
    rows = []
    for scheme in ("http", "https"):
        costs = {}
        names = [CACHED, OURS, NGINX_CACHE, NGINX]
        sizes = [size for size in _SIZES for _ in range(max(1, int(options.gib * 1024 * MIB / sum(_SIZES))))]
        for number in range(options.rounds):
            place = os.path.join(folder, f"{scheme}-{number}")
            with Peers(options, place, sizes, names=names, tls=scheme == "https") as peers:
                for peer in peers:
                    before = peer.child.ticks()
                    http.pull(HOST, peer.port, peer.paths, _CLIENTS, sum(sizes))
                    # What waits to be written is part of it.
                    time.sleep(3)
                    cost = (peer.child.ticks() - before) / TICKS_PER_SECOND / (sum(sizes) / GIB)
                    costs.setdefault(peer.name, []).append(cost)
                    say(f"missed, {scheme}, round {number}, {peer.name}: {cost:.3f} CPU s/GiB")
        figures = {name: Figure(values) for name, values in costs.items()}
        rows += [
            _row(f"a miss by {scheme}, CPU per GiB: ours to ours without", figures[CACHED].over(figures[OURS]), 1.3, None),
            _row(f"a miss by {scheme}: ours to nginx with slice and cache", figures[CACHED].over(figures[NGINX_CACHE]), 1.0, None),
            Row(f"a miss by {scheme}: ours to nginx as it comes", figures[CACHED].over(figures[NGINX]).shown("{:.2f} x")),
        ]
    return rows


def cached_first_byte(options, folder):
    """The first byte of what is in the cache, on a new connection."""
    times = {}
    with Peers(options, folder, [_SMALL] * 8, names=[CACHED, NGINX_CACHE]) as peers:
        _hear_everything(peers)
        for number in range(options.rounds + 1):
            round_ = {peer.name: [] for peer in peers}
            for each in range(_TIMES):
                for peer in peers:
                    path = peer.paths[each % len(peer.paths)]
                    round_[peer.name].append(http.time_to_first_byte(HOST, peer.port, path) * 1e6)
            for name, values in round_.items():
                if number:
                    times.setdefault(name, []).append(statistics.median(values))
            say(f"cached first byte, round {number}: " + ", ".join(
                f"{name} {statistics.median(values):.0f} us" for name, values in round_.items()))
    ratio = Figure(times[CACHED]).over(Figure(times[NGINX_CACHE]))
    return [_row("first byte from the cache: ours to nginx", ratio, 1.5, 1.0)]


def listeners(options, folder):
    """A thousand who hear at the pace of music what is in the cache; then a thousand of one track that is not."""
    slow.allow_descriptors()
    with Peers(options, folder, [_LISTENED] * 9, names=[CACHED]) as peers:
        peer = peers[CACHED]
        for path in peer.paths[:8]:
            http.digest(HOST, peer.port, path)
        time.sleep(3)
        before = peer.child.memory()["rss"]
        kib = _hear(peer, peer.paths[:8], before)
        sent = _sent(peers.origin)
        # To its end at 16 KiB/s, it would take six minutes; it is fetched ahead of them, and once it is there they may go.
        _hear(peer, peer.paths[8:], before, until=lambda: _sent(peers.origin) - sent >= _LISTENED)
        times = (_sent(peers.origin) - sent) / _LISTENED
    say(f"listeners: {kib:.0f} KiB a stream, the origin sent {times:.3f} x the track")
    return [
        Row("memory a stream, 1,000 listeners at 16 KiB/s, cached", f"{kib:.0f} KiB", kib, 40, "≤ 40 KiB", 24, "≤ 24 KiB"),
        Row("1,000 listeners of one uncached track: upstream", f"{times:.3f} x the track", times, 1.0, "1 x the track"),
    ]  # fmt: skip


def _sent(origin):
    return sum(request.count for request in origin.requests())


def _hear(peer, paths, before, until=None):
    clients = []
    try:
        for number in range(_LISTENERS):
            clients.append(paced.PacedClient(HOST, peer.port, paths[number % len(paths)], _RATE))
            if number % 50 == 49:
                paced.run(clients, 0.05)
        deadline = time.monotonic() + _PATIENCE
        paced.run(clients, 8)
        while until is not None and not until() and time.monotonic() < deadline:
            paced.run(clients, 5)
        samples = []
        paced.run(clients, 8, lambda: samples.append(peer.child.memory()["rss"]))
        return (statistics.median(samples) - before) / _LISTENERS
    finally:
        for client in clients:
            client.close()


def cached_start(options, folder):
    """The start of `serve` with many tracks in its cache, and with none."""
    os.makedirs(folder)
    relays = {
        name: Relay(options.binary, os.path.join(folder, name), fillers=_TRACKS, cache="20 GiB")
        for name in ("full", "empty")
    }
    for relay in relays.values():
        relay.start()[0].stop()
    _fill(relays["full"])
    times = {name: [] for name in relays}
    for number in range(options.rounds + 1):
        for name, relay in relays.items():
            child, seconds = relay.start()
            time.sleep(1)
            child.stop()
            say(f"cached start {number}, {name}: {seconds * 1000:.0f} ms")
            if number:
                times[name].append(seconds)
    ratio = Figure(times["full"]).over(Figure(times["empty"]))
    return [_row(f"start of `serve` with {_TRACKS:,} cached tracks, to without", ratio, 1.2, None)]


def _fill(relay):
    """Makes a cache of many small tracks: a row and a sparse file each."""
    with sqlite3.connect(relay.database) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(ytmpd_tui_audio)")]
        ids = [row[0] for row in database.execute("SELECT video_id FROM tracks")]
        for number, track in enumerate(ids):
            values = {
                "number": number + 1, "video_id": track, "format_id": "251", "language": None, "length": 65536,
                "modified": f"{number}", "content_type": "audio/webm", "bitrate": 128, "file_extension": "webm",
                "heard_at": time.time() - number, "bytes": 65536, "blocks": b"\x01" + b"\0" * 4,
            }  # fmt: skip
            database.execute(
                f"INSERT INTO ytmpd_tui_audio ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                [values.get(column) for column in columns],
            )
            with open(os.path.join(relay.cache, f"{number + 1:016x}.audio"), "wb") as file:
                file.truncate(65536)
    database.close()


def _pull(peer, total, fields=()):
    before = peer.child.ticks()
    count, _ = http.pull(HOST, peer.port, peer.paths, _CLIENTS, total, fields)
    return (peer.child.ticks() - before) / TICKS_PER_SECOND / (count / GIB)


def _row(what, ratio, limit, aim):
    return Row(
        what, ratio.shown("{:.2f} x"), ratio.median, limit, f"≤ {limit} x", aim,
        f"≤ {aim} x" if aim is not None else "", is_reliable=ratio.is_reliable,
    )  # fmt: skip
