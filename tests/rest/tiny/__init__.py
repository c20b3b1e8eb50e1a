"""A service of notes, just large enough to use every part of the plumbing."""
