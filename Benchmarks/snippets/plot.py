import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 10, 200)
plt.figure(figsize=(8, 5))
plt.plot(x, np.sin(x + {{n}}), label="wave")
plt.xlabel("time")
plt.ylabel("height")
plt.title("number {{n}}")
plt.legend()
plt.show()
print(len(plt.get_fignums()) <= 1, {{n}})
