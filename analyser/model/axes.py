"""The codes that the model chooses among, in the order of its outputs."""

from __future__ import annotations

# Ordered as the harm is; `none` and `unspecified` stand apart from the order.
LEVELS = ("none", "low", "medium", "high", "unspecified")
TYPES = (
    "online",
    "peer",
    "older_partner",
    "gang",
    "organised_network",
    "trafficking",
    "county_lines",
    "party",
    "familial",
    "position_of_trust",
)
# Axes with one value a sentence; "" is no code.
AXES = {
    "harm_level": LEVELS,
    "assertion": ("affirmed", "negated", "hypothetical", "historical", "reported"),
    "data_claim": ("", "under_recorded", "over_recorded", "matches", "incomplete"),
    "trend": ("", "rising", "falling", "stable"),
    "quantity_kind": ("", "count", "share", "rate"),
    "quantity_basis": ("stock", "flow"),
    "rate_per": ("week", "month", "quarter", "year"),
}
