"""The gateway: execution, held to its promises from outside."""
