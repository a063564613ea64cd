/// The filter's classes about sockets.
extension DeniedCalls {
  static let noFamily = 97

  static let sockets = [
    DeniedCalls(
      "the far side of sockets",
      "'sendmmsg', -1, 0, 0, 0",
      "'recvmmsg', -1, 0, 0, 0, 0",
      "'socketpair', 2, 1, 0, 0",
      "'socketpair', 16, 3, 0, 0",
      "'socketpair', 30, 1, 0, 0",
      "'socketpair', 1, 2, 0, 0",
      "'socketpair', 1, 3, 0, 0",
      "'socketpair', 1, 5, 0, 0",
      "'socketpair', 1, 0x80002, 0, 0",
      "'socketpair', 0x1_00000001, 0x1_00000002, 0, 0",
      "'sendto', -1, 0, 0, 1, 0, 0",
      "'sendmsg', -1, 0, 0x4001",
      "'recvfrom', -1, 0, 0, 1, 0, 0",
      "'recvmsg', -1, 0, 0x41"
    ),
    DeniedCalls(
      "options of sockets that open something else",
      // By number: filters of both kinds, their lock, their program, reading one back; names without bind.
      "'setsockopt', -1, 1, 26, 0, 0",
      "'setsockopt', -1, 1, 27, 0, 0",
      "'setsockopt', -1, 1, 44, 0, 0",
      "'setsockopt', -1, 1, 50, 0, 0",
      "'setsockopt', -1, 1, 51, 0, 0",
      "'setsockopt', -1, 1, 52, 0, 0",
      "'setsockopt', -1, 1, 16, 0, 0",
      "'setsockopt', -1, 1, 76, 0, 0",
      "'setsockopt', -1, 1, 60, 0, 0",
      "'setsockopt', -1, 0x1_00000001, 0x1_0000001a, 0, 0",
      "'setsockopt', -1, 6, 7, 0, 0",
      "'setsockopt', -1, 0, 8, 0, 0",
      "'setsockopt', -1, 41, 20, 0, 0",
      "'getsockopt', -1, 1, 77, 0, 0",
      "'getsockopt', -1, 1, 17, 0, 0",
      "'getsockopt', -1, 1, 59, 0, 0",
      "'getsockopt', -1, 1, 31, 0, 0",
      "'getsockopt', -1, 1, 26, 0, 0",
      "'getsockopt', -1, 1, 57, 0, 0",
      "'getsockopt', -1, 0x1_00000001, 0x1_0000004d, 0, 0",
      "'getsockopt', -1, 6, 3, 0, 0"
    ),
    DeniedCalls(
      "sockets of the network",
      errno: noFamily,
      "'socket', 2, 1, 0",
      "'socket', 2, 2, 0",
      "'socket', 2, 3, 1",
      "'socket', 10, 1, 0",
      "'socket', 16, 3, 0",
      "'socket', 0x1_00000002, 1, 0"
    ),
  ]

  /// Sockets that fail with the errno of `seccomp.json` where there are none at all, and with the default where Unix
  /// streams are allowed.
  static let otherSockets = [
    "'socket', 0, 1, 0", "'socket', 1, 2, 0", "'socket', 1, 3, 0", "'socket', 1, 5, 0", "'socket', 1, 0x80802, 0",
    "'socket', 15, 3, 2", "'socket', 17, 3, 0", "'socket', 21, 5, 0", "'socket', 29, 3, 1", "'socket', 30, 1, 0",
    "'socket', 31, 1, 0", "'socket', 38, 5, 0", "'socket', 40, 1, 0", "'socket', 44, 3, 0", "'socket', 45, 1, 0",
    "'socket', 99, 1, 0",
  ]

  /// What Unix streams by name need, denied where there are none.
  static let unixStreams = ["'bind', -1, 0, 0", "'connect', -1, 0, 0", "'listen', -1, 0", "'accept4', -1, 0, 0, 0"]
}
