"""The browser door: console for managers, public newsroom and JSON API."""
