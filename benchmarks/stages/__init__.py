"""Each stage of a request by itself, in one process: what it costs in CPU time, and how that grows."""
