"""What the fork server does once with the libraries it has imported, so that no session pays for it.

First calls fill caches of compiled patterns, import lazily and build tables. Run behind libraries.py, in the same
dictionary. The work is of other shapes than what the benchmark measures, which a test sees to: what it leaves behind
must help all code alike. It must be quick, for the tier waits for it, and leave no thread.
"""

import io
import sys


def warm_pandas():
    import numpy
    import pandas

    table = pandas.read_csv(io.StringIO("day,city,rain\n2020-01-01,Oslo,1.5\n2020-01-02,Rome,\n2020-01-03,Oslo,3\n"),
                            parse_dates=["day"])
    table["wet"] = table.rain.fillna(0) > 1
    by_city = table.groupby("city").agg({"rain": "mean", "wet": "sum"})
    table.merge(by_city, left_on="city", right_index=True).sort_values("day").to_csv(io.StringIO())
    table.pivot_table(index="city", columns="wet", values="rain", aggfunc="sum")
    table.set_index("day").rain.resample("2D").sum()
    text = (str(table), str(by_city), str(table.describe()), repr(table.city.value_counts()))
    numpy.linalg.solve(numpy.eye(3), numpy.arange(3.0))
    return text

def warm_figures():
    # The fonts, and a good deal of imports; twice, for the second figure of a process still meets something new.
    from matplotlib import pyplot
    pyplot.switch_backend("agg")
    for kind in ("plot", "scatter"):
        figure, axes = pyplot.subplots()
        getattr(axes, kind)([0, 1, 2.5], [3, 1, 2], label="a$_1$")
        axes.bar(["p", "q"], [1, 2], color="tab:orange", alpha=0.5)
        axes.set(title="A title, -1.5", xlabel="left", ylabel="right")
        axes.grid(True)
        axes.legend(loc="best")
        figure.tight_layout()
        pyplot.show()
    figure = pyplot.figure(figsize=(5, 4))
    pyplot.hist([1, 2, 2, 3], bins=3)
    pyplot.xticks(rotation=45)
    figure.savefig(io.BytesIO(), dpi=80, bbox_inches="tight")
    pyplot.close("all")
    take_figures()

def warm_sympy():
    import sympy
    a, b = sympy.symbols("a b", positive=True)
    sympy.solve([a + 2 * b - 7, a - b - 1], [a, b])
    sympy.solve(a**3 - 6 * a**2 + 11 * a - 6)
    sympy.solve(b**2 + b * sympy.sqrt(5) - 2, b)
    sympy.factor(a**4 - 16)
    sympy.simplify(sympy.sin(a) ** 2 + sympy.cos(a) ** 2 + (a**2 - 1) / (a - 1))
    sympy.integrate(a * sympy.exp(-a), a)
    sympy.diff(sympy.log(a) * sympy.sin(a * b), a)
    sympy.Matrix([[1, 2], [3, 4]]).inv()
    sympy.series(sympy.cos(a), a, 0, 4)
    return sympy.latex(sympy.Rational(3, 7) * a), str(sympy.N(sympy.pi, 20))

def warm_sklearn():
    import numpy
    from sklearn import linear_model, model_selection, preprocessing, tree
    rows = numpy.arange(80.0).reshape(40, 2) % 7
    kinds = (rows.sum(axis=1) > 6).astype(int)
    train, test, known, wanted = model_selection.train_test_split(rows, kinds, random_state=3)
    scaler = preprocessing.StandardScaler().fit(train)
    for model in (linear_model.LogisticRegression(C=0.5), linear_model.Ridge(), tree.DecisionTreeClassifier()):
        model.fit(scaler.transform(train), known)
        model.predict(scaler.transform(test))
        model.score(scaler.transform(test), wanted)

def warm_scipy():
    from scipy import optimize, stats
    optimize.minimize(lambda point: (point[0] - 2) ** 2, [0.0])
    stats.ttest_ind([1, 2, 3, 4], [2, 3, 4, 6])

WARM_UPS = {
    "pandas": warm_pandas,
    "matplotlib.pyplot": warm_figures,
    "scipy.stats": warm_scipy,
    "sympy": warm_sympy,
    "sklearn.linear_model": warm_sklearn,
}

def warm_up():
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, work in WARM_UPS.items():
            if name in sys.modules:
                work()
