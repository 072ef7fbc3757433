"""What the benchmarks of appointments share."""
