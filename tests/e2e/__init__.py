"""The whole shop, driven through the gateway as its clients do."""
