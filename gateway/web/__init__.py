"""HTTP in: GraphQL over HTTP, the pages, the probes."""
