import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("Figures and files of a block")
  struct OutputFileTests {
    @Test("files of one moment come by name")
    func order() async throws {
      let answer = try await ServerProcess.current.run(
        "import os\nfor name in ('y.txt', 'c.txt'):\n    open(name, 'w').write(name); os.utime(name, (1, 1))"
      )
      #expect(answer.files.map { String(decoding: $0.data, as: UTF8.self) } == ["c.txt", "y.txt"])
    }

    static let plot = "import matplotlib.pyplot as plt\n"

    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var blocks: [String]
      var shape: String
    }

    @Test(
      "come behind its result",
      arguments: [
        Case(testDescription: "a figure", blocks: [plot + "plt.plot([1, 2])\nplt.show()"], shape: "CRFT"),
        Case(
          testDescription: "shown twice",
          blocks: [plot + "plt.plot([1, 2])\nplt.show()\nplt.show()"],
          shape: "CRFT"
        ),
        Case(
          testDescription: "two figures, one show",
          blocks: [plot + "plt.figure()\nplt.figure()\nplt.show()"],
          shape: "CRFFT"
        ),
        Case(
          testDescription: "saved and shown are two",
          blocks: [plot + "plt.plot([1, 2])\nplt.savefig('a.png')\nplt.show()"],
          shape: "CRFFT"
        ),
        Case(testDescription: "saved only", blocks: [plot + "plt.plot([1, 2])\nplt.savefig('a.png')"], shape: "CRFT"),
        Case(
          testDescription: "a figure that is not shown waits for the block that shows it",
          blocks: [plot + "plt.plot([1, 2])", "assert plt.get_fignums() == [1]", "plt.show()"],
          shape: "CRCRCRFT"
        ),
        Case(
          testDescription: "a failure keeps what was shown and saved",
          blocks: [plot + "plt.plot([1, 2])\nplt.show()\nopen('a.txt', 'w').write('x')\n1 / 0"],
          shape: "CRFFT"
        ),
        Case(
          testDescription: "a file that stays as it was",
          blocks: ["open('a', 'w').write('1')", "pass"],
          shape: "CRFCRT"
        ),
        Case(
          testDescription: "files in folders",
          blocks: [
            """
            import os
            os.makedirs('output/charts', exist_ok=True)
            open('output/charts/a.txt', 'w').write('1'); open('output/b.csv', 'w').write('2')
            """,
            "open('output/charts/a.txt', 'w').write('3')", "pass", "os.rename('output', 'moved')",
          ],
          shape: "CRFFCRFCRCRFFT"
        ),
        Case(
          testDescription: "a file that changed",
          blocks: ["open('a', 'w').write('1')", "open('a', 'w').write('2')"],
          shape: "CRFCRFT"
        ),
        Case(
          testDescription: "hidden, cached, linked and special files stay",
          blocks: [
            """
            import os
            open('.hidden', 'w').write('x')
            os.makedirs('__pycache__'); open('__pycache__/a.pyc', 'w').write('x')
            os.makedirs('.git/objects'); open('.git/objects/a', 'w').write('x')
            os.makedirs('folder/__pycache__'); open('folder/__pycache__/a.pyc', 'w').write('x')
            os.symlink('/etc', 'folder/etc'); os.symlink('..', 'folder/up')
            os.symlink('/etc/passwd', 'link.txt')
            """
          ],
          shape: "CRT"
        ),
      ]
    )
    func order(_ testCase: Case) async throws {
      let answer = try await ServerProcess.current.run(blocks: testCase.blocks)
      #expect(answer.shape == testCase.shape, "\(answer.results)")
    }

    @Test("that are not looked at are named, once")
    func unseen() async throws {
      let answer = try await ServerProcess.current.run(
        """
        import os
        deep = 'd/' * 15
        os.makedirs(deep + 'below/x'); open(deep + 'last.txt', 'w').write('seen'); open(deep + 'below/a.txt', 'w').write('x')
        os.makedirs('closed'); open('closed/a.txt', 'w').write('x'); os.chmod('closed', 0)
        open('shut.txt', 'w').write('x'); os.chmod('shut.txt', 0)
        """,
        "pass"
      )
      #expect(answer.files.map { String(decoding: $0.data, as: UTF8.self) } == ["seen"])
      let output = try #require(answer.results.first?.output)
      for name in ["below/ (below too many folders)", "closed/ (it cannot be read)", "shut.txt (it cannot be read)"] {
        #expect(output.contains(name), "\(output)")
      }
      #expect(answer.results.last?.output == nil)
    }

    @Test("come by time and then by path, from all folders; those that do not fit are named by it")
    func folders() async throws {
      let answer = try await ServerProcess.current.run(
        """
        import os
        for index in range(24):
            folder = f'f{index % 3}'
            os.makedirs(folder, exist_ok=True)
            name = f'{folder}/{index:02}.txt'
            open(name, 'w').write(str(index)); os.utime(name, (index // 12, index // 12))
        """
      )
      let expected = (0..<24).map { ($0 / 12, $0 % 3, $0) }.sorted { $0 < $1 }.map { "\($0.2)" }
      #expect(answer.files.map { String(decoding: $0.data, as: UTF8.self) } == Array(expected.prefix(20)))
      let output = try #require(answer.results.first?.output)
      for name in expected.suffix(4).compactMap(Int.init).map({ "f\($0 % 3)/\($0 < 10 ? "0" : "")\($0).txt" }) {
        #expect(output.contains(name), "\(output)")
      }
    }

    @Test(
      "are found where other services have the working directory",
      arguments: ["/mnt/data", "/home/bard", "/content", "/root"]
    )
    func otherNames(_ folder: String) async throws {
      let answer = try await ServerProcess.current.run(
        """
        import os
        os.makedirs('\(folder)', exist_ok=True)
        with open('\(folder)/result.csv', 'w') as f:
            f.write('a\\n1\\n')
        os.makedirs('\(folder)/charts')
        open('\(folder)/charts/b.txt', 'w').write(open('\(folder)/input_file_0.csv').read())
        print(sorted(os.listdir('\(folder)')), sorted(os.listdir()), os.getcwd())
        """,
        files: [("text/csv", "x,y")]
      )
      let names = "['charts', 'input_file_0.csv', 'result.csv']"
      #expect(answer.results == [GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "\(names) \(names) /work\n")])
      #expect(Set(answer.files.map { String(decoding: $0.data, as: UTF8.self) }) == ["a\n1\n", "x,y"])
    }

    @Test("are PNG at 100 dots an inch, in the order they were shown")
    func figures() async throws {
      let code =
        Self.plot + """
          plt.figure(figsize=(3, 2)); plt.show()
          plt.figure(figsize=(5, 4)); plt.show()
          """
      let files = try await ServerProcess.current.run(code).files
      #expect(files.map(\.mimeType) == ["image/png", "image/png"])
      // IHDR holds width and height as big-endian numbers at offset 16 (PNG specification §11.2.2).
      let sizes = files.map { file in
        [16, 20].map { offset in file.data[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
      }
      #expect(sizes == [[300, 200], [500, 400]])
    }

    @Test("come by time and then by name, typed by extension and by what is inside")
    func types() async throws {
      let answer = try await ServerProcess.current.run(
        """
        import os
        from PIL import Image
        Image.new('RGB', (2, 2)).save('z.jpg')
        Image.new('RGB', (2, 2)).save('x.PNG')
        for name in ('d.csv', 'm.txt', 'b.json', 'a.unknown', 'fake.png', 'none'):
            open(name, 'w').write(name)
        order = ['z.jpg', 'd.csv', 'x.PNG', 'm.txt', 'b.json', 'a.unknown', 'fake.png', 'none']
        for index, name in enumerate(order):
            seconds = 1_700_000_000 + index // 2
            os.utime(name, (seconds, seconds))
        """
      )
      #expect(answer.results.first == GenerateAnswer.Result(outcome: "OUTCOME_OK"))
      let types = [
        "text/csv", "image/jpeg", "text/plain", "image/png", "application/octet-stream", "application/json",
        "application/octet-stream", "application/octet-stream",
      ]
      #expect(answer.files.map(\.mimeType) == types)
      #expect(answer.files[0].data == Data("d.csv".utf8))
      #expect(answer.files[6].data == Data("fake.png".utf8))
    }

    @Test("are at most twenty; the others are named")
    func count() async throws {
      let answer = try await ServerProcess.current.run("for i in range(25): open(f'f{i:02}.txt', 'w').write(str(i))")
      #expect(answer.files.map { String(decoding: $0.data, as: UTF8.self) } == (0..<20).map(String.init))
      let output = try #require(answer.results.first?.output)
      #expect(output.split(separator: "\n").count == 1)
      for name in (20..<25).map({ "f\($0).txt" }) { #expect(output.contains(name)) }
      #expect(!output.contains("f19.txt"))
    }

    @Test("are at most 8 MiB each and 20 MiB together; the others are named")
    func sizes() async throws {
      let answer = try await ServerProcess.current.run(
        """
        print('done')
        open('a-huge.bin', 'wb').write(bytes((8 << 20) + 1))
        for i in range(3):
            open(f'b{i}.bin', 'wb').write(bytes(7 << 20))
        open('m.txt', 'w').write('fits')
        """
      )
      #expect(answer.files.map(\.data.count) == [7 << 20, 7 << 20, 4])
      let lines = try #require(answer.results.first?.output).split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines.last?.contains("a-huge.bin, b2.bin") == true)
    }
  }
}
