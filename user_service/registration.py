"""What somebody gives to become a user, checked as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeVar

from .domain import BrokenRuleError, Email, Name, Password, PhoneNumber

Value = TypeVar("Value")


class BrokenRulesError(ValueError):
    """All that is wrong with the input: a broken rule for each member at fault."""

    def __init__(self, by_member: dict[str, BrokenRuleError]) -> None:
        super().__init__(" ".join(str(broken) for broken in by_member.values()))
        self.by_member = by_member


@dataclass(frozen=True, slots=True)
class Registration:
    name: Name
    phone: PhoneNumber
    email: Email | None
    password: Password

    @classmethod
    def parse(cls, name: str, phone: str, email: str | None, password: str) -> Self:
        """Raises BrokenRulesError with every mistake at once."""
        broken: dict[str, BrokenRuleError] = {}
        parsed_name = _kept(broken, "name", lambda: Name.parse(name))
        parsed_phone = _kept(broken, "phone", lambda: PhoneNumber.parse(phone))
        parsed_email = None if email is None else _kept(broken, "email", lambda: Email.parse(email))
        parsed_password = _kept(broken, "password", lambda: Password.parse(password, parsed_name))
        if broken or not (parsed_name and parsed_phone and parsed_password):
            raise BrokenRulesError(broken)
        return cls(parsed_name, parsed_phone, parsed_email, parsed_password)


def _kept(broken: dict[str, BrokenRuleError], member: str, parse: Callable[[], Value]) -> Value | None:
    try:
        return parse()
    except BrokenRuleError as error:
        broken[member] = error
        return None
