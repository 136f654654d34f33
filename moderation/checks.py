"""The do-no-harm checks: what a text may not say, what needs a person, what to say instead. Findings never change a text."""

from moderation.distress import looks_like_a_call_for_help

__all__ = ["looks_like_a_call_for_help"]
