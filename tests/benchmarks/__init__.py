"""The benchmarks: that what they ask and show is right; what they measure is for `make bench`."""
