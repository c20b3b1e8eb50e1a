"""The gateway: upstream, held to its promises from outside."""
