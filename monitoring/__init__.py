"""What it achieved: measurements, tracked links, indicators, matrix and reports."""
