"""What the forkserver imports before it forks: what the snippets use."""

import matplotlib
matplotlib.use("agg")

import matplotlib.pyplot  # noqa: E402,F401
import numpy  # noqa: E402,F401
import pandas  # noqa: E402,F401
import sklearn.linear_model  # noqa: E402,F401
import sympy  # noqa: E402,F401
