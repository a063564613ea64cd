import Foundation
import TestSupport
import Testing

extension EscapeSuites {
  /// All sessions share one empty network namespace: names that are not files could be met there.
  @Suite(
    "Two responses with Unix sockets by name",
    .enabled("needs a kernel whose Landlock scopes abstract sockets") { try await LandlockScope.isThere },
    .server(changes: ["block": "15s", "parked": "2"])
  )
  struct UnixSocketAttacks {
    @Test("cannot meet at an abstract name, nor at a file", arguments: ["chr(0) + 'meeting'", "'/tmp/meeting'"])
    func meeting(_ name: String) async throws {
      let server = try ServerProcess.current
      let listener = """
        import ctypes, select, socket
        door = socket.socket(socket.AF_UNIX); door.bind(\(name)); door.listen()
        own = socket.socket(socket.AF_UNIX); own.connect(\(name)); door.accept()
        ctypes.CDLL(None).prctl(15, b'listener', 0, 0, 0)
        print('met' if select.select([door], [], [], 2)[0] else 'alone')
        """
      let caller = """
        import socket
        try:
            socket.socket(socket.AF_UNIX).connect(\(name)); print('met')
        except OSError as error: print(error.errno)
        """
      async let first = server.result(of: listener).output
      let isThere = try await eventually {
        try server.processes().contains { process in
          (try? String(contentsOfFile: "/proc/\(process.id)/comm", encoding: .utf8)) == "listener\n"
        }
      }
      #expect(isThere)
      // EPERM is Landlock's answer to a name that is there; a file of another session is not there at all.
      let refusal = name.hasPrefix("chr") ? "1\n" : "2\n"
      #expect(try await server.result(of: caller).output == refusal)
      #expect(try await first == "alone\n")
      try await server.expectClean()
    }

    @Test("cannot reach the machine's names, and cannot keep more than so many waiting")
    func machine() async throws {
      let server = try ServerProcess.current
      try await Probe.attempts(
        "names of the machine, and a full queue",
        """
        import socket
        for name in ('/run/dbus/system_bus_socket', '/var/run/docker.sock', '/dev/log', '/tmp/.X11-unix/X0',
                     chr(0) + '/tmp/.X11-unix/X0', chr(0) + 'pollux-session-ids-1'):
            attempt(repr(name), socket.socket(socket.AF_UNIX).connect, name)
        for folder in ('/', '/usr', '/dev', '/dev/shm', '/proc'):
            attempt('a name in ' + folder, socket.socket(socket.AF_UNIX).bind, folder + '/name')
        door = socket.socket(socket.AF_UNIX); door.bind('/tmp/door'); door.listen(1 << 30)
        waiting = 0
        try:
            for waiting in range(1000):
                caller = socket.socket(socket.AF_UNIX); caller.setblocking(False); caller.connect('/tmp/door')
                caller.close()
        except BlockingIOError: pass
        if waiting > 65: print('escaped:', waiting, 'wait')
        # What is left as a file of a kind the host must not open.
        os.rename('/tmp/door', '/tmp/output.png'); os.symlink('/tmp/output.png', '/work/output.png')
        socket.socket(socket.AF_UNIX).bind('/work/data.csv')
        """
      ).run(on: server)
      try await server.expectClean()
    }
  }
}

/// Whether this kernel's Landlock keeps sessions from each other's abstract sockets (ABI 6, Linux 6.12).
enum LandlockScope {
  struct Report: Decodable { var landlockAbi: Int }

  private static let found = Task {
    let report = try await pollux("doctor", "--format", "json")
    return try JSONDecoder().decode(Report.self, from: Data(report.output.utf8)).landlockAbi >= 6
  }

  static var isThere: Bool { get async throws { try await found.value } }
}
