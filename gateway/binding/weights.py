"""What a field costs, and how long the list that it gives may get: the words of `@cost` and `@listSize`."""

from dataclasses import dataclass

from gateway.binding import vocabulary as words


@dataclass(frozen=True, slots=True)
class ListSize:
    """The longest of its `slicing` arguments, or `assumed`. `sized`: the fields below that are lists of that length."""

    assumed: int | None = None
    slicing: tuple[str, ...] = ()
    sized: tuple[str, ...] = ()


PAGE = ListSize(slicing=("first",), sized=("edges", "nodes"))


def list_size(binding: words.Binding) -> ListSize | None:
    """How long a binding's list gets; `None` where nothing says so."""
    match binding:
        case words.Page():
            return PAGE
        case words.Many(max_rows=int() as most):
            return ListSize(assumed=most)
    return None
