"""Measures speed and memory: commands, never timed tests."""
