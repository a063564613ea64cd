import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

generator = np.random.default_rng({{n}})
frame = pd.DataFrame({"month": np.arange(1200) % 12, "sales": generator.integers(1, 500, 1200)})
totals = frame.groupby("month")["sales"].sum()
figure, axes = plt.subplots()
totals.plot(kind="bar", ax=axes, title="sales {{n}}")
figure.savefig("plot.png")
plt.close(figure)
print(int(totals.sum()) == int(frame["sales"].sum()), len(totals) + {{n}})
