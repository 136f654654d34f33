"""One thin module per command group; each is imported only when its command is called."""
