"""Sujarit: a chat assistant for the anti-corruption action plans of Thailand's local governments."""
