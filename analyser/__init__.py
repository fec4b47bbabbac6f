"""Finds where what partners say about child sexual exploitation and what records show come apart."""

__version__ = "0.1.0"
