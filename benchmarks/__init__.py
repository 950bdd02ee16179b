"""Measurements that can be run again: `python -m benchmarks.<name>`."""
