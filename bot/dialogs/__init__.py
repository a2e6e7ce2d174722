"""The conversations: a pure engine, the question kinds, and one file per dialog."""
