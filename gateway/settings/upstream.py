"""How services are called."""

from dataclasses import dataclass
from pathlib import Path

from gateway.settings.policies import PolicySettings
from gateway.settings.values import count, flag, seconds, setting


@dataclass(frozen=True, kw_only=True)
class UpstreamSettings(PolicySettings):
    """How services are called."""

    connect_timeout_s: float = setting("CONNECT_TIMEOUT_S", 1.0, seconds, "time to connect to a service")
    max_answer_bytes: int = setting(
        "MAX_ANSWER_BYTES", 4_000_000, count, "largest answer of a service, in bytes"
    )
    share_calls: bool = setting("SHARE_CALLS", True, flag, "whether identical reads in flight share one call")
    share_operations: bool = setting(
        "SHARE_OPERATIONS", True, flag, "whether identical queries in flight are executed once"
    )
    share_wait_ms: int = setting(
        "SHARE_WAIT_MS",
        20,
        count,
        "longest wait, for each piece of work in flight, before the next of its kind begins, in ms",
    )
    upstream_ca_file: Path | None = setting(
        "UPSTREAM_CA_FILE",
        None,
        Path,
        "certificate authorities (PEM) that https services are verified with, in place of the system's",
    )
    upstream_cert_file: Path | None = setting(
        "UPSTREAM_CERT_FILE", None, Path, "certificate (PEM) that the gateway shows to https services"
    )
    upstream_key_file: Path | None = setting(
        "UPSTREAM_KEY_FILE", None, Path, "private key (PEM, not encrypted) of that certificate"
    )
