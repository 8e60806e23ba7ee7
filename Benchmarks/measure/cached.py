"""What the cache of audio costs and saves, beside nginx with a cache of its own."""

import contextlib
import os
import sqlite3
import statistics
import time

from . import http, paced, slow
from .authority import Authority
from .figure import Figure
from .frame import GIB, MIB, say
from .peers import Peer
from .process import TICKS_PER_SECOND
from .servers import HOST, Nginx, Origin, Relay, make_files, nginx_cache, nginx_relay
from .table import Row

OURS, BARE, NGINX, PLAIN = "ours", "ours without", "nginx, slice and cache", "nginx"
_SIZES = [4 * MIB, 5 * MIB, 8 * MIB, 15 * MIB, 30 * MIB]
_CLIENTS = 10
_ICY = ("Icy-MetaData: 1",)
_SMALL = 96 * 1024
_TIMES = 300
_LISTENERS = 1000
_RATE = 16 * 1024
_TRACKS = 10_000


class Stage:
    """An origin with files of `sizes`, and those of `names` before it, their caches empty."""

    def __init__(self, options, folder, sizes, names, *, tls=False):
        self._stack = contextlib.ExitStack()
        try:
            os.makedirs(folder)
            authority = Authority(os.path.join(folder, "authority")) if tls else None
            files = make_files(os.path.join(folder, "files"), sizes)
            paths = ["/" + name for name, _ in files]
            self.origin = self._stack.enter_context(Origin(folder, os.path.join(folder, "files"), authority))
            url = self.origin.url(tls=tls)
            self.peers = {}
            for name in names:
                if name in (OURS, BARE):
                    relay = Relay(
                        options.binary, os.path.join(folder, name.replace(" ", "-")), files=files, origin=url,
                        authority=authority, cache="20 GiB" if name == OURS else "0",
                    )  # fmt: skip
                    child = self._stack.enter_context(relay.start()[0])
                    self.peers[name] = Peer(name, child, relay.port, ["/proxy/" + track for track in relay.ids])
                else:
                    made = nginx_cache if name == NGINX else nginx_relay
                    nginx: Nginx = self._stack.enter_context(made(folder, url, authority))
                    self.peers[name] = Peer(name, nginx.child, nginx.port, paths)
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def hear_everything(self):
        """Has every relay read every file, and wait until it is written."""
        for peer in self.peers.values():
            for path in peer.paths:
                http.digest(HOST, peer.port, path)
        time.sleep(3)


def cached(options, folder):
    """What is served from the cache: as it is, and with ICY metadata put in."""
    total = int(options.gib * GIB)
    costs = {}
    with Stage(options, folder, _SIZES, [OURS, NGINX, BARE]) as stage:
        stage.hear_everything()
        before = sum(request.count for request in stage.origin.requests())
        runs = {name: (name, ()) for name in (OURS, NGINX)} | {
            "icy": (OURS, _ICY), "icy without": (BARE, _ICY)
        }  # fmt: skip
        asked = 0
        for number in range(options.rounds + 1):
            for key, (name, fields) in runs.items():
                cost = _pull(stage.peers[name], total if number else total // 8, fields)
                say(f"cached, round {number}, {key}: {cost:.3f} CPU s/GiB")
                if number:
                    costs.setdefault(key, []).append(cost)
                if name == BARE:
                    asked += 1
        if not asked and sum(request.count for request in stage.origin.requests()) != before:
            raise RuntimeError("the origin was asked for what was in a cache")
    figures = {key: Figure(values) for key, values in costs.items()}
    return [
        _row("from the cache, CPU per GiB: ours to nginx", figures[OURS].over(figures[NGINX]), 1.1, 1.0),
        _row("from the cache with ICY: ours to relaying it", figures["icy"].over(figures["icy without"]), 0.6, None),
    ]


def missed(options, folder):
    """What is not in the cache yet, and is written as it passes."""
    rows = []
    for scheme in ("http", "https"):
        costs = {}
        names = [OURS, BARE, NGINX, PLAIN]
        sizes = [size for size in _SIZES for _ in range(max(1, int(options.gib * 1024 * MIB / sum(_SIZES))))]
        for number in range(options.rounds):
            with Stage(options, os.path.join(folder, f"{scheme}-{number}"), sizes, names, tls=scheme == "https") as stage:
                for peer in stage.peers.values():
                    before = peer.child.ticks()
                    http.pull(HOST, peer.port, peer.paths, _CLIENTS, sum(sizes))
                    # What waits to be written is part of it.
                    time.sleep(3)
                    cost = (peer.child.ticks() - before) / TICKS_PER_SECOND / (sum(sizes) / GIB)
                    costs.setdefault(peer.name, []).append(cost)
                    say(f"missed, {scheme}, round {number}, {peer.name}: {cost:.3f} CPU s/GiB")
        figures = {name: Figure(values) for name, values in costs.items()}
        rows += [
            _row(f"a miss by {scheme}, CPU per GiB: ours to ours without", figures[OURS].over(figures[BARE]), 1.3, None),
            _row(f"a miss by {scheme}: ours to nginx with slice and cache", figures[OURS].over(figures[NGINX]), 1.0, None),
            Row(f"a miss by {scheme}: ours to nginx as it comes", figures[OURS].over(figures[PLAIN]).shown("{:.2f} x")),
        ]
    return rows


def cached_first_byte(options, folder):
    """The first byte of what is in the cache, on a new connection."""
    times = {}
    with Stage(options, folder, [_SMALL] * 8, [OURS, NGINX]) as stage:
        stage.hear_everything()
        for number in range(options.rounds + 1):
            round_ = {name: [] for name in stage.peers}
            for each in range(_TIMES):
                for name, peer in stage.peers.items():
                    path = peer.paths[each % len(peer.paths)]
                    round_[name].append(http.time_to_first_byte(HOST, peer.port, path) * 1e6)
            for name, values in round_.items():
                if number:
                    times.setdefault(name, []).append(statistics.median(values))
            say(f"cached first byte, round {number}: " + ", ".join(
                f"{name} {statistics.median(values):.0f} us" for name, values in round_.items()))
    ratio = Figure(times[OURS]).over(Figure(times[NGINX]))
    return [_row("first byte from the cache: ours to nginx", ratio, 1.5, 1.0)]


def listeners(options, folder):
    """A thousand who hear at the pace of music what is in the cache; then a thousand of one track that is not."""
    slow.allow_descriptors()
    with Stage(options, folder, [6 * MIB] * 8 + [6 * MIB], [OURS]) as stage:
        peer = stage.peers[OURS]
        for path in peer.paths[:8]:
            http.digest(HOST, peer.port, path)
        time.sleep(3)
        before = peer.child.memory()["rss"]
        kib = _hear(peer, peer.paths[:8], before)
        sent = sum(request.count for request in stage.origin.requests())
        _hear(peer, peer.paths[8:], before, until_done=True)
        times = (sum(request.count for request in stage.origin.requests()) - sent) / (6 * MIB)
    say(f"listeners: {kib:.0f} KiB a stream, the origin sent {times:.3f} x the track")
    return [
        Row("memory a stream, 1,000 listeners at 16 KiB/s, cached", f"{kib:.0f} KiB", kib, 40, "≤ 40 KiB", 24, "≤ 24 KiB"),
        Row("1,000 listeners of one uncached track: upstream", f"{times:.2f} x the track", times, 1.0, "1 x the track"),
    ]  # fmt: skip


def _hear(peer, paths, before, until_done=False):
    clients = []
    try:
        for number in range(_LISTENERS):
            clients.append(paced.PacedClient(HOST, peer.port, paths[number % len(paths)], _RATE))
            if number % 50 == 49:
                paced.run(clients, 0.05)
        paced.run(clients, 60 if until_done else 8)
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
