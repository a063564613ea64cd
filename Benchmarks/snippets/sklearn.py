import numpy as np
from sklearn.linear_model import LogisticRegression

generator = np.random.default_rng({{n}})
points = generator.normal(size=(500, 8))
labels = (points[:, 0] + points[:, 1] > 0).astype(int)
model = LogisticRegression(max_iter=200).fit(points, labels)
print(model.score(points, labels) > 0.9, {{n}})
