"""Requests that mean harm, a file a kind, at both doors: what reaches the service behind is the oracle."""
