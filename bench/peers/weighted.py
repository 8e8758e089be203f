"""Weighted sums by scikit-criteria, for ours to be held against. Usage: weighted.py OUT.npz"""

import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
import skcriteria as sk
from skcriteria.agg.simple import WeightedSumModel

random = np.random.default_rng(11)
values = random.random((400, 60))
weights = random.integers(1, 10, 60)
made = sk.mkdm(values, [max] * 60, weights=weights / weights.sum())
scores = WeightedSumModel().evaluate(made).e_.score
np.savez(sys.argv[1], values=values, weights=weights, scores=scores)
