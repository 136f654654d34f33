"""What every room stands on: settings, errors, texts, clock, database, log, vault and people. It knows no feature."""
