"""A plan at work: calls in waves, rows checked, the answer written. `execute` is for schemas without any binding, too."""

from gateway.execution.plain.executor import execute

__all__ = ["execute"]
