"""What operators ask: probes, metrics, the API's description, and a clean end."""

import os
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator
from prometheus_client.parser import text_string_to_metric_families

from inventory_service.rest.database import Database
from tests.rest.client import Tiny, new_key, problem
from tests.rest.issuer import Issuer
from tests.rest.tiny.app import MIGRATIONS
from tests.support.processes import Process
from tests.support.waiting import eventually


def test_it_is_alive_and_ready(tiny: Tiny) -> None:
    assert tiny.get("/livez").json() == {"status": "alive"}
    assert tiny.get("/readyz").json() == {"status": "ready"}


def test_it_is_not_ready_before_its_schema_is_current(issuer: Issuer, tmp_path: Path) -> None:
    process = Process("tests.rest.tiny", tmp_path, {"DATABASE_URL": "sqlite:///tiny.db", "MIGRATE": "0"})
    process.spawn()
    try:
        assert eventually(process.readiness, within_s=20) == 503
    finally:
        process.kill()


def test_it_waits_for_another_process_that_begins_with_the_new_database(tmp_path: Path) -> None:
    file = tmp_path / "tiny.db"
    database = Database(f"sqlite:///{file}", MIGRATIONS)
    with ThreadPoolExecutor(1) as pool, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE early (id)")
        other.execute("BEGIN IMMEDIATE")
        upgraded = pool.submit(database.upgrade)
        time.sleep(0.2)
        assert not upgraded.done()
        other.execute("COMMIT")
        upgraded.result(timeout=5)
    assert database.is_current()
    database.close()


def test_metrics_count_by_route_and_never_by_what_callers_invent(tiny: Tiny) -> None:
    for path in ("/notes/itm_01kajgryp0f2v9h8b5c3x7m6qd", "/nowhere/12345"):
        tiny.get(path)
    tiny.send("BREW", "/notes")

    families = {family.name: family for family in text_string_to_metric_families(tiny.get("/metrics").text)}

    labels = [
        sample.labels for sample in families["http_requests"].samples if sample.name == "http_requests_total"
    ]
    assert {"method": "GET", "route": "/notes/<note_id>", "status": "404"} in labels
    assert {"method": "GET", "route": "unmatched", "status": "404"} in labels
    assert {"method": "OTHER", "route": "unmatched", "status": "405"} in labels
    assert "12345" not in tiny.get("/metrics").text
    assert families["http_requests_in_flight"].samples[0].value == 1


def test_the_api_describes_itself(tiny: Tiny) -> None:
    document = tiny.get("/openapi.json").json()

    OpenAPIV31SpecValidator(document).validate()
    lend = document["paths"]["/notes/{note_id}/lends"]["post"]
    assert lend["security"] == [{"bearer": []}]
    assert any(part.get("name") == "Idempotency-Key" and part["required"] for part in lend["parameters"])
    assert lend["responses"]["409"]["description"] == "OUT_OF_STOCK"


def test_a_running_request_is_finished_before_it_ends(issuer: Issuer, tmp_path: Path) -> None:
    settings = {**issuer.settings, "DATABASE_URL": "sqlite:///tiny.db"}
    with Process("tests.rest.tiny", tmp_path, settings) as process, ThreadPoolExecutor(1) as pool:
        tiny = Tiny(process, issuer)
        note = tiny.add(copies=1)
        running = pool.submit(tiny.lend, note["id"], new_key(), slow_ms=1000)
        time.sleep(0.4)

        assert process.stop() == 0

        assert running.result().status_code == 201


def test_ctrl_c_ends_it_quickly_and_without_a_trace(issuer: Issuer, tmp_path: Path) -> None:
    process = Process("tests.rest.tiny", tmp_path, {**issuer.settings, "DATABASE_URL": "sqlite:///tiny.db"})
    process.start()

    # A terminal sends the signal to the whole group.
    os.killpg(process.pid, signal.SIGINT)
    assert process.ended(within_s=3) == 0
    assert "Traceback" not in process.output()
    process.stop()


def test_unknown_paths_below_the_docs_are_not_files(tiny: Tiny) -> None:
    for name in ("app.py", "..%2fapp.py", "swagger-ui.js"):
        problem(tiny.get(f"/docs/{name}"), 404, "NOT_FOUND")
