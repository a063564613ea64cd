import Foundation
import TestSupport
import Testing

extension EscapeSuites.Quick {
  @Suite("Files left for the collector")
  struct OutputAttacks {
    /// An attack and what comes back of it: the files' contents, and texts the result must hold.
    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var code: String
      var files: [String] = []
      var texts: [String] = []
    }

    static let cases = [
      Case(
        testDescription: "links to files of the system and of processes",
        code: """
          import os
          for index, target in enumerate(('/etc/passwd', '/proc/self/environ', '/proc/1/environ', '/pollux/pollux-init',
                                          '/proc/self/mem', '/dev/zero', '.', '..', 'loop7.png', '/proc/self/fd/100')):
              os.symlink(target, f'loop{index}.png')
          os.symlink('/proc/self/fd/0', 'null.csv')
          """
      ),
      Case(
        testDescription: "FIFOs, sockets and devices",
        code: """
          import os, stat
          for kind in (stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFCHR, stat.S_IFBLK):
              try: os.mknod(f'node{kind}.png', 0o666 | kind, os.makedev(1, 5))
              except OSError: pass
          """
      ),
      Case(
        testDescription: "a hard link to a readable file of the system",
        code: """
          import os
          try: os.link('/etc/passwd', 'passwd.txt')
          except OSError: pass
          """
      ),
      Case(
        testDescription: "a sparse giant",
        code: "open('giant.bin', 'wb').truncate(200 << 20)\nopen('whole.txt', 'w').write('fits')",
        files: ["fits"],
        texts: ["giant.bin"]
      ),
      Case(
        testDescription: "names that are not text, and names that are commands",
        code: """
          import os
          for name in (b'\\xff\\xfe.txt', b'a\\nb.txt', b'"}],"x":[{".txt', b'-rf', b'\\x1b[2J.txt', b'n' * 255,
              b'%2e%2e%2f'):
              open(name, 'wb').write(b'x')
              os.utime(name, (1, 1))
          """,
        files: Array(repeating: "x", count: 7)
      ),
      Case(
        testDescription: "five thousand files",
        code: "for index in range(5000): open(f'{index:04}.png', 'w').write('x')",
        files: Array(repeating: "x", count: 20),
        texts: ["and 4960 more"]
      ),
      Case(
        testDescription: "a tree too deep for any walk",
        code: """
          import os
          try:
              for _ in range(5000): os.mkdir('d'); os.chdir('d')
          except OSError: pass
          """
      ),
      Case(
        testDescription: "a working directory that is gone",
        code:
          """
          import os
          os.mkdir('gone'); os.chdir('gone'); os.rmdir('/work/gone')
          open('/work/kept.txt', 'w').write('kept')
          """,
        files: ["kept"]
      ),
      Case(
        testDescription: "a file nobody may read",
        code:
          "import os\nopen('closed.txt', 'w').write('x'); os.chmod('closed.txt', 0)\nopen('open.txt', 'w').write('y')",
        files: ["y"]
      ),
      Case(
        testDescription: "pictures that are none",
        code: "for name in ('a.png', 'b.jpg', 'c.svg', 'd.html'): open(name, 'w').write('<script>')",
        files: Array(repeating: "<script>", count: 4)
      ),
      Case(
        testDescription: "a mandatory wait: a lock, a lease and an open writer",
        code: """
          import fcntl
          file = open('locked.txt', 'w'); file.write('locked'); file.flush()
          fcntl.flock(file, fcntl.LOCK_EX); fcntl.lockf(file, fcntl.LOCK_EX)
          """,
        files: ["locked"]
      ),
    ]

    @Test("give back what is really there, and no more", arguments: cases)
    func collected(_ testCase: Case) async throws {
      let server = try ServerProcess.current
      let answer = try await server.run(testCase.code)
      let result = try #require(answer.results.first)
      #expect(result.outcome == "OUTCOME_OK", "\(result)")
      #expect(answer.files.map { String(decoding: $0.data, as: UTF8.self) } == testCase.files)
      for text in testCase.texts { #expect(result.output?.contains(text) == true, "\(result)") }
      try await server.expectClean()
    }

    @Test("a file that is swapped for a link while it is collected never gives the link's target")
    func swapRace() async throws {
      let server = try ServerProcess.current
      for _ in 0..<10 {
        let answer = try await server.run(
          """
          import os
          if os.fork() == 0:
              os.symlink('/etc/passwd', '.link')
              open('.file', 'w').write('x' * 1000)
              for index in range(200_000):
                  for name in ('a.txt', 'b.txt', 'c.txt'):
                      try:
                          os.link('.file', '.new'); os.rename('.new', name)
                          os.symlink('/etc/passwd', '.new'); os.rename('.new', name)
                          os.mkfifo('.new'); os.rename('.new', name)
                      except OSError:
                          try: os.unlink('.new')
                          except OSError: pass
          while not os.path.lexists('c.txt'): pass
          """
        )
        #expect(answer.results.first?.outcome == "OUTCOME_OK")
        for file in answer.files { #expect(!String(decoding: file.data, as: UTF8.self).contains("root:")) }
      }
      try await server.expectClean()
    }

    @Test("a file that grows or shrinks while it is read is whole or not there")
    func unsteady() async throws {
      let server = try ServerProcess.current
      for _ in 0..<5 {
        let answer = try await server.run(
          """
          import os
          open('unsteady.bin', 'wb').write(bytes(4 << 20))
          if os.fork() == 0:
              file = os.open('unsteady.bin', os.O_RDWR)
              while True: os.ftruncate(file, 0); os.ftruncate(file, 6 << 20)
          open('steady.txt', 'w').write('steady'); os.utime('steady.txt', (1, 1))
          """
        )
        #expect(answer.results.first?.outcome == "OUTCOME_OK", "\(answer.results)")
        #expect(answer.files.first?.data == Data("steady".utf8))
        for file in answer.files.dropFirst() {
          #expect([0, 6 << 20].contains(file.data.count) || file.data.count == 4 << 20)
        }
      }
      try await server.expectClean()
    }
  }
}
