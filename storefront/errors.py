"""
What can go wrong, as a tree:

    StorefrontError
    ├── SettingsError      a setting is bad; its text is the sentence to print
    └── GatewayError       an operation brought no answer that a page could stand on; `code` says why
        └── SessionEndedError   the session that the visitor had is over
"""


class StorefrontError(Exception):
    """Base of everything the storefront raises itself."""


class SettingsError(StorefrontError):
    """A setting is missing, unknown or bad."""


class GatewayError(StorefrontError):
    """
    `code` is the gateway's `extensions.code`, or GATEWAY_AWAY when it did not answer at all, or
    OUTCOME_UNKNOWN when it may have done what was asked.
    """

    def __init__(self, code: str, retry_after_s: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after_s = retry_after_s

    @property
    def outcome_is_unknown(self) -> bool:
        """Whether a write may have happened although no answer came."""
        return self.code in {"OUTCOME_UNKNOWN", "GATEWAY_TIMEOUT"}


class SessionEndedError(GatewayError):
    """The visitor was logged in and is not any more."""

    def __init__(self) -> None:
        super().__init__("UNAUTHENTICATED")
