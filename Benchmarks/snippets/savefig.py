import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 10, 200)
figure, axes = plt.subplots(figsize=(8, 5))
axes.plot(x, np.sin(x + {{n}}), label="wave")
axes.set_xlabel("time")
axes.set_ylabel("height")
axes.set_title("number {{n}}")
axes.legend()
figure.savefig("plot.png")
plt.close(figure)
print(open("plot.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n", {{n}})
