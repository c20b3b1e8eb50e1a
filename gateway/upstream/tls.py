"""How https services are verified, and what the gateway shows them."""

import ssl

from gateway.settings import BadSettings, Settings


def tls_context(settings: Settings) -> ssl.SSLContext:
    """The context of all connections to services: the system's authorities or the ones given, a client certificate if any.

    Raises:
        BadSettings: a file of certificates cannot be used.
    """
    cert, key = settings.upstream_cert_file, settings.upstream_key_file
    if (cert is None) != (key is None):
        raise BadSettings(
            ["UPSTREAM_CERT_FILE and UPSTREAM_KEY_FILE belong together; only one of them is set."]
        )
    context = _trusting(settings)
    if cert is not None and key is not None:
        try:
            context.load_cert_chain(cert, key, password="")  # an encrypted key fails instead of asking
        except OSError as error:
            message = f"UPSTREAM_CERT_FILE {cert} and UPSTREAM_KEY_FILE {key} cannot be used: {error}."
            raise BadSettings([message]) from None
    return context


def _trusting(settings: Settings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.upstream_ca_file)
    except OSError as error:
        raise BadSettings(
            [f"UPSTREAM_CA_FILE {settings.upstream_ca_file} cannot be used: {error}."]
        ) from None
