"""Easy-read texts: thirteen checks, and a label that only people who tested the text can give."""
