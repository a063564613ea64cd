import SandboxProtocol

/// Frames made at random, all kinds and all values; the same ones for the same generator.
struct RandomFrames<Generator: RandomNumberGenerator> {
  var generator: Generator

  mutating func controlRequest() -> ControlRequest {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
      .launch(
        LaunchSpecification(
          sandboxExecutable: text(),
          initExecutable: text(),
          libraries: text(),
          idBase: number(),
          idCount: number(),
          level: IsolationLevel.allCases[Int.random(in: 0..<IsolationLevel.allCases.count, using: &generator)]
        )
      )
    case 1:
      .prepare(
        ForkServerSpecification(
          preload: list { $0.text() },
          limits: limits(),
          seccomp: seccomp(),
          hostNamespaces: list { $0.text() },
          hashSeed: optional { $0.number() },
          randomSeed: optional { $0.number() },
          numpySeed: optional { $0.number() }
        )
      )
    case 2: .startSession(id: number(), verifies: isTrue())
    case 3: .killSession(id: number())
    case 4: .beat(number())
    default: .describeFilter(seccomp())
    }
  }

  mutating func controlEvent() -> ControlEvent {
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: .refused(guestError())
    case 1: .progress(text())
    case 2:
      .ready(
        ForkServerFacts(
          pythonVersion: text(),
          hasIDRange: isTrue(),
          landlockABI: number(),
          missingModules: list { $0.text() },
          memoryByteCount: number()
        )
      )
    case 3: .sessionExited(id: number(), ending: .exited(status: number()))
    case 4: .sessionExited(id: number(), ending: .signaled(number()))
    case 5: .sessionGone(id: number())
    case 6: .sessionRefused(id: number(), guestError())
    case 7: .alive(number())
    default: .filterPiece(bytes(), isLast: isTrue())
    }
  }

  mutating func sessionRequest() -> SessionRequest {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: .placeFile(name: text())
    case 1: .code(bytes())
    case 2: .exhaustMemory(byteCount: number())
    default: .run(block: number())
    }
  }

  mutating func sessionEvent() -> SessionEvent {
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: .ready(list { StepSpan(name: $0.text(), nanoseconds: $0.number()) })
    case 6: .verified(list { LayerFinding(layer: $0.layer(), isHeld: $0.isTrue(), detail: $0.text()) })
    case 1: .refused(guestError())
    case 2: .placed
    case 3: .notPlaced(name: text(), errno: number())
    case 4: .artifact(isTrue() ? .figure : .file, name: bytes(), byteCount: number())
    case 5: .chunk(bytes())
    case 7: .notice(BlockNotice.allCases.randomElement(using: &generator) ?? .imshow)
    default:
      .ended(
        BlockEnding(
          block: number(),
          failure: optional { $0.text() },
          isOutOfMemory: isTrue(),
          leftOut: list { $0.text() },
          leftOutCount: number()
        )
      )
    }
  }

  mutating func filterDescription() -> FilterDescription {
    FilterDescription(
      architecture: text(),
      libraryVersion: text(),
      instructionCount: number(),
      resolutions: list {
        FilterDescription.Resolution(number: $0.number(), fate: $0.isTrue() ? .added : .unknownName)
      },
      pseudoCode: text()
    )
  }

  // MARK: Values

  private mutating func layer() -> IsolationLayer {
    IsolationLayer.allCases[Int.random(in: 0..<IsolationLayer.allCases.count, using: &generator)]
  }

  private mutating func guestError() -> GuestError {
    let stage = JailStage.allCases[Int.random(in: 0..<JailStage.allCases.count, using: &generator)]
    return GuestError(stage, text(), errno: number())
  }

  private mutating func seccomp() -> SeccompProfile {
    SeccompProfile(
      defaultAction: action(),
      rules: list { random in
        SeccompProfile.Rule(
          name: random.text(),
          action: random.action(),
          arguments: random.list { random in
            SeccompProfile.ArgumentTest(
              index: random.number(),
              comparison: random.isTrue() ? .equal : .maskedEqual,
              value: random.number(),
              valueTwo: random.number()
            )
          }
        )
      }
    )
  }

  private mutating func action() -> SeccompProfile.Action {
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: .allow
    case 1: .killProcess
    default: .fail(errno: number())
    }
  }

  private mutating func limits() -> SessionLimits {
    SessionLimits(
      addressSpace: number(),
      processes: number(),
      openFiles: number(),
      fileSize: number(),
      workSize: number(),
      workInodes: number(),
      temporarySize: number(),
      temporaryInodes: number(),
      sharedMemorySize: number(),
      sharedMemoryInodes: number(),
      outputFiles: number(),
      outputFileSize: number(),
      outputTotalSize: number()
    )
  }

  private mutating func isTrue() -> Bool {
    Bool.random(using: &generator)
  }

  /// Any number; small ones and the ends of the range are as likely as all others.
  private mutating func number<Value: FixedWidthInteger>() -> Value {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: .min
    case 1: .max
    case 2: Value.random(in: 0...9, using: &generator)
    default: Value.random(in: .min ... .max, using: &generator)
    }
  }

  private mutating func bytes() -> [UInt8] {
    list { UInt8.random(in: 0...255, using: &$0.generator) }
  }

  /// Letters of one to four bytes, a null, and a letter with a mark that could be written as one.
  private mutating func text() -> String {
    list { ["a", "é", "e\u{301}", "\0", "€", "🐍", "\n"].randomElement(using: &$0.generator) ?? "" }.joined()
  }

  private mutating func list<Element>(_ element: (inout Self) -> Element) -> [Element] {
    (0..<Int.random(in: 0...6, using: &generator)).map { _ in element(&self) }
  }

  private mutating func optional<Value>(_ value: (inout Self) -> Value) -> Value? {
    isTrue() ? value(&self) : nil
  }
}
