"""The programs that are measured: our relay, nginx as the origin, nginx as the relay beside ours."""

import getpass
import os
import shutil
import socket

from . import http, library
from .process import Child

HOST = "127.0.0.1"

_NGINX = """
{user}
daemon off;
worker_processes 1;
pid {folder}/{name}.pid;
error_log {folder}/{name}.log;
events {{ worker_connections 1024; }}
http {{
  default_type audio/webm;
  access_log off;
  client_body_temp_path {folder}/{name}-body;
  proxy_temp_path {folder}/{name}-proxy;
  fastcgi_temp_path {folder}/{name}-fastcgi;
  uwsgi_temp_path {folder}/{name}-uwsgi;
  scgi_temp_path {folder}/{name}-scgi;
  server {{
    listen {host}:{port};
    {server}
  }}
}}
"""


def free_port():
    """A TCP port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _nginx(folder, name, server):
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if program is None:
        raise FileNotFoundError("nginx is not installed; `scripts/setup --bench` installs it")
    port = free_port()
    path = os.path.join(folder, f"{name}.conf")
    # Started by root, nginx would become somebody who may not read our folder.
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    with open(path, "w") as file:
        file.write(_NGINX.format(user=user, folder=folder, name=name, host=HOST, port=port, server=server))
    child = Child([program, "-p", folder, "-c", path], log=os.path.join(folder, f"{name}-output.log"))
    try:
        http.seconds_until_ok(HOST, port, "/ready", 15, child.require_running)
    except BaseException:
        child.stop()
        raise
    return child, port


def origin(folder, files):
    """nginx with `sendfile` over `files`; returns the process and its port."""
    server = f"sendfile on; keepalive_requests 1000000; root {files}; location = /ready {{ return 200; }}"
    return _nginx(folder, "origin", server)


def nginx_relay(folder, origin_port):
    """nginx with `proxy_pass` and its default buffering; returns the process and its port."""
    server = f"location = /ready {{ return 200; }} location / {{ proxy_pass http://{HOST}:{origin_port}; }}"
    return _nginx(folder, "relay", server)


def make_files(folder, sizes):
    """Files of so many bytes that don't compress; returns their (name, length)."""
    os.makedirs(folder)
    made = []
    for number, size in enumerate(sizes):
        name = f"{number}.webm"
        with open(os.path.join(folder, name), "wb") as file:
            file.write(os.urandom(size))
        made.append((name, size))
    return made


class Relay:
    """A configuration, a database and a port for runs of our program."""

    def __init__(self, binary, folder, *, files=(), origin_port=9, fillers=0):
        os.makedirs(folder)
        self.binary = binary
        self.port = free_port()
        self._folder = folder
        self.database = os.path.join(folder, "track_mapping.db")
        self.ids = library.make(
            self.database, files=files, origin=f"http://{HOST}:{origin_port}", fillers=fillers
        )
        self.configuration = os.path.join(folder, "config.yaml")
        with open(self.configuration, "w") as file:
            file.write(
                f"proxy_host: {HOST}\n"
                f"proxy_port: {self.port}\n"
                f"proxy_track_mapping_db: {self.database}\n"
                f"log_file: {folder}/ytmpd.log\n"
                f"mpd_socket_path: {folder}/no-mpd\n"
                "yt_dlp_path: /bin/false\n"
                "max_concurrent_streams: 32\n"
                "enable_auto_sync: false\n"
            )

    def command(self, *arguments):
        """The command line for `arguments` with this configuration."""
        return [self.binary, *arguments, "--config", self.configuration]

    def environment(self):
        """An environment without the user's own settings."""
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
        return kept | {"HOME": self._folder, "TERM": "xterm-256color", "SWIFT_BACKTRACE": "enable=no"}

    def start(self):
        """Starts `serve`; returns the process and the seconds until its first 200."""
        child = Child(
            self.command("serve"), log=os.path.join(self._folder, "serve.log"), env=self.environment()
        )
        try:
            return child, http.seconds_until_ok(HOST, self.port, "/health", 30, child.require_running)
        except BaseException:
            child.stop()
            raise
