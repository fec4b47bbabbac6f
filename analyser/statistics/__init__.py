"""Statistics of counts, shares and missing values: arrays in, numbers out. It knows nothing of studies."""

from analyser.statistics.agreement import (
    agreement,
    bootstrap_clusters,
    cluster_limits,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    positive_agreement,
    ratings_of,
)
from analyser.statistics.attribution import Attribution, shapley, shapley_over
from analyser.statistics.change import ChangePoint, change_point
from analyser.statistics.clusters import ClusterRatio, bootstrap_ratio, cluster_ratio
from analyser.statistics.intervals import (
    funnel_limits,
    garwood,
    hypergeometric_limits,
    mover_difference,
    mover_ratio,
    newcombe,
    wilson,
)
from analyser.statistics.miscoding import band, unmixed, unmixings
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
from analyser.statistics.prediction_powered import (
    PredictionPowered,
    prediction_powered_mean,
    prediction_powered_ratio,
)
from analyser.statistics.rates import RateRatio, rate_ratio

__all__ = [
    "Attribution",
    "ChangePoint",
    "ClusterRatio",
    "Pooled",
    "PredictionPowered",
    "RateRatio",
    "agreement",
    "band",
    "benjamini_hochberg",
    "bootstrap_clusters",
    "bootstrap_ratio",
    "change_point",
    "cluster_limits",
    "cluster_ratio",
    "cohen_kappa",
    "fleiss_kappa",
    "funnel_limits",
    "garwood",
    "gwet_ac1",
    "hypergeometric_limits",
    "imbens_manski",
    "imor_count",
    "imor_of",
    "krippendorff_alpha",
    "mover_difference",
    "mover_ratio",
    "newcombe",
    "positive_agreement",
    "prediction_powered_mean",
    "prediction_powered_ratio",
    "rate_ratio",
    "ratings_of",
    "rubin",
    "shapley",
    "shapley_over",
    "tipping_point",
    "two_field_bounds",
    "unmixed",
    "unmixings",
    "wilson",
    "worst_case_bounds",
]
