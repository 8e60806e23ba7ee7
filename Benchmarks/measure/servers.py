"""The programs that are measured: our relay, nginx as the origin, nginx as the relay beside ours."""

import getpass
import os
import shutil
import socket
from dataclasses import dataclass

from . import http, library
from .process import Child

HOST = "127.0.0.1"

_NGINX = """
{user}
daemon off;
worker_processes 1;
pid {folder}/{name}.pid;
error_log {folder}/{name}.log;
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
  default_type audio/webm;
  log_format requests '$connection $status $body_bytes_sent $uri $ssl_cipher- $http_range';
  access_log {log};
  client_body_temp_path {folder}/{name}-body;
  proxy_temp_path {folder}/{name}-proxy;
  fastcgi_temp_path {folder}/{name}-fastcgi;
  uwsgi_temp_path {folder}/{name}-uwsgi;
  scgi_temp_path {folder}/{name}-scgi;
  {http}
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


class Nginx:
    """An nginx with one worker and a configuration of ours."""

    def __init__(self, folder, name, server, *, log="off", outside=""):
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
        if program is None:
            raise FileNotFoundError("nginx is not installed; `scripts/setup --bench` installs it")
        self.port = free_port()
        path = os.path.join(folder, f"{name}.conf")
        # Started by root, nginx would become somebody who may not read our folder.
        user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
        with open(path, "w") as file:
            file.write(
                _NGINX.format(
                    user=user, folder=folder, name=name, host=HOST, port=self.port, server=server, log=log,
                    http=outside,
                )
            )
        self.child = Child([program, "-p", folder, "-c", path], log=os.path.join(folder, f"{name}-output.log"))
        try:
            http.seconds_until_ok(HOST, self.port, "/ready", 15, self.child.require_running)
        except BaseException:
            self.child.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.stop()


@dataclass
class Request:
    """A line of the origin's log: which of its connections, the answer, the cipher if any, the range or `-`."""

    connection: str
    status: int
    count: int
    cipher: str
    range: str


class Origin(Nginx):
    """nginx with `sendfile` over `files`, over HTTP and, given an authority, over HTTPS as well."""

    def __init__(self, folder, files, authority=None):
        self.log = os.path.join(folder, "origin-access.log")
        server = f"sendfile on; keepalive_requests 1000000; root {files}; location = /ready {{ return 200; }}"
        if authority is not None:
            self.tls_port = free_port()
            server += (
                f" listen {HOST}:{self.tls_port} ssl; ssl_certificate {authority.certificate};"
                f" ssl_certificate_key {authority.key}; ssl_protocols TLSv1.3;"
                " ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;"
            )
        super().__init__(folder, "origin", server, log=f"{self.log} requests")

    def url(self, *, tls=False):
        """What paths are put behind."""
        return f"https://{HOST}:{self.tls_port}" if tls else f"http://{HOST}:{self.port}"

    def requests(self):
        """Each request so far, but for the benchmark's own."""
        with open(self.log) as log:
            fields = [line.split() for line in log]
        return [
            Request(each[0], int(each[1]), int(each[2]), each[4].strip("-"), each[5])
            for each in fields
            if each[3] != "/ready"
        ]


def nginx_relay(folder, upstream, authority=None, *, name="nginx", tuning="", outside=""):
    """nginx with `proxy_pass` to `upstream`, certificates checked."""
    tls = ""
    if authority is not None:
        tls = (
            f" proxy_ssl_verify on; proxy_ssl_trusted_certificate {authority.trusted}; proxy_ssl_verify_depth 2;"
            " proxy_ssl_protocols TLSv1.3; proxy_ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;"
        )
    server = f"location = /ready {{ return 200; }} location / {{ proxy_pass {upstream}; {tuning}{tls} }}"
    return Nginx(folder, name, server, outside=outside)


def nginx_cache(folder, upstream, authority=None, *, name="nginx-cache"):
    """nginx that asks `upstream` for closed ranges of 1 MiB and keeps them: the one configuration of it that YouTube
    would bear."""
    return nginx_relay(
        folder, upstream, authority, name=name,
        tuning=(
            "sendfile on; slice 1m; proxy_cache audio; proxy_cache_key $uri$slice_range;"
            " proxy_set_header Range $slice_range; proxy_http_version 1.1; proxy_set_header Connection '';"
            " proxy_cache_valid 200 206 1h; proxy_cache_lock on;"
        ),
        outside=f"proxy_cache_path {folder}/{name}-files levels=1:2 keys_zone=audio:50m max_size=20g use_temp_path=off;",
    )  # fmt: skip


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

    def __init__(self, binary, folder, *, files=(), origin="http://127.0.0.1:9", fillers=0, authority=None, cache="0"):
        os.makedirs(folder)
        self.binary = binary
        self.port = free_port()
        self._folder = folder
        self._authority = authority
        self.database = os.path.join(folder, "track_mapping.db")
        self.ids = library.make(self.database, files=files, origin=origin, fillers=fillers)
        self.configuration = os.path.join(folder, "config.yaml")
        self.cache = os.path.join(folder, "cache")
        with open(self.configuration, "w") as file:
            file.write(
                f"proxy_host: {HOST}\n"
                f"proxy_port: {self.port}\n"
                f"proxy_track_mapping_db: {self.database}\n"
                f"log_file: {folder}/ytmpd.log\n"
                f"mpd_socket_path: {folder}/no-mpd\n"
                "yt_dlp_path: /bin/false\n"
                "max_concurrent_streams: 2000\n"
                "enable_auto_sync: false\n"
                f"cache_size: {cache}\n"
                f"cache_directory: {self.cache}\n"
            )

    def command(self, *arguments):
        """The command line for `arguments` with this configuration."""
        return [self.binary, *arguments, "--config", self.configuration]

    def environment(self):
        """An environment without the user's own settings."""
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
        if self._authority is not None:
            kept["SSL_CERT_FILE"] = self._authority.trusted
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
