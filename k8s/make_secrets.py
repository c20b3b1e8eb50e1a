"""Makes the secrets that compose.yaml and the overlays read, one a file; keeps those that are there."""

import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def main(folder: Path) -> None:
    """Fill the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for service in ("users", "inventory"):
        password = keep(folder / f"{service}_database_password", secrets.token_urlsafe(24))
        url = f"postgresql+psycopg://shop:{password}@{service}-db:5432/{service}"
        keep(folder / f"{service}_database_url", url)
    keep(folder / "inventory_client_secret", secrets.token_urlsafe(32))
    keep(folder / "storefront_session_secret", secrets.token_urlsafe(32))
    keep(folder / "signing_key.pem", signing_key())


def keep(file: Path, text: str) -> str:
    """The text in the file, which is made with the given one if there is none."""
    if not file.exists():
        file.write_text(text)
        # A container reads it as another user; its guard here is the folder, closed to all but its owner.
        file.chmod(0o644)
    return file.read_text()


def signing_key() -> str:
    """A private key for ES256, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
