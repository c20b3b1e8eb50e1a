"""What docs/rest-conventions.md promises, asked of every service."""
