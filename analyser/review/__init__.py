"""The analysts' review: decisions in an append-only log, what of them stands, and the ways to make them."""
