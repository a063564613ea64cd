import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  /// No library is imported before the block: what Pollux does to some must then happen at their import.
  @Suite("Libraries that a block imports itself", .server(changes: ["numpySeed": "7"]))
  struct LateImportTests {
    private func run(_ code: String) async throws -> GenerateAnswer {
      try await ServerProcess.current.run(code)
    }

    @Test("draw figures as imported ones do, each once and in order")
    func figures() async throws {
      let answer = try await run(
        """
        import matplotlib.pyplot as plt
        plt.plot([1, 2]); plt.show()
        plt.bar(['a'], [1]); plt.show()
        plt.show()
        print(plt.get_backend(), plt.get_fignums())
        """
      )
      #expect(answer.files.map(\.mimeType) == ["image/png", "image/png"])
      #expect(answer.results.last?.output == "agg []\n")
    }

    @Test("draw with a backend the code chooses, and without pyplot")
    func otherBackends() async throws {
      let chosen = try await run(
        "import matplotlib\nmatplotlib.use('Agg')\nfrom matplotlib import pyplot as p\np.plot([1]); p.show()"
      )
      #expect(chosen.files.count == 1)
      let saved = try await run(
        """
        import matplotlib
        matplotlib.use('svg')
        import matplotlib.pyplot as plt
        plt.plot([1]); plt.savefig('a.svg')
        print(plt.get_backend())
        """
      )
      #expect(saved.results.last?.output == "svg\n" && saved.files.count == 1)
    }

    @Test("find matplotlib's settings and fonts where the library set has them, and leave no trace in the environment")
    func settings() async throws {
      let answer = try await run(
        """
        import os, matplotlib, matplotlib.pyplot, importlib.util
        print(sorted(os.environ), os.listdir('/work'), os.listdir('/tmp'))
        print(matplotlib.matplotlib_fname(), type(matplotlib.__loader__).__name__, type(matplotlib.__spec__.loader).__name__)
        print(importlib.util.find_spec('altair').loader.is_package('altair'))
        """
      )
      let output = try #require(answer.results.last?.output).split(separator: "\n")
      #expect(output[0] == "['HOME', 'LC_ALL', 'PATH', 'TZ'] [] []")
      #expect(output[1].hasSuffix("mpl-data/matplotlibrc SourceFileLoader SourceFileLoader"))
      #expect(output[2] == "True")
    }

    @Test("obey settings of the code's own")
    func ownSettings() async throws {
      let answer = try await run(
        """
        import os
        open('mine', 'w').write('lines.linewidth: 7')
        os.environ['MATPLOTLIBRC'] = '/work/mine'
        import matplotlib
        print(matplotlib.rcParams['lines.linewidth'], os.environ['MATPLOTLIBRC'])
        os.remove('mine')
        """
      )
      #expect(answer.results.last?.output == "7.0 /work/mine\n")
    }

    @Test("say that there is no window")
    func windows() async throws {
      let answer = try await run(
        """
        import cv2, numpy, altair
        from PIL import Image
        cv2.imshow('a', numpy.zeros((2, 2))); cv2.waitKey(0); cv2.destroyAllWindows()
        Image.new('L', (2, 2)).show()
        altair.Chart().mark_point().show()
        """
      )
      let lines = answer.results.last?.output?.split(separator: "\n") ?? []
      #expect(lines.map { $0.prefix { $0 != " " } } == ["cv2.imshow", "Image.show()", "Chart.show()"])
    }

    @Test("have the profile's seed, and cv2 one of its own in each session")
    func seeds() async throws {
      let code = """
        import numpy as np, cv2
        print(np.random.rand())
        image = np.zeros((4, 4), np.uint8); cv2.randu(image, 0, 255); print(image.tolist())
        """
      var outputs: [[Substring]] = []
      for _ in 0..<2 {
        outputs.append(try #require(try await run(code).results.last?.output).split(separator: "\n"))
      }
      #expect(outputs[0][0] == "0.07630828937395717" && outputs[1][0] == outputs[0][0])
      #expect(outputs[0][1] != outputs[1][1])
    }

    @Test("start no threads of their own")
    func threads() async throws {
      let answer = try await run(
        """
        import numpy as np, scipy.linalg, cv2
        from sklearn.cluster import KMeans
        scipy.linalg.inv(np.eye(300) * 2); KMeans(2, n_init=1).fit(np.random.rand(300, 2)); cv2.GaussianBlur(np.zeros((900, 900)), (5, 5), 0)
        print(next(line for line in open('/proc/self/status') if line.startswith('Threads')).split()[1])
        """
      )
      #expect(answer.results.last?.output == "1\n")
    }

    @Test("that fail to import say so as Python does")
    func missing() async throws {
      let answer = try await run("import os, sys\nsys.path[:] = ['']\nimport cv2")
      let output = answer.results.last?.output ?? ""
      #expect(output.hasSuffix("ModuleNotFoundError: No module named 'cv2'\n"), "\(output)")
      #expect(!output.contains("Finder") && !output.contains("Loader"))
    }
  }
}
