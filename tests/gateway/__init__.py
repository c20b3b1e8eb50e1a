"""The gateway, held to its promises from outside."""
