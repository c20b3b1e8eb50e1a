"""The gateway: auth, held to its promises from outside."""
