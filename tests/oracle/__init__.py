"""graphql-core as the judge of what an operation gives."""
