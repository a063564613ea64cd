/// What the fork server does once with the libraries it has imported, so that no session pays for it.
///
/// First calls fill caches of compiled patterns, import lazily and build tables. Run behind `LibrarySource.text`, in the
/// same dictionary. The work is of other shapes than what the benchmark measures: what it leaves behind must help all code alike.
enum WarmUpSource {
  static let text = """
    def warm_figures():
        # The fonts, and a good deal of imports.
        from matplotlib import pyplot
        pyplot.switch_backend("agg")
        figure, axes = pyplot.subplots()
        axes.plot([0, 1], [0, 1], label="a")
        axes.set_title("a")
        axes.legend()
        pyplot.show()
        pyplot.close("all")
        take_figures()

    WARM_UPS = {
        "matplotlib.pyplot": warm_figures,
    }

    def warm_up():
        for name, work in WARM_UPS.items():
            if name in sys.modules:
                work()
    """
}
