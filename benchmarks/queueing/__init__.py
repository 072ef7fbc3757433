"""The parts of `benchmarks/queue.py`."""
