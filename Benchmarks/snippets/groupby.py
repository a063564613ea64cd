import numpy as np
import pandas as pd

generator = np.random.default_rng({{n}})
frame = pd.DataFrame({"group": generator.integers(0, 20, 10_000), "value": generator.integers(0, 1000, 10_000)})
summary = frame.groupby("group")["value"].agg(["sum", "mean", "count"])
print(int(summary["sum"].sum()) == int(frame["value"].sum()), int(summary["count"].sum()) + {{n}})
