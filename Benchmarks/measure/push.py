"""What a push of 10,000 tracks costs, and how soon songs of other clients are tagged."""

import os
import sqlite3
import statistics
import subprocess
import time

from . import library
from .mpd import Connection, Daemon, mpc
from .process import TICKS_PER_SECOND, Child
from .servers import free_port
from .table import Row

_TRACKS = 10_000
_NAME = "Ten Thousand"
# The tables of our own that a push reads, as the program makes them.
_SCHEMA = """
CREATE TABLE ytmpd_tui_facts (
  video_id TEXT NOT NULL PRIMARY KEY, album TEXT, duration REAL, url_fingerprint INTEGER,
  format_id TEXT, extension TEXT, content_type TEXT, length INTEGER, bitrate INTEGER, headers TEXT,
  chunk_limit INTEGER, available_at REAL,
  play_count INTEGER NOT NULL DEFAULT 0, last_played_at REAL, last_error TEXT, last_error_at REAL
) WITHOUT ROWID;
CREATE TABLE ytmpd_tui_playlists (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT, synced_at REAL NOT NULL,
  skipped INTEGER NOT NULL DEFAULT 0);
CREATE TABLE ytmpd_tui_playlist_entries (
  playlist_id INTEGER NOT NULL REFERENCES ytmpd_tui_playlists(id) ON DELETE CASCADE,
  position INTEGER NOT NULL, video_id TEXT NOT NULL, PRIMARY KEY (playlist_id, position)
) WITHOUT ROWID;
"""


def push(options, folder):
    """Rows for pushes of a playlist of 10,000 tracks, and for the tags of songs that others add."""
    os.makedirs(folder, exist_ok=True)
    binary, tracks, rounds = options.binary, _TRACKS, options.rounds
    database = os.path.join(folder, "tracks.db")
    _make_library(database, tracks)
    with Daemon(os.path.join(folder, "mpd")) as daemon:
        port = free_port()
        configuration = os.path.join(folder, "config.yaml")
        with open(configuration, "w") as file:
            file.write(
                f"proxy_port: {port}\nproxy_track_mapping_db: {database}\nmpd_socket_path: {daemon.socket}\n"
                f"mpd_playlist_directory: {daemon.playlists}\nlog_file: ''\n"
            )
        rows = []
        for durations in [True, False]:
            rows += _push(binary, configuration, daemon, tracks, rounds, durations)
        return rows + _tag(binary, configuration, daemon, f"http://localhost:{port}/proxy/", folder)


def _push(binary, configuration, daemon, tracks, rounds, durations):
    """Pushes: by the stored playlist, which brings durations, and by URL, as to an MPD without our directory."""
    environment = {"HOME": os.path.dirname(configuration), "PATH": os.environ["PATH"]}
    if not durations:
        # A directory that MPD does not look into.
        environment["YTMPD_MPD_PLAYLIST_DIRECTORY"] = os.path.join(environment["HOME"], "elsewhere")
        for file in os.listdir(daemon.playlists):
            os.unlink(os.path.join(daemon.playlists, file))
    used, walls, wake_ups = [], [], []
    for _ in range(rounds):
        with Connection(daemon.socket) as connection:
            connection.run("clear")
        with Connection(daemon.socket) as watcher:
            watcher.idle()
            before = daemon.ticks()
            start = time.monotonic()
            subprocess.run(
                [binary, "push", _NAME, "--config", configuration],
                check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            walls.append(time.monotonic() - start)
            wake_ups.append(watcher.changes(0.5))
            used.append((daemon.ticks() - before) / TICKS_PER_SECOND)
        with Connection(daemon.socket) as connection:
            _check(connection.run("playlistinfo"), tracks, durations)
    how = "with durations" if durations else "by URL"
    return [
        Row(
            f"push of {tracks:,} tracks {how}: CPU time of MPD", f"{statistics.median(used):.2f} s",
            statistics.median(used), 1.0, "1 s",
        ),
        Row(f"push of {tracks:,} tracks {how}: all in all", f"{statistics.median(walls):.2f} s"),
        Row(f"push of {tracks:,} tracks {how}: idle events", f"{statistics.median(wake_ups):.0f}"),
    ]


def _tag(binary, configuration, daemon, base, folder):
    """Adds songs as another client, and waits for their tags."""
    environment = {"HOME": folder, "PATH": os.environ["PATH"]}
    delays = []
    with Child([binary, "serve", "--config", configuration], log=os.path.join(folder, "serve.log"), env=environment):
        with Connection(daemon.socket) as connection:
            connection.run("clear")
            for number in range(21):
                start = time.monotonic()
                mpc(daemon.socket, "add", base + library.video_id(number))
                _wait_for_tags(connection, number + 1)
                delays.append(time.monotonic() - start)
            connection.run("clear")
            time.sleep(0.5)
            with Connection(daemon.socket) as watcher:
                watcher.idle()
                start = time.monotonic()
                connection.run(*(f'addid "{base}{library.video_id(number)}"' for number in range(1000)))
                _wait_for_tags(connection, 1000)
                thousand = time.monotonic() - start
                wake_ups = watcher.changes(1)
    # The first one waited for the program to come up.
    delay = statistics.median(delays[1:])
    return [
        Row("one song of another client: tagged after", f"{delay * 1000:.0f} ms", delay, 0.5, "500 ms"),
        Row("1,000 songs of another client: tagged after", f"{thousand * 1000:.0f} ms"),
        # One of them is the other client's own.
        Row("1,000 songs of another client: idle events", f"{wake_ups}", wake_ups, 4, "1 + 3"),
    ]


def _wait_for_tags(connection, count):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        lines = connection.run("playlistinfo")
        tagged = sum(line.startswith("Artist: ") for line in lines)
        if tagged == count:
            return
        time.sleep(0.002)
    raise RuntimeError("the songs are not tagged")


def _check(lines, tracks, durations):
    for prefix, count in [("file: ", tracks), ("Artist: ", tracks), ("Title: ", tracks), ("Name: ", 0)]:
        found = sum(line.startswith(prefix) for line in lines)
        if found != count:
            raise RuntimeError(f"{found} lines of MPD's queue begin with {prefix!r}, not {count}")
    if durations and sum(line.startswith("Time: ") for line in lines) != tracks:
        raise RuntimeError("durations are missing")


def _make_library(path, tracks):
    library.make(path, fillers=tracks)
    with sqlite3.connect(path) as database:
        database.executescript(_SCHEMA)
        database.execute("INSERT INTO ytmpd_tui_playlists VALUES (1, ?, NULL, ?, 0)", (_NAME, time.time()))
        ids = [library.video_id(number) for number in range(tracks)]
        database.executemany(
            "INSERT INTO ytmpd_tui_facts (video_id, album, duration) VALUES (?, ?, ?)",
            ((id, f"Album {number % 311}", 120 + number % 240) for number, id in enumerate(ids)),
        )
        database.executemany("INSERT INTO ytmpd_tui_playlist_entries VALUES (1, ?, ?)", enumerate(ids))
    database.close()
