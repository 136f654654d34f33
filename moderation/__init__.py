"""What may go out: do-no-harm rules, reviews, holds and submissions."""
