"""Specifications of the whole system, driven from outside."""
