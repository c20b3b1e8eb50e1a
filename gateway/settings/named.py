"""Objects of the user's own that a setting names, `package.module:name`."""

import importlib
from typing import Any

from gateway.settings.values import BadSettings


def named_object(setting: str, name: str, kind: str) -> Any:
    """What a setting names; `None` where its module has no such thing. `kind`: what it should be, as `schema`.

    Raises:
        BadSettings: there is no such module.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise BadSettings([f"{setting} is {name!r}; it must be package.module:{kind}."])
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        # What the module itself misses is told as Python does.
        if not error.name or not f"{module_name}.".startswith(f"{error.name}."):
            raise
        raise BadSettings([f"{setting} is {name!r}; there is no module {error.name}."]) from None
    return getattr(module, attribute, None)
