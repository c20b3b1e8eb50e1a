"""Without its database the service stays up, says that it cannot, and tells nothing else."""

from pathlib import Path

import requests

from tests.support.databases import postgres_server
from tests.support.processes import Process


def test_every_answer_is_a_problem_and_the_process_lives(tmp_path: Path) -> None:
    with postgres_server() as server:
        address = server.new_database()
        service = Process("inventory_service", tmp_path, {"DATABASE_URL": address})
        assert service.run("migrate").returncode == 0
        service.start()
    try:
        refused = requests.get(f"{service.url}/items", timeout=30)

        assert (refused.status_code, refused.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
        assert refused.headers["Retry-After"]
        assert "127.0.0.1" not in refused.text
        assert requests.get(f"{service.url}/readyz", timeout=30).status_code == 503
        assert requests.get(f"{service.url}/livez", timeout=30).status_code == 200
    finally:
        service.stop()


def test_what_cannot_be_migrated_is_said_in_a_sentence(tmp_path: Path) -> None:
    away = {"DATABASE_URL": "postgresql://shop@127.0.0.1:1/shop"}

    refused = Process("inventory_service", tmp_path, away).run("migrate")

    assert refused.returncode == 2
    assert refused.stderr.startswith("The database could not be migrated: ")
    assert "Traceback" not in refused.stderr
