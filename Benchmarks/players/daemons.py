"""Players that run for long and are told what to do: MPD, VLC, and an Icecast that relays."""

import os
import socket
import threading
import time
import urllib.request
from pathlib import Path

from measure.mpd import Connection, Daemon
from measure.process import Child
from measure.servers import HOST, free_port

from .outcome import Outcome, duration, near, run, until
from .programs import Player, ways
from .stage import ARTIST, NAME, TITLE


class MPD(Player):
    """One daemon for each song: our program sets the tags of one, the others get their titles from the stream."""

    name = "MPD"
    _lock = threading.Lock()

    def _play(self, song, act):
        with Daemon(self.folder(song)) as daemon, Connection(daemon.socket) as mpd:
            mpd.run(f'add "{song.url}?icy=0"')
            mpd.run("play")
            if not until(lambda: self._status(mpd).get("state") == "play" and self._elapsed(mpd) > 0.5):
                return Outcome(False, self._status(mpd).get("error", "does not begin"))
            act(mpd)
            heard, last = 0.0, self._elapsed(mpd)
            end = time.monotonic() + song.seconds + 90
            while (status := self._status(mpd)).get("state") == "play" and time.monotonic() < end:
                heard, last = max(heard, float(status.get("elapsed", 0))), time.monotonic()
                time.sleep(0.2)
            error = status.get("error")
            return Outcome(
                error is None and status.get("state") == "stop" and song.seconds - heard < 1.5,
                error or f"{status.get('state')} after {heard} s",
            )

    def _status(self, mpd):
        return dict(line.split(": ", 1) for line in mpd.run("status"))

    def _elapsed(self, mpd):
        return float(self._status(mpd).get("elapsed", 0))

    def play(self, song):
        return self._play(song, lambda mpd: None)

    def seek(self, song):
        landed = []

        def act(mpd):
            mpd.run("seekcur 20")
            time.sleep(1)
            landed.append(self._elapsed(mpd))

        outcome = self._play(song, act)
        return Outcome(outcome.good and 20 <= landed[0] < 25, f"at {landed} s, {outcome.note}")

    def title(self, song):
        with self._lock:
            # The daemon that our program is connected to.
            ours = self._shows(os.path.join(self.stage.folder, "mpd"), song, [f"Artist: {ARTIST}", f"Title: {TITLE}"])
        other = self._shows(self.folder(song), song, [f"Title: {NAME}"])
        return ways([ours, other], ["ours as tags", "others in the stream"])

    def _shows(self, folder, song, lines):
        with Daemon(folder) as daemon, Connection(daemon.socket) as mpd:
            mpd.run(f'add "{song.url}"')
            mpd.run("play")
            return bool(until(lambda: set(lines) <= set(mpd.run("currentsong")), 45))

    def pause(self, song):
        def act(mpd):
            mpd.run("pause 1")
            time.sleep(self.pause_seconds)
            mpd.run("pause 0")
            time.sleep(2)
            mpd.run(f"seekcur {song.seconds - 10}")

        return self._play(song, act)


class VLC(Player):
    """It refuses to run for root, so that it runs for somebody else then."""

    name = "VLC"

    def _command(self, song):
        folder = self.folder(song)
        for path in (self.stage.folder, folder):
            os.chmod(path, 0o777)
        user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        return [*user, "env", f"HOME={folder}", "vlc", "--intf=dummy", "--no-video", "--quiet"]

    def _play(self, song, expected, *options):
        path = os.path.join(self.folder(song), "heard.wav")
        out = f"--sout=#transcode{{acodec=s16l}}:std{{access=file,mux=wav,dst={path}}}"
        code, _ = run([*self._command(song), out, *options, song.url, "vlc://quit"], patience=120)
        return near(duration(path) if code == 0 else None, expected)

    def play(self, song):
        return self._play(song, song.seconds)

    def seek(self, song):
        return self._play(song, song.seconds - 20, "--start-time=20")

    def _controlled(self, song, address, act):
        port = free_port()
        command = [*self._command(song), "--aout=adummy", "--extraintf=rc", "--rc-host", f"{HOST}:{port}", address]
        with Child(command, log=os.path.join(self.folder(song), "log")):
            control = until(lambda: _connected(port))
            if control is None:
                return Outcome(False, "no control")
            with control:
                return act(lambda words: _answer(control, words))

    def title(self, song):
        def act(tell):
            # It takes the artist off, and shows him beside it.
            found = until(lambda: TITLE in tell("get_title"), 20)
            return Outcome(bool(found), "playlist")

        return self._controlled(song, self.stage.playlist(song), act)

    def pause(self, song):
        def act(tell):
            time_of = lambda: int("".join(filter(str.isdigit, tell("get_time"))) or 0)  # noqa: E731
            until(lambda: time_of() >= 2)
            tell("pause")
            before = time_of()
            time.sleep(self.pause_seconds)
            tell("pause")
            plays_on = until(lambda: time_of() > before + 1, 30)
            tell(f"seek {song.seconds - 8}")
            reached = until(lambda: time_of() >= song.seconds - 8, 30)
            ends = until(lambda: "( state stopped )" in tell("status"), 60)
            return Outcome(bool(plays_on and reached and ends), f"on {plays_on}, at the end {reached}, ends {ends}")

        return self._controlled(song, song.url, act)


class Icecast(Player):
    """An Icecast that relays the song, and a listener of its own. It takes no metadata out of WebM, so that it must not
    ask for any there."""

    name = "Icecast relay"

    def _relay(self, song, listen):
        port, folder = free_port(), self.folder(song)
        relay_port = self.stage.url.rsplit(":", 1)[1]
        os.chmod(folder, 0o777)
        path = os.path.join(folder, "icecast.xml")
        Path(path).write_text(_ICECAST.format(port=port, folder=folder, host=HOST, relay_port=relay_port, relay_path=f"/proxy/{song.id}",
                metadata=int(song.kind.extension != "webm")))
        user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        for above in (self.stage.folder, folder):
            os.chmod(above, 0o777)
        with Child([*user, "icecast2", "-c", path], log=os.path.join(folder, "log")):
            until(lambda: _is_open(port))
            return listen(f"http://{HOST}:{port}")

    def play(self, song):
        def listen(url):
            body = b""
            try:
                with _listen(url) as answer:
                    while piece := answer.read(65536):
                        body += piece
            except OSError as error:
                return Outcome(False, f"{error} after {len(body)} bytes")
            whole = song.bytes()
            # It passes whole buffers on: what is left at the end of its source is lost on it.
            is_good = whole.startswith(body) and len(whole) - len(body) < 4096
            return Outcome(is_good, f"{len(body)} bytes of {len(whole)}")

        return self._relay(song, listen)

    def title(self, song):
        def listen(url):
            with _listen(url, metadata=True) as answer:
                return Outcome(f"StreamTitle='{NAME}'".encode() in answer.read(), "passes it on")

        return self._relay(song, listen)


def _listen(url, metadata=False):
    """Begins to listen; Icecast knows its relays a moment after it has started."""
    end = time.monotonic() + 20
    while True:
        try:
            request = urllib.request.Request(f"{url}/song", headers={"Icy-MetaData": "1"} if metadata else {})
            return urllib.request.urlopen(request, timeout=20)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def _is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _connected(port):
    control = socket.socket()
    if control.connect_ex((HOST, port)) == 0:
        control.settimeout(2)
        return control
    control.close()
    return None


def _answer(control, words):
    try:
        control.sendall(words.encode() + b"\n")
        time.sleep(0.3)
        return control.recv(65536).decode(errors="replace")
    except OSError:
        return ""


_ICECAST = """<icecast>
  <limits><clients>10</clients><sources>2</sources><queue-size>104857600</queue-size>
    <burst-size>104857600</burst-size></limits>
  <authentication><source-password>x</source-password><admin-user>x</admin-user><admin-password>x</admin-password>
  </authentication>
  <hostname>{host}</hostname>
  <listen-socket><port>{port}</port><bind-address>{host}</bind-address></listen-socket>
  <mount><mount-name>/song</mount-name><charset>UTF-8</charset></mount>
  <relay><server>{host}</server><port>{relay_port}</port><mount>{relay_path}</mount><local-mount>/song</local-mount>
    <on-demand>1</on-demand><relay-shoutcast-metadata>{metadata}</relay-shoutcast-metadata></relay>
  <paths><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>
  </paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
  <security><chroot>0</chroot></security>
</icecast>
"""
