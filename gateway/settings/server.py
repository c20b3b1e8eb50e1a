"""How the process runs."""

from dataclasses import dataclass
from pathlib import Path

from gateway.settings.values import count, duration, one_of, port_number, seconds, setting


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """How the process runs."""

    host: str = setting("HTTP_HOST", "127.0.0.1", str, "address to listen on")
    port: int = setting("HTTP_PORT", 8080, port_number, "port to listen on")
    log_level: str = setting(
        "LOG_LEVEL", "info", one_of("debug", "info", "warning", "error"), "debug, info, warning or error"
    )
    request_timeout_s: float = setting("REQUEST_TIMEOUT_S", 10.0, seconds, "time for a whole request")
    max_in_flight: int = setting(
        "MAX_IN_FLIGHT", 1000, count, "requests answered at one time, at most; those beyond are 503"
    )
    drain_delay_s: float = setting(
        "DRAIN_DELAY_S",
        2.0,
        duration,
        "time between SIGTERM, when /readyz says 503, and the end of taking requests (default door)",
    )
    schema: str | None = setting(
        "GATEWAY_SCHEMA", None, str, "the Graphene schema to serve, package.module:schema; else the shop's"
    )
    config_file: Path = setting(
        "CONFIG_FILE",
        Path("/config/config.cfg"),
        Path,
        "optional file of service addresses, followed as it changes",
    )
    faults_file: Path = setting(
        "FAULTS_FILE",
        Path("var/faults.json"),
        Path,
        "what `gateway fault` switched on, for `make run faults=1`",
    )
