"""Header fields become headers, the same at both doors."""

from gateway.web.messages import joined


def test_names_have_no_case_and_blanks_around_values_say_nothing() -> None:
    assert joined([("X-A", " \t b c \t"), ("HOST", "")]) == {"x-a": "b c", "host": ""}


def test_fields_of_one_name_are_one_list() -> None:
    assert joined([("X-A", "b"), ("Y", "d"), ("x-a", "c, e")]) == {"x-a": "b, c, e", "y": "d"}


def test_cookies_stay_cookies() -> None:
    assert joined([("Cookie", "a=1,2"), ("cookie", "b=3")]) == {"cookie": "a=1,2; b=3"}
