"""How fast it is: the whole gateway beside its peers, and each stage by itself. `python -m benchmarks --help`."""
