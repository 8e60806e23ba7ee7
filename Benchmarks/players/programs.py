"""Players that are programs run to their end: each method is a column of the table, and gets a song of its own."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path

from .outcome import NOTHING, PATIENCE, Outcome, decoded, duration, near, run, run_with_pause, until
from .stage import NAME, TITLE


class Player:
    """A player; what it has not is left as it is here."""

    name = ""

    def __init__(self, stage, pause):
        self.stage = stage
        self.pause_seconds = pause

    def folder(self, song):
        """A folder of the song's own."""
        path = os.path.join(self.stage.folder, f"{self.name.lower()}-{song.id}")
        os.makedirs(path, exist_ok=True)
        return path

    def play(self, song):
        """From the start to the end."""
        raise NotImplementedError

    def seek(self, song):
        """To the last third, and from there to the end."""
        return NOTHING

    def title(self, song):
        """The title in one way or another; says in which."""
        return NOTHING

    def pause(self, song):
        """A pause in the middle."""
        return NOTHING

    def fault(self, song):
        """As `play`, with an origin that breaks off and then refuses."""
        self.stage.trouble(song)
        return self.play(song)

    def close(self):
        """Ends what runs for all songs."""


class FFmpeg(Player):
    name = "ffmpeg"

    def _decode(self, *arguments):
        code, text = run(["ffmpeg", "-nostdin", *arguments, "-map", "0:a", "-f", "null", "-"])
        return decoded(text) if code == 0 else None

    def play(self, song):
        return near(self._decode("-i", song.url), song.seconds)

    def seek(self, song):
        return near(self._decode("-ss", "20", "-i", song.url), song.seconds - 20)

    def title(self, song):
        # The title stands behind the first 16 KiB.
        command = ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "format_tags", "-of", "json"]
        tags = [
            json.loads(run([*command, song.url + query])[1] or "{}").get("format", {}).get("tags", {})
            for query in ("", "?icy=1")
        ]
        found = [tags[0].get("icy-name") == NAME, tags[1].get("StreamTitle") == NAME]
        return ways(found, ["as icy-name", "`?icy=1`"])

    def pause(self, song):
        command = ["ffmpeg", "-nostdin", "-readrate", "30", "-i", song.url, "-map", "0:a", "-f", "null", "-"]
        code, text = run_with_pause(command, self.pause_seconds, after=5)
        return near(decoded(text) if code == 0 else None, song.seconds)


class MPV(Player):
    name = "mpv"
    _command = ["mpv", "--no-config", "--no-video", "--ytdl=no", "--msg-level=all=error"]

    def _play(self, song, *options):
        path = os.path.join(self.folder(song), "heard.wav")
        code, text = run([*self._command, "--ao=pcm", f"--ao-pcm-file={path}", *options, song.url])
        return near(duration(path) if code == 0 else None, song.seconds)

    def play(self, song):
        return self._play(song)

    def seek(self, song):
        outcome = self._play(song, "--start=20")
        return near(float(outcome.note.split()[0]), 10) if outcome.note[0].isdigit() else outcome

    def title(self, song):
        command = ["mpv", "--no-config", "--no-video", "--ytdl=no", "--ao=null", "--end=5"]
        listed = run([*command, "--term-playing-msg=<${media-title}>", self.stage.playlist(song)])[1]
        icy = run([*command, "--term-status-msg=<${metadata/by-key/icy-title}>", song.url + "?icy=1"])[1]
        return ways([f"<{NAME}>" in listed, f"<{NAME}>" in icy], ["playlist", "`?icy=1`"])

    def pause(self, song):
        path = os.path.join(self.folder(song), "control")
        command = [*self._command, "--ao=null", f"--input-ipc-server={path}", song.url]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        with socket.socket(socket.AF_UNIX) as control:
            until(lambda: os.path.exists(path) and control.connect_ex(path) == 0)
            tell = lambda *words: control.sendall(json.dumps({"command": words}).encode() + b"\n")  # noqa: E731
            time.sleep(3)
            tell("set_property", "pause", True)
            time.sleep(self.pause_seconds)
            tell("set_property", "audio-pitch-correction", False)
            tell("set_property", "speed", 40)
            tell("set_property", "pause", False)
            start = time.monotonic()
            try:
                code = process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                return Outcome(False, "hangs")
        rest = round((time.monotonic() - start) * 40)
        return Outcome(code == 0 and rest > song.seconds - 30, f"exit {code}, {rest} s after it")


class GStreamer(Player):
    name = "GStreamer"

    def _run(self, song, *arguments, query=""):
        driver = str(Path(__file__).with_name("gstreamer.py"))
        parsed = ["--parsed"] if song.kind.extension == "m4a" else []
        code, text = run(["python3", "-B", driver, song.url + query, *parsed, *map(str, arguments)])
        try:
            return json.loads(text.splitlines()[-1]) if code == 0 else {"error": text.strip()[-200:]}
        except (ValueError, IndexError):
            return {"error": text.strip()[-200:]}

    def _heard(self, found, expected):
        return Outcome(False, found["error"]) if "error" in found else near(found["heard"], expected)

    def play(self, song):
        return self._heard(self._run(song), song.seconds)

    def seek(self, song):
        # It asks for metadata, and for no range; the links of a playlist ask for none.
        outcome = self._heard(self._run(song, "--seek", 20, query="?icy=0"), song.seconds - 20)
        return Outcome(outcome.good, outcome.note + ", with `?icy=0`")

    def title(self, song):
        command = ["timeout", "20", "gst-launch-1.0", "-t", "playbin", "audio-sink=fakesink", "video-sink=fakesink"]
        text = [run([*command, "uri=" + song.url + query])[1] for query in ("", "?icy=1")]
        return ways([f"title: {NAME}" in part for part in text], ["plain", "`?icy=1`"])

    def pause(self, song):
        return self._heard(self._run(song, "--pause", self.pause_seconds), song.seconds)


class Curl(Player):
    name = "curl"

    def _get(self, song, *arguments, pause=None):
        path = os.path.join(self.folder(song), "body")
        command = ["curl", "-sS", "-f", "-o", path, *arguments, song.url]
        code, text = run_with_pause(command, pause) if pause else run(command)
        return code, Path(path).read_bytes() if os.path.exists(path) else b""

    def play(self, song):
        code, body = self._get(song)
        return Outcome(code == 0 and body == song.bytes(), f"exit {code}, {len(body)} bytes")

    def seek(self, song):
        code, body = self._get(song, "-r", "300000-")
        return Outcome(code == 0 and body == song.bytes()[300_000:], f"exit {code}, {len(body)} bytes")

    def title(self, song):
        folder = self.folder(song)
        run(["curl", "-sS", "-OJ", song.url], cwd=folder)
        found = [file for file in os.listdir(folder) if TITLE.translate(_PLAIN) in file]
        return Outcome(bool(found), "file name")

    def pause(self, song):
        code, body = self._get(song, "--limit-rate", "1M", pause=self.pause_seconds)
        return Outcome(code == 0 and body == song.bytes(), f"exit {code}, {len(body)} bytes")


class Wget(Curl):
    name = "wget"

    def _get(self, song, *arguments, pause=None):
        path = os.path.join(self.folder(song), "body")
        arguments = ["--limit-rate=1M" if word == "--limit-rate" else word for word in arguments if word != "1M"]
        command = ["wget", "-q", "-O", path, *arguments, song.url]
        code, _ = run_with_pause(command, pause) if pause else run(command)
        return code, Path(path).read_bytes() if os.path.exists(path) else b""

    def seek(self, song):
        code, body = self._get(song, "--start-pos=300000")
        return Outcome(code == 0 and body == song.bytes()[300_000:], f"exit {code}, {len(body)} bytes")

    def title(self, song):
        folder = self.folder(song)
        run(["wget", "-q", "--content-disposition", song.url], cwd=folder)
        found = [file for file in os.listdir(folder) if TITLE in file or TITLE.translate(_PLAIN) in file]
        return Outcome(bool(found), "file name")


class Streamripper(Player):
    name = "streamripper"

    def _rip(self, song, pause=None):
        folder = self.folder(song)
        command = ["streamripper", song.url, "-d", folder, "-s", "-a", "whole", "-A", "-c", "-l", "200"]
        code, text = run_with_pause(command, pause, after=1) if pause else run(command)
        found = list(Path(folder).glob("whole*"))
        return text, found[0].read_bytes() if found and code != "ended before the pause" else b""

    def _compare(self, song, body):
        # It writes whole intervals between metadata alone.
        whole = len(song.bytes()) // 16_384 * 16_384
        return Outcome(body[:whole] == song.bytes()[:whole] and len(body) >= whole, f"{len(body)} bytes of {whole}")

    def play(self, song):
        return self._compare(song, self._rip(song)[1])

    def title(self, song):
        # It writes titles in its own character set.
        text = self._rip(song)[0]
        return Outcome("Choir" in text, "in the stream")

    def pause(self, song):
        return self._compare(song, self._rip(song, self.pause_seconds)[1])


_PLAIN = str.maketrans("éàÉÀ’", "eaEA'")


def ways(found, names):
    """The ways in which a title was found."""
    return Outcome(any(found), ", ".join(name for name, is_found in zip(names, found) if is_found) or "in no way")
