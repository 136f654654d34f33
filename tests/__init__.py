"""The tests mirror the house; `servers/` holds loopback stand-ins for the networks."""
