"""The services: nginx with static JSON, and one that takes its time."""

import getpass
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import rows
from benchmarks.machine import Cores
from benchmarks.processes import Program, free_port, running
from benchmarks.tools import program

CONFIGURATION = """
daemon off; user {user}; worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 4096; multi_accept on; }}
http {{
  access_log off; default_type application/json; sendfile on; tcp_nopush on;
  keepalive_requests 1000000000; keepalive_timeout 600s; open_file_cache max=100; etag off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=1024; root {folder};
    location = /items {{ alias {folder}/items.json; }}
    location = /users {{ alias {folder}/users.json; }}
    location /users/ {{ }}
    location = /.well-known/jwks.json {{ alias {folder}/jwks.json; }}
    location = /status {{ stub_status; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running upstream."""

    url: str

    def requests(self) -> int:
        """How many requests it has had; this question is not counted."""
        with urllib.request.urlopen(f"{self.url}/status", timeout=5) as answer:
            counts = answer.read().decode().splitlines()[2].split()
        with_questions = int(counts[2])
        _asked[self.url] = _asked.get(self.url, 0) + 1
        return with_questions - _asked[self.url]


_asked: dict[str, int] = {}


@contextmanager
def nginx(folder: Path, cores: Cores, jwks: bytes, *, lean: bool) -> Iterator[Nginx]:
    """nginx with the rows of the benchmarks, on the core of the load."""
    folder = folder.resolve()
    rows.write(folder, lean=lean)
    (folder / "jwks.json").write_bytes(jwks)
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, user=getpass.getuser()))
    command = [program("nginx"), "-p", str(folder), "-c", str(configuration), "-e", "stderr"]
    with running(Program(command, {}, port, folder / "nginx.log"), cores.load):
        yield Nginx(f"http://127.0.0.1:{port}")


@contextmanager
def slow(folder: Path, cores: Cores, delay_ms: int) -> Iterator[str]:
    """The same answers, each after a delay. Gives its address."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "benchmarks.slow_upstream",
        str(folder.resolve()),
        str(port),
        str(delay_ms),
    ]
    with running(Program(command, {}, port, folder / "slow.log"), cores.load):
        yield f"http://127.0.0.1:{port}"
