"""What every error is, and how it is told once more."""

from typing import Any, Self, TypeVar


class GatewayError(Exception):
    """An error with a stable `code` (docs/errors.md) and a message that clients may read."""

    code = "INTERNAL_SERVER_ERROR"
    message = "The gateway failed to answer this."

    def __init__(self, message: str | None = None, *, detail: str | None = None, **extensions: Any) -> None:
        self.message = message or self.message
        self.detail = detail
        self.extensions: dict[str, Any] = {"code": self.code, **extensions}
        super().__init__(self.message)

    def forget_frames(self) -> None:
        """To be called when it becomes data: what it was raised through holds the data in turn, which nothing could free then."""
        self.__traceback__ = self.__context__ = self.__cause__ = None

    def again(self) -> Self:
        """The same error for one more caller: an exception of its own, so that tracebacks do not grow together."""
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.args = self.args
        return twin


def fresh(error: BaseException) -> BaseException:
    """An exception for one more caller: a twin, which is caused by the original unless that is one of ours."""
    if isinstance(error, GatewayError):
        return error.again()
    twin = type(error).__new__(type(error), *error.args)
    twin.__dict__.update(error.__dict__)
    twin.__cause__ = error
    return twin


ErrorT = TypeVar("ErrorT", bound=GatewayError)


def told(error: ErrorT, request_id: str, *, masked: bool) -> ErrorT:
    """The error as clients see it: one that nobody foresaw with the request id, `detail` where errors are not masked."""
    more: dict[str, Any] = {}
    if error.extensions["code"] == GatewayError.code:
        more["requestId"] = request_id
    if error.detail is not None and not masked:
        more["detail"] = error.detail
    if not more:
        return error
    twin = error.again()
    twin.extensions = {**error.extensions, **more}
    return twin
