"""`python -m storefront`: serve the shop's pages until SIGTERM or SIGINT."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from .errors import SettingsError
from .settings import Settings, load_settings

BAD_USAGE = 2
THREADS = 64
BACKPRESSURE = 256
HEADER_READ_TIMEOUT_MS = 5_000
WORKERS_KILL_TIMEOUT_S = 20


def main(arguments: list[str]) -> int:
    """The exit status: 2 for a command or setting that is wrong, with the sentence that says so."""
    if arguments not in ([], ["serve"]):
        print("usage: python -m storefront [serve]", file=sys.stderr)
        return BAD_USAGE
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        print(f"storefront: {error}", file=sys.stderr)
        return BAD_USAGE
    _serve(settings)
    return 0


def _serve(settings: Settings) -> None:
    Granian(
        "storefront.app:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.http_host,
        port=settings.http_port,
        workers=1,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_READ_TIMEOUT_MS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=WORKERS_KILL_TIMEOUT_S,
    ).serve()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
