"""`python -m storefront`: serve the shop's pages until SIGTERM or SIGINT."""

import os
import sys

from .errors import SettingsError
from .server import serve
from .settings import load_settings

BAD_USAGE = 2


def main(arguments: list[str]) -> int:
    """The exit status: 2 for a command or setting that is wrong, with the sentence that says so."""
    if arguments not in ([], ["serve"]):
        print("usage: python -m storefront [serve]", file=sys.stderr)
        return BAD_USAGE
    try:
        serve(load_settings(os.environ))
    except SettingsError as error:
        print(f"storefront: {error}", file=sys.stderr)
        return BAD_USAGE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
