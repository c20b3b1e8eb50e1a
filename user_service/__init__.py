"""People who signed up, their sessions, and the journal of what happened."""
