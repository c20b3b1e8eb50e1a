"""The gateway: planning, held to its promises from outside."""
