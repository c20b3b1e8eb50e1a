"""https services are verified, and see who is calling where they ask for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import ServiceUnavailable
from gateway.settings import BadSettings, Settings
from gateway.upstream.tls import tls_context
from tests.support.behaviours import answers
from tests.support.caller import Caller
from tests.support.certificates import Authority, trusting
from tests.support.stub_service import StubService


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def stranger(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "strangers")


@pytest.fixture
def service(authority: Authority) -> Iterator[StubService]:
    with StubService(tls=authority.server_context(authority.sign("server"))) as service:
        service.on("/", answers({}))
        yield service


@pytest.fixture
def guarded(authority: Authority) -> Iterator[StubService]:
    """A service that asks for a client certificate."""
    tls = authority.server_context(authority.sign("server"), asks_clients=True)
    with StubService(tls=tls) as service:
        service.on("/", answers({}))
        yield service


def test_a_service_is_trusted_by_the_authority_that_is_set(
    service: StubService, authority: Authority
) -> None:
    with Caller(service.url, tls=tls_context(trusting(authority))) as caller:
        assert [caller.get().status, caller.post().status] == [200, 200]
    assert service.connections == 1


def test_a_service_that_no_authority_vouches_for_is_sent_nothing(service: StubService) -> None:
    with Caller(service.url, tls=tls_context(Settings())) as caller, pytest.raises(ServiceUnavailable):
        caller.get()
    assert service.calls == []


def test_the_authority_that_is_set_takes_the_place_of_the_systems(
    service: StubService, stranger: Authority
) -> None:
    with Caller(service.url, tls=tls_context(trusting(stranger))) as caller:
        with pytest.raises(ServiceUnavailable):
            caller.get()
        with pytest.raises(ServiceUnavailable):
            caller.post()
    assert service.calls == []


def test_the_environments_authorities_are_trusted_too(
    service: StubService, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Caller(service.url) as caller:
        assert caller.get().status == 200


def test_a_certificate_for_another_host_is_refused(authority: Authority) -> None:
    with StubService(host="127.0.0.2", tls=authority.server_context(authority.sign("server"))) as elsewhere:
        with (
            Caller(elsewhere.url, tls=tls_context(trusting(authority))) as caller,
            pytest.raises(ServiceUnavailable),
        ):
            caller.get()
        assert elsewhere.calls == []


def test_a_service_that_asks_sees_the_gateways_certificate(
    guarded: StubService, authority: Authority
) -> None:
    settings = trusting(authority, client=authority.sign("gateway"))
    with Caller(guarded.url, tls=tls_context(settings)) as caller:
        assert caller.get().status == 200


def test_a_service_that_asks_refuses_a_gateway_without_a_certificate(
    guarded: StubService, authority: Authority
) -> None:
    with (
        Caller(guarded.url, tls=tls_context(trusting(authority))) as caller,
        pytest.raises(ServiceUnavailable),
    ):
        caller.get()


def test_certificate_and_key_belong_together(tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(BadSettings, match="belong together"):
        tls_context(Settings(upstream_cert_file=authority.sign("gateway").cert))


def test_a_file_that_is_no_certificate_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(BadSettings, match=r"UPSTREAM_CA_FILE .*ca.pem cannot be used"):
        tls_context(Settings(upstream_ca_file=tmp_path / "ca.pem"))


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path, authority: Authority) -> None:
    missing = tmp_path / "missing.pem"
    with pytest.raises(BadSettings, match=r"UPSTREAM_CERT_FILE .*missing.pem"):
        tls_context(Settings(upstream_cert_file=missing, upstream_key_file=missing))
