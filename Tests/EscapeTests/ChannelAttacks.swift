import Foundation
import TestSupport
import Testing

extension EscapeSuites.Quick {
  /// The channel is in user code's own process: what comes over it is a claim, and may end its own session only.
  @Suite("Frames and descriptors of the session's channel")
  struct ChannelAttacks {
    static let frames = [
      Probe("a forged end that says nothing", ChannelCode.text + "channel.send(ENDED)", ends: Probe.ok()),
      Probe(
        "a forged end, and the code goes on",
        ChannelCode.text + "channel.send(ENDED)\nimport time\ntime.sleep(0.2)\nprint('later')",
        "print('second')",
        ends: Probe.failed("The interpreter was ended")
      ),
      Probe(
        "a forged end, then the interpreter's own, and a long block behind it",
        ChannelCode.text + "channel.send(ENDED)\nos._exit(5)",
        "x = '\(String(repeating: "x", count: 1 << 19))'\nprint('never')",
        ends: Probe.failed("exit status 5")
      ),
      Probe(
        "a forged end, then a closed channel, and a block behind it",
        ChannelCode.text + "channel.send(ENDED)\nos.close(number); channel.close()\nwhile True: pass",
        "print('never')",
        ends: Probe.failed("The interpreter was ended")
      ),
      Probe(
        "an unknown frame",
        ChannelCode.text + "channel.send(b'\\xff' * 100)",
        ends: Probe.failed("malformed data")
      ),
      Probe("an empty frame", ChannelCode.text + "channel.send(b'')", ends: Probe.failed("The interpreter was ended")),
      Probe(
        "a frame cut short",
        ChannelCode.text + "channel.send(b'\\x05\\x02')",
        ends: Probe.failed("malformed data")
      ),
      Probe(
        "a length beyond the frame",
        ChannelCode.text + "channel.send(b'\\x06\\xff\\xff\\xff\\xff')",
        ends: Probe.failed("malformed data")
      ),
      Probe(
        "a frame larger than any",
        ChannelCode.text + "channel.setsockopt(1, 7, 1 << 20)\nchannel.send(b'\\x06' + b'x' * 150_000)",
        ends: Probe.failed("The interpreter was ended")
      ),
      Probe(
        "frames of another time",
        ChannelCode.text + "channel.send(b'\\x01' + b'\\0' * 4)",
        ends: Probe.failed("does not belong in a block")
      ),
      Probe(
        "a refusal, as if the jail had failed",
        ChannelCode.text + "channel.send(b'\\x02\\0' + text(b'mount') + b'\\x01\\0\\0\\0')",
        ends: Probe.failed("does not belong in a block")
      ),
      Probe(
        "a file of a size nobody has",
        ChannelCode.text + "channel.send(artifact(b'x', (1 << 64) - 1))",
        ends: Probe.failed("The interpreter was ended")
      ),
      Probe(
        "bytes that belong to no file",
        ChannelCode.text + "channel.send(chunk(b'x'))",
        ends: Probe.failed("The interpreter was ended")
      ),
      Probe(
        "files without end",
        ChannelCode.text + "while True: channel.send(artifact(b'x', 0))",
        ends: Probe.failed("The interpreter was ended")
      ),
      Probe(
        "a kind of file there is not",
        ChannelCode.text + "channel.send(artifact(b'x', 1, kind=9))",
        ends: Probe.failed("malformed data")
      ),
      Probe(
        "descriptors for the server, in every frame",
        ChannelCode.text + """
          for _ in range(20):
              try: channel.sendmsg([artifact(b'x', 8)], [(1, 1, array.array('i', [0] * 200))])
              except OSError: pass
          """,
        ends: .ends("OUTCOME_OK", [])
      ),
      Probe(
        "a channel that is closed",
        ChannelCode.text + "os.close(number); channel.close()\nwhile True: pass",
        ends: Probe.failed("The interpreter was ended: it closed its channel")
      ),
      Probe(
        "a channel that is shut down",
        ChannelCode.text + "channel.shutdown(2)\nwhile True: pass",
        ends: Probe.failed("The interpreter was ended: it closed its channel")
      ),
      Probe(
        "all descriptors closed",
        "import os\nos.closerange(0, 65536)\nwhile True: pass",
        ends: Probe.failed("The interpreter was ended: it closed its channel")
      ),
      Probe(
        "every descriptor turned into another",
        "import os\nnull = os.open('/dev/null', os.O_RDWR)\nfor number in range(256): os.dup2(null, number)",
        ends: Probe.failed()
      ),
      Probe(
        "another program in its place",
        "import os\nos.execv('/bin/sleep', ['sleep', '100'])",
        ends: Probe.failed()
      ),
    ]

    @Test("frames and descriptors of the session's channel", arguments: frames)
    func channel(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      let started = ContinuousClock.now
      try await probe.run(on: server)
      #expect(ContinuousClock.now - started < .seconds(10))
      try await server.expectClean()
    }

    @Test("a forged file is a file like another: typed by what is in it, with a name that is text")
    func forgedFile() async throws {
      let server = try ServerProcess.current
      let answer = try await server.run(
        ChannelCode.text + "channel.send(artifact(b'../../x.png', 5)); channel.send(chunk(b'<svg>'))"
      )
      #expect(answer.files.map(\.mimeType) == ["application/octet-stream"])
      #expect(answer.files.map(\.data) == [Data("<svg>".utf8)])
      try await server.expectClean()
    }
  }
}
