"""A library as ytmpd leaves it: its one table, with URLs as long as YouTube's."""

import hashlib
import sqlite3
import time
from urllib.parse import urlencode

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SCHEMA = """
CREATE TABLE tracks (
  video_id TEXT PRIMARY KEY, stream_url TEXT, artist TEXT, title TEXT NOT NULL, updated_at REAL NOT NULL)
"""


def video_id(number):
    """An id for track `number`: eleven characters without an order, as YouTube's have none."""
    bits = int.from_bytes(hashlib.blake2b(str(number).encode(), digest_size=9).digest(), "big")
    return "".join(_ALPHABET[bits >> shift & 63] for shift in range(0, 66, 6))


def signed_url(base, number, length):
    """A URL for `base` with a query of YouTube's size, about 1 kB, good for six hours."""
    seed = hashlib.sha512(str(number).encode()).hexdigest()
    query = urlencode(
        {
            "expire": int(time.time()) + 6 * 3600,
            "ei": seed[:24],
            "ip": "203.0.113.7",
            "id": "o-" + seed[24:70],
            "itag": 251,
            "source": "youtube",
            "requiressl": "yes",
            "mime": "audio/webm",
            "clen": length,
            "dur": "213.041",
            "lmt": 1700000000000000 + number,
            "sparams": "expire,ei,ip,id,itag,source,requiressl,mime,gir,clen,dur,lmt",
            "sig": seed + seed[:76],
            "lsparams": "met,mh,mm,mn,ms,mv,mvi,pl,rms,initcwndbps",
            "lsig": seed[::-1] + seed[:44],
            "n": seed[70:90],
            "pot": seed + seed[::-1],
        }
    )
    return f"{base}?{query}"


def make(path, *, files=(), origin="http://127.0.0.1:9", fillers=0):
    """Makes the database at `path`: a track for each (name, length) of `files` on `origin`, and as many
    others as `fillers` says. Returns the ids of the tracks with files, in order."""
    now = time.time()
    rows = [
        (video_id(number), signed_url(f"{origin}/{name}", number, length), "An Artist", f"Track {number}", now)
        for number, (name, length) in enumerate(files)
    ]
    ids = [row[0] for row in rows]
    rows += [
        (
            video_id(number),
            signed_url("http://127.0.0.1:9/videoplayback", number, 4_000_000 + number),
            f"Artist {number % 977}",
            f"A title of the usual length, number {number}",
            now - number % 20_000,
        )
        for number in range(len(rows), len(rows) + fillers)
    ]
    make_rows(path, rows)
    return ids


def make_rows(path, rows):
    """Makes the database at `path` of rows: id, URL, artist, title, time."""
    with sqlite3.connect(path) as database:
        database.execute(_SCHEMA)
        database.executemany("INSERT INTO tracks VALUES (?, ?, ?, ?, ?)", rows)
    database.close()
