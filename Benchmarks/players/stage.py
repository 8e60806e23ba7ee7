"""What players are tried against: songs of each kind, the loopback origin, and `serve` before it."""

import json
import os
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from measure import library
from measure.process import Child
from measure.servers import HOST, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
# Where the programs are that were built.
BUILT = Path(os.environ.get("YTMPD_BUILD", ROOT / ".build" / "debug"))
ARTIST, TITLE = "Björk’s Choir", "Déjà Vu"
NAME = f"{ARTIST} - {TITLE}"
SHORT, LONG = 30, 600


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is called, YouTube's number, its media type, extension, and how ffmpeg makes it."""

    name: str
    itag: int
    type: str
    extension: str
    encoding: str


_AAC = "-c:a aac -b:a 128k"
KINDS = [
    Kind("webm", 251, "audio/webm", "webm", "-c:a libopus -b:a 128k -cues_to_front 1"),
    Kind("m4a, index first", 140, "audio/mp4", "m4a", f"{_AAC} -movflags +faststart"),
    Kind("m4a, index last", 140, "audio/mp4", "m4a", _AAC),
    Kind(
        "m4a, fragments", 140, "audio/mp4", "m4a",
        f"{_AAC} -movflags +frag_keyframe+empty_moov+default_base_moof -frag_duration 5000000",
    ),
    Kind("mp3", 901, "audio/mpeg", "mp3", "-c:a libmp3lame -b:a 128k"),
]  # fmt: skip


@dataclass(frozen=True)
class Song:
    """A song with an id of its own: what happens to it happens to no other."""

    id: str
    url: str
    path: str
    seconds: int
    kind: Kind

    def bytes(self):
        """The file."""
        return Path(self.path).read_bytes()


class Origin:
    """The loopback origin, as a process of its own."""

    def __init__(self):
        self._process = subprocess.Popen(
            [str(BUILT / "loopback-origin")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock = threading.Lock()
        self._process.stdout.readline()

    def ask(self, *words):
        """Gives a command and returns its answer."""
        with self._lock:
            self._process.stdin.write(" ".join(map(str, words)) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            raise RuntimeError(f"origin: {words}: {answer or 'gone'}")
        return answer

    def stop(self):
        """Ends it."""
        self._process.stdin.close()
        self._process.wait()


class Stage:
    """Songs, origin and `serve`. `with` ends them."""

    def __init__(self, folder, runs):
        """Makes a song for each of `runs`, which are (kind, seconds), and starts `serve`."""
        self.folder = folder
        self.origin = Origin()
        self.playlists = os.path.join(folder, "playlists")
        files = {
            (kind, seconds): _encode(folder, number, kind, seconds)
            for number, (kind, seconds) in enumerate(sorted(set(runs), key=lambda run: (run[0].name, run[1])))
        }
        self._port = free_port()
        self.url = f"http://{HOST}:{self._port}"
        self.songs, rows, videos = [], [], {}
        for number, (kind, seconds) in enumerate(runs):
            track = library.video_id(number)
            path = files[kind, seconds]
            media = self.origin.ask("asset", track, kind.itag, kind.type, path)
            rows.append((track, media, ARTIST, TITLE, time.time()))
            videos[track] = _video(kind, seconds, media)
            self.songs.append(Song(track, f"{self.url}/proxy/{track}", path, seconds, kind))
        database = os.path.join(folder, "track_mapping.db")
        library.make_rows(database, rows)
        answers = os.path.join(folder, "answers.json")
        with open(answers, "w") as file:
            json.dump({"videos": videos, "playlists": {}, "searches": {}}, file)
        self.configuration = os.path.join(folder, "config.yaml")
        with open(self.configuration, "w") as file:
            file.write(
                f"proxy_host: {HOST}\nproxy_port: {self._port}\nproxy_track_mapping_db: {database}\n"
                f"log_file: {folder}/ytmpd.log\nmpd_socket_path: {folder}/mpd/socket\n"
                f"mpd_playlist_directory: {self.playlists}\nyt_dlp_path: {ROOT}/.tools/venv/bin/yt-dlp\n"
                "max_concurrent_streams: 200\nenable_auto_sync: false\nretry_base_delay_seconds: 0.2\ncache_size: 0\n"
            )
        environment = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ} | {
            "HOME": folder, "SWIFT_BACKTRACE": "enable=no", "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(ROOT / "Tests" / "TestSupport" / "Plugins"),
            "YTMPD_LOOPBACK_ANSWERS": answers, "YTMPD_LOOPBACK_LOG": os.path.join(folder, "yt-dlp.jsonl"),
        }  # fmt: skip
        self._log = os.path.join(folder, "serve.log")
        self._serve = Child(
            [str(BUILT / "ytmpd-tui"), "serve", "--config", self.configuration], log=self._log, env=environment
        )
        self._wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._serve.stop()
        self.origin.stop()

    def get(self, path):
        """What is at `path` of ours."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read()

    def trouble(self, song):
        """Lets the origin break off in the middle of the song, then refuse it once."""
        self.origin.ask("script", song.id, "none", "reset:60000", "status:503", "none")

    def ends(self, song):
        """What the log says of the streams of `song`, in its words; a player may be gone before we have seen it."""
        begin = time.monotonic()
        while True:
            words = self._words(song)
            started = words.count("started")
            # What happens at the same time is written down a moment later, the start of a short stream included.
            patience = 5 if started else 2
            if 0 < started <= _ends(words) or time.monotonic() - begin > patience:
                return words
            time.sleep(0.1)

    def _words(self, song):
        with open(self._log, errors="replace") as log:
            lines = [line for line in log if f"video_id={song.id}" in line and "[PROXY] " in line]
        return [line.split("[PROXY] ")[1].split()[0] for line in lines]

    def playlist(self, song):
        """A playlist as `/playlists/NAME.m3u` has it: the title in the file, and a link for seeking."""
        path = os.path.join(self.folder, f"{song.id}.m3u")
        with open(path, "w") as file:
            file.write(f"#EXTM3U\n#EXTINF:{song.seconds},{NAME}\n{song.url}?icy=0\n")
        os.chmod(path, 0o644)
        return path

    def _wait(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            self._serve.require_running()
            try:
                self.get("/health")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("serve does not answer")


def _ends(words):
    return sum(word in ("finished", "lost") for word in words)


def _encode(folder, number, kind, seconds):
    path = os.path.join(folder, f"{number}.{kind.extension}")
    # Noise under the tone keeps the encoders at their bit rate.
    source = f"sine=frequency=440:duration={seconds}[t];anoisesrc=color=pink:amplitude=0.2:duration={seconds}[n];"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-filter_complex"]
    command += [source + "[t][n]amix=inputs=2,aformat=sample_rates=48000:channel_layouts=stereo", "-t", str(seconds)]
    subprocess.run([*command, *kind.encoding.split(), path], check=True)
    return path


def _video(kind, seconds, media):
    form = {
        "format_id": str(kind.itag), "url": media, "ext": kind.extension, "vcodec": "none", "protocol": "https",
        "acodec": {"webm": "opus", "m4a": "mp4a.40.2"}.get(kind.extension, kind.extension), "abr": 128,
    }  # fmt: skip
    return {"title": TITLE, "artists": [ARTIST], "duration": seconds, "formats": [form]}
