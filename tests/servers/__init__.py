"""Loopback stand-ins for the networks; each also starts by hand: `python -m tests.servers.x`."""
