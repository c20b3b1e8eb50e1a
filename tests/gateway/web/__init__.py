"""The gateway: web, held to its promises from outside."""
