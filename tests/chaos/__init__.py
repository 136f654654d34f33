"""Breaks the worker on purpose: killed at every step, networks that lie, clocks that jump, disks that fill."""
