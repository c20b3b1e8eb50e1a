"""A form that was sent: what was typed in it, and what is wrong with it, field by field."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, request

from .errors import GatewayError

LARGEST_INT = 2**31 - 1
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
# Never sent back to the browser.
_SECRET_FIELDS = frozenset({"password", "currentPassword", "newPassword"})


@dataclass
class Form:
    """
    Fields carry the names of the API's input members, so that `userErrors` find them again.

    `complaints` belong to no field that the form has.
    """

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def sent(cls, *names: str) -> "Form":
        """The named fields as they came, trimmed; an absent one is empty. Passwords are taken as they are."""
        came = {name: request.form.get(name, "") for name in names}
        return cls({name: text if name in _SECRET_FIELDS else text.strip() for name, text in came.items()})

    def is_good(self) -> bool:
        """Whether nothing is wrong, so far."""
        return not self.errors and not self.complaints

    def shown(self, name: str) -> str:
        """What to put into the field when the form is rendered again."""
        return "" if name in _SECRET_FIELDS else self.values.get(name, "")

    def reject(self, name: str, message: str) -> None:
        """Note what is wrong with the field."""
        self.errors.setdefault(name, []).append(message)

    def required(self, *names: str) -> None:
        """Reject those of the fields that are empty."""
        for name in names:
            if not self.values[name]:
                self.reject(name, "This is needed.")

    def whole_number(self, name: str) -> int:
        """The field as a GraphQL Int; rejected, and 0, when it is none."""
        text = self.values[name].replace("\N{MINUS SIGN}", "-")
        if re.fullmatch(r"[+-]?[0-9]{1,10}", text, re.ASCII) and abs(int(text)) <= LARGEST_INT:
            return int(text)
        self.reject(name, "Write a whole number.")
        return 0

    def amount(self, name: str) -> str:
        """The field as a Decimal with a point; a comma before the cents is understood."""
        text = re.sub(r",(?=[0-9]{1,2}$)", ".", self.values[name])
        try:
            if Decimal(text).is_finite() and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
                return text
        except InvalidOperation:
            pass
        self.reject(name, "Write a price, such as 19.90.")
        return "0"

    def take(self, user_errors: Iterable[Mapping[str, Any]]) -> None:
        """Put each of the gateway's complaints at the field it names, or above the form."""
        for complaint in user_errors:
            name = (complaint["field"] or [""])[-1]
            if name in self.values:
                self.reject(name, complaint["message"])
            else:
                self.complaints.append(complaint["message"])

    def take_failure(self, error: GatewayError) -> None:
        """Say that it is unknown whether the form did its work; other failures have pages of their own."""
        if not error.outcome_is_unknown:
            raise error
        self.complaints.append(
            "The shop did not answer in time, so this may or may not have been done. "
            "Sending the form again is safe: it will not be done twice."
        )


def new_key() -> str:
    """An idempotency key, made when a form is rendered: whatever is sent twice from it is done once."""
    return secrets.token_urlsafe(18)


def sent_key() -> str:
    """The key that the form was rendered with."""
    key = request.form.get("key", "")
    if not _KEY.fullmatch(key):
        abort(400)
    return key
