"""Private PostgreSQL and MariaDB servers: in a temporary folder, on a free port, gone when the tests are."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy

from tests.support.ports import accepts_connections, free_port
from tests.support.requirements import missing
from tests.support.waiting import eventually

SERVER_PROGRAM_FOLDERS = [
    "/usr/sbin",
    "/usr/local/sbin",
    *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"))),
]
STARTS_WITHIN_S = 60.0


@dataclass(frozen=True)
class DatabaseServer:
    """A running server; `address` is its SQLAlchemy URL without a database."""

    address: str
    default_database: str

    def new_database(self) -> str:
        """DATABASE_URL of a database that nobody has used."""
        name = f"test_{secrets.token_hex(6)}"
        administration = sqlalchemy.create_engine(
            f"{self.address}/{self.default_database}", poolclass=sqlalchemy.NullPool
        )
        eventually(lambda: _answers(administration), STARTS_WITHIN_S)
        with administration.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
        return f"{self.address}/{name}"


def _answers(database: sqlalchemy.Engine) -> bool:
    """Whether it takes sessions: a server that starts up accepts connections before."""
    try:
        database.connect().close()
    except sqlalchemy.exc.OperationalError:
        return False
    return True


@contextmanager
def postgres_server() -> Iterator[DatabaseServer]:
    """PostgreSQL without a password, listening on the loopback only."""
    initdb, postgres = _program("initdb"), _program("postgres")
    with _data_folder("postgres") as (data, owner):
        port = free_port()
        _prepare(
            [initdb, "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "-N", "--no-locale"], data, owner
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        # PostgreSQL shuts down at once on SIGINT; on SIGTERM it waits for its clients.
        with _running([postgres, "-D", data, *options], port, data, owner, signal.SIGINT):
            yield DatabaseServer(f"postgresql+psycopg://shop@127.0.0.1:{port}", "postgres")


@contextmanager
def mariadb_server() -> Iterator[DatabaseServer]:
    """MariaDB without a password, listening on the loopback only."""
    install, mariadbd = _program("mariadb-install-db"), _program("mariadbd")
    with _data_folder("mysql") as (data, owner):
        port = free_port()
        _prepare([install, "--no-defaults", f"--datadir={data}", "--skip-test-db"], data, owner)
        accounts = Path(data) / "accounts.sql"
        accounts.write_text("CREATE USER shop@'127.0.0.1';\nGRANT ALL ON *.* TO shop@'127.0.0.1';\n")
        accounts.chmod(0o644)
        options = [
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={data}/mariadb.sock",
            f"--pid-file={data}/mariadb.pid",
            f"--init-file={accounts}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=16M",
            "--skip-log-bin",
        ]
        with _running([mariadbd, *options], port, data, owner, signal.SIGTERM):
            yield DatabaseServer(f"mysql+pymysql://shop@127.0.0.1:{port}", "mysql")


@contextmanager
def _data_folder(account: str) -> Iterator[tuple[str, str | None]]:
    """A temporary folder, and the account that the server runs as when it must not be ours."""
    owner = _unprivileged(account)
    folder = tempfile.mkdtemp(prefix=f"shop-{account}-")
    try:
        if owner:
            shutil.chown(folder, owner)
        yield folder, owner
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(account: str) -> str | None:
    """The servers refuse to run as root, who hands them to the package's account, or to nobody."""
    if os.geteuid() != 0:
        return None
    return account if account in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *SERVER_PROGRAM_FOLDERS]))
    return found or missing(f"the program {name}")


def _prepare(command: Sequence[str], data: str, owner: str | None) -> None:
    done = subprocess.run(
        command, cwd=data, capture_output=True, text=True, check=False, user=owner, extra_groups=owner and []
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}{done.stderr}"


@contextmanager
def _running(
    command: Sequence[str], port: int, data: str, owner: str | None, stop_signal: signal.Signals
) -> Iterator[None]:
    """The server while it accepts connections on the port."""
    log = Path(data) / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=owner,
            extra_groups=owner and [],
        )
    try:
        _wait_until_listening(server, port, log)
        yield
    finally:
        _end(server, stop_signal)


def _wait_until_listening(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while not accepts_connections(port):
        alive = server.poll() is None and time.monotonic() < deadline
        assert alive, (
            f"The database server did not start. It said:\n{log.read_text(errors='replace')[-4000:]}"
        )
        time.sleep(0.05)


def _end(server: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    server.send_signal(stop_signal)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(10)
