"""What a library costs: a sync of 5,000 tracks, the same again with nothing new, exports.

The listing comes from the real yt-dlp with the tests' plug-in, so that what is measured is everything between
YouTube's answer and the file in MPD's folder. yt-dlp's own share is measured beside it: it is Python's, and the
greater part.
"""

import json
import os
import statistics
import subprocess
import time
from pathlib import Path

from .table import Row

_ROOT = Path(__file__).resolve().parent.parent.parent
_PLUGINS = _ROOT / "Tests/TestSupport/Plugins"
_YT_DLP = _ROOT / ".tools/venv/bin/yt-dlp"
_URL = "https://music.youtube.com/playlist?list=PLbench"
_TRACKS = 5000


class Home:
    """A user's home below `folder`, whose one playlist the plug-in answers for."""

    def __init__(self, folder, *, playlist_format="m3u"):
        self.folder = Path(folder)
        settings = self.folder / ".config/ytmpd"
        settings.mkdir(parents=True)
        (settings / "config.yaml").write_text(
            f"""
proxy_port: 18080
yt_dlp_path: {_YT_DLP}
log_file: ""
mpd_socket_path: {self.folder}/no-mpd
mpd_playlist_directory: {self.folder}/playlists
mpd_music_directory: {self.folder}/music
playlist_format: {playlist_format}
playlists:
  - {{name: Bench, url: "{_URL}"}}
"""
        )
        self._answers = self.folder / "answers.json"
        self.environment = {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(_PLUGINS),
            "PYTHONDONTWRITEBYTECODE": "1",
            "YTMPD_LOOPBACK_ANSWERS": str(self._answers),
            "YTMPD_LOOPBACK_LOG": str(self.folder / "questions"),
        }

    def answer(self, tracks):
        """Has the playlist hold so many tracks, of which the third last is private."""
        entries = [
            {
                "id": f"bench{number:06}",
                "title": f"A title of the usual length, number {number}",
                "duration": 180 + number % 120,
                "channel": f"Artist {number % 977} - Topic",
            }
            for number in range(tracks)
        ]
        entries[-3]["title"] = "[Private video]"
        self._answers.write_text(
            json.dumps({"videos": {}, "playlists": {"PLbench": {"title": "Bench", "entries": entries}}})
        )

    def run(self, binary, *arguments):
        """Runs the program to its end; returns seconds passed, and seconds of CPU of itself and of yt-dlp."""
        before = os.times()
        start = time.monotonic()
        process = subprocess.Popen(
            [binary, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        output, errors = process.communicate(timeout=300)
        passed = time.monotonic() - start
        after = os.times()
        if process.returncode != 0:
            raise RuntimeError(f"{arguments}: {errors.decode(errors='replace')[-2000:]}")
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return passed, cpu, output

    def list_alone(self):
        """What the same listing costs without us."""
        before = os.times()
        start = time.monotonic()
        subprocess.run(
            [
                _YT_DLP, "--ignore-config", "--no-progress", "--color", "never", "--flat-playlist", "--lazy-playlist",
                "--print", "%(.{id,title,url,duration,uploader,channel,playlist_index,playlist_title,playlist_count})j",
                "--", _URL,
            ],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            check=True, timeout=300,
        )  # fmt: skip
        passed = time.monotonic() - start
        after = os.times()
        return passed, after.children_user + after.children_system - before.children_user - before.children_system


def sync(options, folder):
    """Rows for syncing a playlist of 5,000 tracks, medians of the rounds, in turns with yt-dlp alone."""
    if not os.access(_YT_DLP, os.X_OK):
        raise FileNotFoundError(f"{_YT_DLP} is not there; `scripts/setup --tests` installs it")
    first, again, alone, export = [], [], [], []
    for number in range(options.rounds):
        home = Home(os.path.join(folder, f"sync-{number}"))
        home.answer(_TRACKS)
        alone.append(home.list_alone())
        first.append(home.run(options.binary, "sync"))
        file = home.folder / "playlists/YT: Bench.m3u"
        written = file.stat().st_mtime_ns
        again.append(home.run(options.binary, "sync"))
        if file.stat().st_mtime_ns != written:
            raise RuntimeError("the file was written again though nothing had changed")
        passed, cpu, text = home.run(options.binary, "export", "Bench", "--format", "m3u")
        if text != file.read_bytes() or text.count(b"#EXTINF:") != _TRACKS - 1:
            raise RuntimeError("the export is not what the file has")
        export.append((passed, cpu))

    def median(samples, index):
        return statistics.median(sample[index] for sample in samples)

    ours = median(first, 1) - median(alone, 1)
    repeated = median(again, 1) - median(alone, 1)
    return [
        Row(f"listing {_TRACKS:,} tracks, yt-dlp alone", f"{median(alone, 0):.2f} s"),
        Row(f"sync of {_TRACKS:,} new tracks", f"{median(first, 0):.2f} s"),
        Row("of which CPU beyond yt-dlp's", f"{ours:.2f} s"),
        Row("sync of the same with nothing new", f"{median(again, 0):.2f} s"),
        Row("of which CPU beyond yt-dlp's", f"{repeated:.2f} s"),
        Row(f"export of {_TRACKS:,} tracks", f"{median(export, 0) * 1000:.0f} ms"),
    ]
