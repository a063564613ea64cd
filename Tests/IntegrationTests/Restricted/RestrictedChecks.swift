import Foundation
import Glibc
import TestSupport
import Testing

/// What must hold at the level `restricted`, asked of the suite's server, whoever runs it.
enum RestrictedChecks {
  static let changes = ["isolation": "restricted", "block": "10s"]

  static func view(_ testCase: RestrictedViews.Case) async throws {
    let server = try ServerProcess.current
    let code = testCase.code.replacingOccurrences(of: RestrictedViews.serverMark, with: "\(server.program.id)")
    let result = try await server.result(of: code)
    #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: testCase.output))
    #expect(try await server.comesToRest(), "launcher, keeper and fork server are not the ones they were")
  }

  /// A response with an input file, numpy, a figure and an output file, in two blocks that share names.
  static func wholeResponse() async throws {
    let server = try ServerProcess.current
    #expect(server.readyLine.contains("isolation: restricted"))
    let answer = try await server.run(
      """
      import numpy as np, pandas as pd, matplotlib.pyplot as plt
      table = pd.read_csv('input_file_0.csv')
      plt.plot(np.arange(3), table['b'])
      plt.show()
      """,
      """
      open('sum.txt', 'w').write(str(table['b'].sum()))
      print(table['b'].sum())
      """,
      files: [("text/csv", "a,b\n1,2\n3,4\n5,6\n")]
    )
    #expect(answer.results.map(\.outcome) == ["OUTCOME_OK", "OUTCOME_OK"])
    #expect(answer.results.last?.output == "12\n")
    #expect(answer.files.map(\.mimeType) == ["image/png", "text/plain"])
    #expect(answer.files.last?.data == Data("12".utf8))
    #expect(try await server.comesToRest())
  }

  static func deadline() async throws {
    let server = try ServerProcess.current
    let answer = try await server.run("print('before')\nwhile True: pass", "print('after')")
    #expect(answer.results.map(\.outcome) == ["OUTCOME_DEADLINE_EXCEEDED", "OUTCOME_OK"])
    #expect(answer.results.last?.output?.hasPrefix("after\n") == true)
    #expect(try await server.comesToRest())
  }

  /// A session that cannot read, write or signal another one that runs at the same time.
  static func neighbour() async throws {
    let server = try ServerProcess.current
    async let victim = server.result(
      of: """
        import os, time
        open('.secret', 'w').write('x')
        end = time.monotonic() + 60
        while not os.path.exists('.stop') and time.monotonic() < end: time.sleep(0.01)
        print(sorted(os.listdir('.')))
        """
    )
    let session = try await runningSession(of: server)
    #expect(try await eventually { FileManager.default.fileExists(atPath: session.folder + "/.secret") })
    let attack = try await server.result(
      of: """
        import os, signal
        folder, pid = '\(session.folder)', \(session.process)
        actions = [lambda: open(folder + '/.secret').read(), lambda: os.listdir(folder),
                   lambda: open(folder + '/x', 'w'), lambda: os.remove(folder + '/.secret'),
                   lambda: os.kill(pid, signal.SIGKILL), lambda: os.killpg(pid, signal.SIGKILL),
                   lambda: open(f'/proc/{pid}/environ').read(), lambda: open(f'/proc/{pid}/maps').read(),
                   lambda: os.listdir(f'/proc/{pid}/fd'), lambda: os.readlink(f'/proc/{pid}/cwd')]
        for index, action in enumerate(actions):
            try:
                print(index, action())
            except PermissionError:
                pass
        print('done')
        """
    )
    #expect(attack.output == "done\n")
    // By the owner of the folder, not from within: what a test may do the neighbour may not.
    try Data().write(to: URL(filePath: session.folder + "/.stop"))
    #expect(try await victim.output == "['.secret', '.stop']\n")
  }

  /// A fork bomb is stopped by the limit of processes, or killed soon after it, and the next response has room.
  static func forkBomb() async throws {
    let server = try ServerProcess.current
    let start = ContinuousClock.now
    _ = try await server.result(of: "import os\nwhile True:\n    os.fork()")
    #expect(ContinuousClock.now - start < .seconds(9), "it went on until its deadline")
    #expect(try await server.comesToRest(), "processes outlive the session")
    #expect(try await server.result(of: "print('room')").output == "room\n")
  }

  struct Leftover: CustomTestStringConvertible {
    var testDescription: String
    var code: String
  }

  static let leftovers = [
    Leftover(
      testDescription: "a daemon that has forked twice",
      code: """
        import os, time
        if os.fork() == 0:
            try:
                os.setsid()
            except OSError:
                pass
            if os.fork() == 0:
                os.closerange(0, 1024)
                time.sleep(300)
            os._exit(0)
        """
    ),
    Leftover(
      testDescription: "processes that go on as their own children without end",
      code: """
        import os, signal
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            for _ in range(5):
                os.fork()
            while True:
                if os.fork():
                    os._exit(0)
        """
    ),
    Leftover(
      testDescription: "a stopped child",
      code: "import subprocess\nsubprocess.Popen(['sh', '-c', 'kill -STOP $$'])"
    ),
    Leftover(
      testDescription: "a tree deeper than a path may be long",
      code: """
        import os
        os.mkdir('.tree')
        os.chdir('.tree')
        for depth in range(3000):
            open('file', 'w').close()
            os.mkdir('folder')
            os.chdir('folder')
        """
    ),
    Leftover(
      testDescription: "folders nobody may enter, links, and names that are in the way",
      code: """
        import os
        os.makedirs('.a/b/c')
        open('.a/b/c/file', 'w').close()
        os.symlink('/usr', '.a/b/link')
        os.symlink('.', '.self')
        for index in range(5):
            os.makedirs(f'.lifted-{index}/.lifted-{index}/.lifted-1')
        os.mkdir('.a/b/closed', 0)
        for name in ('.a/b/c', '.a/b', '.a'):
            os.chmod(name, 0)
        """
    ),
  ]

  /// Whatever a session leaves: no process and no file of it is there after the response.
  static func nothingRemains(of leftover: Leftover) async throws {
    let server = try ServerProcess.current
    let result = try await server.result(of: "import os\nprint(os.getcwd(), flush=True)\n" + leftover.code)
    #expect(result.outcome == "OUTCOME_OK")
    let folder = URL(filePath: try #require(result.output?.split(separator: "\n").first.map(String.init)))
    let parent = folder.deletingLastPathComponent()
    try #require(FileManager.default.fileExists(atPath: parent.deletingLastPathComponent().path))
    #expect(try await server.comesToRest(), "processes outlive the session")
    #expect(try await eventually { !FileManager.default.fileExists(atPath: parent.path) }, "files outlive the session")
    #expect(FileManager.default.fileExists(atPath: "/usr/bin/env"))
    #expect(try await server.result(of: "print('next')").output == "next\n")
  }

  /// Nothing is left of a server that is stopped, or killed with sessions running.
  static func nothingRemains(ofServer setUp: ServerProcess.SetUp, killed: Bool) async throws {
    let server = try await ServerProcess(setUp)
    async let running = server.request(
      body: try GenerateBody(blocks: ["import os, time\nos.fork()\nos.fork()\ntime.sleep(300)"]).json()
    )
    let session = try await runningSession(of: server)
    let folder = URL(filePath: session.folder).deletingLastPathComponent().deletingLastPathComponent()
    #expect(folder.lastPathComponent.hasPrefix("pollux-"))
    #expect(try await eventually { try server.processes().count >= server.processesAtRest.count + 4 })
    let processes = try server.processes()
    if killed {
      server.program.send(SIGKILL)
    } else {
      // The second signal does not wait for the response; two that are sent at once may arrive as one.
      _ = try await eventually {
        server.program.send(SIGTERM)
        return server.program.ending != nil
      }
    }
    _ = try await server.program.outcome()
    _ = try? await running
    #expect(try await eventually { try ProcessTree.survivors(of: processes).isEmpty }, "processes outlive the server")
    #expect(try await eventually { !FileManager.default.fileExists(atPath: folder.path) }, "files outlive the server")
  }

  /// The interpreter of the one session that runs, and its working directory.
  private static func runningSession(of server: ServerProcess) async throws -> (process: Int32, folder: String) {
    var found: (Int32, String)?
    _ = try await eventually {
      for process in try server.processes().subtracting(server.processesAtRest) {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process.id)/cwd")
        if let link, link.hasSuffix("/work") { found = (process.id, link) }
      }
      return found != nil
    }
    return try #require(found, "no session is running")
  }
}
