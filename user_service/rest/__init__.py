"""The HTTP plumbing that keeps docs/rest-conventions.md; the same, byte for byte, in every service."""
