"""The Telegram door: members ask for kits and share them; a call for help is answered with verified help lines and never kept."""
