"""The agent: reads mail through `connectors`, judges conversations, drafts the next mail. It never sends."""

__version__ = "0.1.0"
