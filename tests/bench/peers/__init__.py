"""Other engines beside the outbox: the same posts, the same answering server, the same concurrency."""
