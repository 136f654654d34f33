"""When things happen: the outbox worker and the clock jobs."""
