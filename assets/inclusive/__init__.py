"""The inclusive pack of a message: what exists of it for whom, who vouched for it, one score and what is missing."""
