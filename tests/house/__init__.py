"""The repository itself: what it may hold, and the commands that it offers."""
