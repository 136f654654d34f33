"""The heart: what is said, to whom, in which language, where and when."""
