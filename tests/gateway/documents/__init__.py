"""The gateway: documents, held to its promises from outside."""
