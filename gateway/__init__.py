"""A GraphQL API gateway over REST microservices."""
