"""The console, one module a topic."""
