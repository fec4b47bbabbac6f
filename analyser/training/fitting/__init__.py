"""Fits the network, with PyTorch (the extra `train`); nothing else needs it."""
