"""Simulated studies with a known truth, and how often the comparison says what is so."""
