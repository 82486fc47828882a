"""Makes test/fixtures/statistics/*.json: values of scipy and statsmodels that the tests hold the statistics against.

    python scripts/make-statistics-fixtures.py
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable, mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import normal_power_het
from statsmodels.stats.proportion import proportion_confint

folder = Path(__file__).parent.parent / "test" / "fixtures" / "statistics"
made = {
    "script": "scripts/make-statistics-fixtures.py",
    "python": sys.version.split()[0],
    "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__,
}


def clustered(seed, videos, values):
    """A clustered mean by ordinary least squares on a constant, with statsmodels' cluster-robust covariance."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 5, videos)
    groups = np.repeat(np.arange(videos), sizes)
    y = rng.choice(values, len(groups)).astype(float)
    ones = np.ones(len(y))
    fit = sm.OLS(y, ones).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    correction = videos / (videos - 1)
    return {
        "groups": groups.tolist(),
        "values": y.tolist(),
        "mean": float(fit.params[0]),
        "clusteredVariance": float(fit.cov_params()[0, 0]) * correction,
        "variance": float(np.var(y) / len(y)),
    }


def stratified():
    rng = np.random.default_rng(5)
    rows = [
        {
            "videoId": f"v{rng.integers(0, 12)}",
            "stratum": f"s{rng.integers(0, 3)}",
            "side": int(rng.integers(0, 2)),
            "value": int(rng.random() < 0.4),
        }
        for _ in range(60)
    ]
    pooled = weight = 0.0
    for stratum in sorted({row["stratum"] for row in rows}):
        first, second = (
            [r["value"] for r in rows if r["stratum"] == stratum and r["side"] == side]
            for side in (0, 1)
        )
        w = len(first) * len(second) / (len(first) + len(second))
        pooled += w * (np.mean(first) - np.mean(second))
        weight += w
    return {"rows": rows, "difference": float(pooled / weight)}


def power(p, against):
    """Questions for 80 % power, by statsmodels' power of a z test whose spread differs under the null."""
    n = 2
    spread, null = (p * (1 - p)) ** 0.5, (against * (1 - against)) ** 0.5
    while normal_power_het(p - against, n, 0.05, std_null=null, std_alternative=spread) < 0.8:
        n += 1
    return n


values = {
    "made": made,
    "z": {"95": stats.norm.ppf(0.975), "80": stats.norm.ppf(0.8)},
    "t": [[df + 1, stats.t.ppf(0.975, df)] for df in (1, 2, 4, 9, 43, 746)],
    "tTest": [
        [t, df + 1, 2 * stats.t.sf(abs(t), df)]
        for t, df in ((0.0, 3), (1.2, 1), (-2.0, 9), (2.5, 43), (6.0, 746))
    ],
    "mcnemar": [
        [b, c, float(mcnemar([[0, b], [c, 0]], exact=True).pvalue)]
        for b, c in ((1, 0), (4, 0), (3, 9), (12, 12), (40, 80), (250, 120), (0, 700))
    ],
    "holm": [
        {"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()}
        for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.9, 0.9], [0.001, 0.001, 0.04, 1.0])
    ],
    "wilson": [
        [k, n, *map(float, proportion_confint(k, n, method="wilson"))]
        for k, n in ((0, 5), (1, 7), (17, 100), (287, 1686), (10, 10))
    ],
    "bounds": [
        [n, float(proportion_confint(0, n, method="beta")[1])] for n in (1, 2, 3, 44, 747)
    ],
    "clustered": [
        clustered(1, 12, [0, 1]),
        clustered(2, 40, [-1, 0, 0, 0, 1]),
        clustered(3, 6, [0, 1 / 3, 2 / 3, 1]),
    ],
    "stratified": stratified(),
    "questions": [[p, q, power(p, q)] for p, q in ((0.17, 0.1028), (0.12, 0.1028), (0.17, 0.137))],
}

folder.mkdir(parents=True, exist_ok=True)
lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in values.items()]
(folder / "values.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
