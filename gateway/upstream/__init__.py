"""HTTP out: the client that calls services, and the policies around it."""
