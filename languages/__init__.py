"""Other languages: engines, glossary, masking, translation memory and the language table."""
