import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// The life of a session's interpreter: the jail, then one block after the other, until the server is gone or the
/// session is killed.
struct SessionLoop {
  private let channel: SessionChannel
  private let interpreter: Interpreter
  private let streams: StandardStreams
  private var outputs: OutputFiles
  private var code: [UInt8] = []
  /// Whether no block of the server's has run.
  private var isFresh = true

  static func run(
    in place: SessionPlace = SessionPlace(),
    descriptors: SessionDescriptors,
    interpreter: Interpreter,
    limits: SessionLimits,
    clock: StepClock,
    enterJail: () throws(GuestError) -> Void
  ) -> Never {
    let channel = SessionChannel(moving: descriptors.channel)
    do throws(GuestError) {
      var signals = sigset_t()
      sigemptyset(&signals)
      sigprocmask(SIG_SETMASK, &signals, nil)
      let streams = try StandardStreams(descriptors)
      clock.mark("streams")
      try enterJail()
      // Opened before any user code: what the collector reads later is this folder, whatever stands at its path.
      let outputs = try OutputFiles(folder: place.folder, limits: limits)
      interpreter.settle()
      if let temporary = place.temporary { interpreter.moveIn(home: place.folder, temporary: temporary) }
      var loop = SessionLoop(channel: channel, interpreter: interpreter, streams: streams, outputs: outputs)
      clock.mark("seeds")
      loop.warmUp()
      clock.mark("first block")
      channel.send(.ready(clock.spans))
      try loop.serve()
    } catch {
      channel.send(.refused(error))
    }
    _exit(70)
  }

  private init(channel: SessionChannel, interpreter: Interpreter, streams: StandardStreams, outputs: OutputFiles) {
    self.channel = channel
    self.interpreter = interpreter
    self.streams = streams
    self.outputs = outputs
  }

  private mutating func serve() throws(GuestError) {
    while let (request, descriptor) = try channel.receive() {
      switch request {
      case .placeFile(let name):
        do throws(GuestError) {
          try outputs.place(name, from: descriptor)
          channel.send(.placed)
        } catch {
          channel.send(.notPlaced(name: name, errno: error.errno))
        }
      case .code(let bytes):
        guard code.count + bytes.count <= FrameLimits.codeByteCount else {
          throw GuestError(.takeCode, errno: E2BIG)
        }
        code += bytes
      case .run(let block):
        run(block)
      case .exhaustMemory:
        throw GuestError(.readVerifyingFrame, errno: EINVAL)
      }
      if descriptor >= 0 { close(descriptor) }
    }
  }

  /// Runs a block that does nothing, so that the pages every run writes to are this process's own before somebody waits.
  private mutating func warmUp() {
    _ = interpreter.run(Array("print(end='')\n".utf8), isFirst: true)
    fflush(nil)
    _ = interpreter.takeFigures()
    var collector = ArtifactCollector(limits: outputs.limits, channel: channel)
    outputs.sendNewFiles(to: &collector)
    for notice in interpreter.takeNotices() { channel.send(.notice(notice)) }
    _ = SessionEvent.ended(collector.ending(block: 0, failure: nil)).encoded()
  }

  /// Does in the fork server what each session will do first, as far as it leaves nothing: what Swift looks up at the first
  /// use of a type it then has looked up for all.
  /// - Parameters:
  ///   - interpreter: The interpreter.
  ///   - limits: The limits of sessions.
  static func rehearse(_ interpreter: Interpreter, limits: SessionLimits) {
    _ = SessionMounts(limits: limits, owner: 0).options(mode: "700", size: limits.workSize, inodes: limits.workInodes)
    let nowhere = SessionChannel(moving: -1)
    // The folder sessions mount their own on; it is empty, and not there without a root of our own.
    if var outputs = try? OutputFiles(folder: "/work", limits: limits) {
      var collector = ArtifactCollector(limits: limits, channel: nowhere)
      outputs.sendNewFiles(to: &collector)
      nowhere.send(.ended(collector.ending(block: 0, failure: nil)))
      outputs.close()
    }
    _ = try? SessionRequest(decoding: SessionRequest.code([]).encoded())
    _ = try? SessionRequest(decoding: SessionRequest.run(block: 0).encoded())
    _ = (interpreter.takeFigures(), interpreter.takeNotices())
  }

  private mutating func run(_ block: UInt32) {
    let source = code
    code = []
    if !isFresh { streams.restore() }
    let failure = interpreter.run(source, isFirst: isFresh)
    isFresh = false
    // C's buffers must be in the pipe before the block's frame.
    fflush(nil)
    var collector = ArtifactCollector(limits: outputs.limits, channel: channel)
    let (figures, dropped) = interpreter.takeFigures()
    for (index, figure) in figures.enumerated() { collector.send(figure: figure, named: "figure_\(index + 1).png") }
    collector.leaveOut(count: dropped, of: "figure")
    outputs.sendNewFiles(to: &collector)
    for notice in interpreter.takeNotices() { channel.send(.notice(notice)) }
    channel.send(.ended(collector.ending(block: block, failure: failure)))
  }
}
