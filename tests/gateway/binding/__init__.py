"""The gateway: binding, held to its promises from outside."""
