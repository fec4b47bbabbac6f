"""Training and evaluating the trained coder on coded interviews."""
