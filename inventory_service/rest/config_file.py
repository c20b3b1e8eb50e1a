"""CONFIG_FILE: lines NAME="value" that win over the environment."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

_DEFAULT = "/config/config.cfg"
_LINE = re.compile(r"""([A-Z][A-Z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#]*))\s*(?:#.*)?""")


def path(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("CONFIG_FILE", _DEFAULT))


def read(environ: Mapping[str, str], known: Collection[str], mistakes: list[str]) -> dict[str, str]:
    """What the file holds; each thing wrong with it is added to `mistakes`."""
    file = path(environ)
    if not file.is_file():
        if "CONFIG_FILE" in environ:
            mistakes.append("CONFIG_FILE names a file that is not there.")
        return {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(f"CONFIG_FILE cannot be read: {type(error).__name__}.")
        return {}
    held: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            mistakes.append(f'CONFIG_FILE line {number} is not of the form NAME="value".')
        elif match[1] not in known:
            mistakes.append(f"CONFIG_FILE line {number} sets {match[1]}, which no setting is called.")
        else:
            held[match[1]] = next(value for value in match.groups()[1:] if value is not None)
    return held
