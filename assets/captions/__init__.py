"""Captions: made from an approved script, checked against written rules, repaired, laid out per aspect, read and written."""
