"""A plan at work: calls in waves, rows checked, the answer written."""
