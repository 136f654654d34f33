"""What the bot answers: one module per kind of request."""
