"""What an answer's header fields say of its cost and of what is left to who asks.

`RateLimit-Limit`, `-Remaining` and `-Reset` (seconds), as clients know them; later drafts of the IETF put them into one field.
"""

from gateway.execution.context import Bill


def fields_of(bill: Bill, *, show_cost: bool) -> dict[str, str]:
    """The fields; none where there is no rate and costs are not shown."""
    fields = {"GraphQL-Cost": str(bill.cost)} if show_cost else {}
    if bill.limit is not None:
        fields["RateLimit-Limit"] = str(bill.limit)
        fields["RateLimit-Remaining"] = str(bill.remaining)
        fields["RateLimit-Reset"] = str(bill.reset_s)
    return fields
