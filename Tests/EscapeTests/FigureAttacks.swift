import TestSupport
import Testing

extension EscapeSuites.Delivered {
  @Suite("Attacks on figures")
  struct FigureAttacks {
    static let plot = "import matplotlib.pyplot as plt\n"

    static let probes = [
      Probe(
        "a figure of a hundred thousand dots a side",
        plot + "plt.figure(figsize=(1000, 1000), dpi=1000)\nplt.show()",
        ends: Probe.failed()
      ),
      Probe(
        "a figure that fits the library and no limit",
        plot + "plt.figure(figsize=(650, 650), dpi=100)\nplt.show()",
        ends: Probe.failed()
      ),
      Probe(
        "savefig that gives half a gigabyte",
        plot
          + """
          from matplotlib.figure import Figure
          Figure.savefig = lambda self, target, **options: target.write(bytes(500 << 20))
          plt.figure(); plt.show()
          """,
        ends: Probe.ok("left out")
      ),
      Probe(
        "a show that shows again",
        plot + "plt.figure().canvas.manager.show = plt.show\nplt.show()",
        ends: Probe.failed("recursion")
      ),
      Probe(
        "managers without end",
        plot
          + """
          from matplotlib._pylab_helpers import Gcf
          Gcf.get_all_fig_managers = classmethod(lambda kind: [None] * 5)
          plt.show()
          """,
        ends: Probe.failed("AttributeError")
      ),
      Probe(
        "hundreds of figures",
        plot + "for _ in range(90): plt.figure(figsize=(0.2, 0.2)); plt.show()",
        ends: Probe.ok("and 50 more]")
      ),
    ]

    @Test("end within limits", arguments: probes)
    func isHeld(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      try await probe.run(on: server)
      try await server.expectClean()
    }

    @Test("what the hook is handed comes back as what it is")
    func forgedFigure() async throws {
      let server = try ServerProcess.current
      let answer = try await server.run(
        Self.plot
          + """
          from matplotlib.figure import Figure
          Figure.savefig = lambda self, target, **options: target.write(b'<script>')
          plt.figure(); plt.show()
          """
      )
      for file in answer.files { #expect(file.mimeType == "application/octet-stream") }
      try await server.expectClean()
    }
  }
}
