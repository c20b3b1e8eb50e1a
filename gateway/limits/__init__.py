"""How much one operation, and one client, may ask for: a rule a file."""
