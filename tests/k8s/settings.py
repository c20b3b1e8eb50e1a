"""What a process can be told by environment variables."""

import dataclasses
import importlib

SERVICES_OF_THE_GATEWAY = {"USERS_URL", "INVENTORY_URL"}


def variables(process: str) -> set[str]:
    """The names that it reads; a secret also as NAME_FILE."""
    settings = importlib.import_module(f"{process}.settings")
    if process == "storefront":
        return {*settings.NAMES, "CONFIG_FILE"}
    fields = dataclasses.fields(settings.Settings)
    names = {field.metadata.get("name", field.name.upper()) for field in fields}
    secrets = {f"{field.name.upper()}_FILE" for field in fields if field.metadata.get("secret")}
    return names | secrets | (SERVICES_OF_THE_GATEWAY if process == "gateway" else {"CONFIG_FILE"})
