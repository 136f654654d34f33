"""Lets `python -m corett` stand in for the console script."""

from corett.cli import main

main()
