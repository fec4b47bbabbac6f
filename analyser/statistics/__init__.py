"""Statistics of counts, shares and missing values: arrays in, numbers out. It knows nothing of studies."""

from analyser.statistics.attribution import Attribution, shapley
from analyser.statistics.clusters import ClusterRatio, bootstrap_ratio, cluster_ratio
from analyser.statistics.intervals import (
    funnel_limits,
    garwood,
    mover_difference,
    mover_ratio,
    newcombe,
    wilson,
)
from analyser.statistics.missing import (
    Pooled,
    imbens_manski,
    imor_count,
    imor_of,
    rubin,
    tipping_point,
    two_field_bounds,
    worst_case_bounds,
)
from analyser.statistics.multiplicity import benjamini_hochberg

__all__ = [
    "Attribution",
    "ClusterRatio",
    "Pooled",
    "benjamini_hochberg",
    "bootstrap_ratio",
    "cluster_ratio",
    "funnel_limits",
    "garwood",
    "imbens_manski",
    "imor_count",
    "imor_of",
    "mover_difference",
    "mover_ratio",
    "newcombe",
    "rubin",
    "shapley",
    "tipping_point",
    "two_field_bounds",
    "wilson",
    "worst_case_bounds",
]
