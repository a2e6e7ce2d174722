"""The agency's year: what is due when, and the ticks that remind of it."""
