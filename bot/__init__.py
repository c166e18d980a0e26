"""A Telegram bot that answers questions and sends what its members subscribed to."""

__version__ = "0.1.0"  # the same as in pyproject.toml
