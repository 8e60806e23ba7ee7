"""A Music Player Daemon of the benchmark's own: a private socket, no sound, and its protocol."""

import os
import select
import socket
import subprocess
import time

from .process import Child

_CONFIGURATION = """
music_directory "{folder}/music"
playlist_directory "{folder}/playlists"
db_file "{folder}/database"
log_file "{folder}/log"
bind_to_address "{folder}/socket"
auto_update "no"
zeroconf_enabled "no"
max_command_list_size "2048"
input {{
  plugin "curl"
}}
audio_output {{
  type "null"
  name "null"
}}
"""


class Daemon(Child):
    """A daemon in `folder`. Ends with the `with` block."""

    def __init__(self, folder):
        for name in ["music", "playlists"]:
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        configuration = os.path.join(folder, "mpd.conf")
        with open(configuration, "w") as file:
            file.write(_CONFIGURATION.format(folder=folder))
        self.socket = os.path.join(folder, "socket")
        self.playlists = os.path.join(folder, "playlists")
        super().__init__(["mpd", "--no-daemon", configuration], log=os.path.join(folder, "errors"))
        self._wait()

    def _wait(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            self.require_running()
            try:
                with Connection(self.socket):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("mpd does not listen")


class Connection:
    """A connection to a daemon."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(path)
            self._file = self._socket.makefile("rb")
            if not self._file.readline().startswith(b"OK MPD"):
                raise OSError("not an MPD")
        except OSError:
            self._socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()
        self._socket.close()

    def run(self, *commands):
        """Runs commands, several as one list, and returns the lines of the answer."""
        text = "\n".join(commands)
        if len(commands) > 1:
            text = f"command_list_begin\n{text}\ncommand_list_end"
        self._socket.sendall(text.encode() + b"\n")
        return self._answer()

    def idle(self):
        """Waits in `idle` for the queue to change."""
        self._socket.sendall(b"idle playlist\n")

    def changes(self, seconds):
        """Counts the answers to `idle` until none has come for `seconds`."""
        count = 0
        while select.select([self._socket], [], [], seconds)[0]:
            self._answer()
            count += 1
            self.idle()
        return count

    def _answer(self):
        lines = []
        while True:
            line = self._file.readline().decode().rstrip("\n")
            if line == "OK":
                return lines
            if not line or line.startswith("ACK"):
                raise RuntimeError(f"mpd: {line or 'hung up'}")
            lines.append(line)


def mpc(path, *arguments):
    """Runs `mpc`."""
    subprocess.run(["mpc", "--quiet", "--host", path, *arguments], check=True, stdout=subprocess.DEVNULL)
