"""The roof: the `corett` command and the only place that knows everyone."""
