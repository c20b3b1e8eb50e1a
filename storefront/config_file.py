"""The mounted file of settings: lines NAME="value", blank lines, and comments that start with #."""

import re
from collections.abc import Set as AbstractSet
from pathlib import Path

from .errors import SettingsError

_LINE = re.compile(r"""([A-Z][A-Z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#]*))\s*(?:#.*)?""")

Stamp = tuple[int, int, int] | None


def read_config_file(path: Path, known: AbstractSet[str]) -> dict[str, str]:
    """The values by name; empty when there is no such file. SettingsError names the line at fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"CONFIG_FILE is {str(path)!r}, but it cannot be read: {error}.") from None
    values: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            name, value = _parse(line.strip(), f"{path}, line {number}", known)
            values[name] = value
    return values


def stamp(path: Path) -> Stamp:
    """Changes whenever the file does, also when a mount is switched to another file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _parse(line: str, place: str, known: AbstractSet[str]) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise SettingsError(f'{place}: every line has the form NAME="value".')
    name = match[1]
    if name not in known:
        raise SettingsError(f"{place}: there is no setting {name}; known are {', '.join(sorted(known))}.")
    return name, next(value for value in match.groups()[1:] if value is not None)
