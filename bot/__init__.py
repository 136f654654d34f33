"""The Telegram door: members ask for kits, share them, send things in and approve."""
