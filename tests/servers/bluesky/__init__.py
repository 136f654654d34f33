"""Bluesky for tests: a strict stand-in that pip alone can run, and the network's own server (`peer.py`) where npm is there."""
