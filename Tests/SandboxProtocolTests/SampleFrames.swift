import SandboxProtocol

/// Frames of every kind, with values that leave nothing at its default.
enum SampleFrames {
  static let seccomp = SeccompProfile(
    defaultAction: .fail(errno: 1),
    rules: [
      SeccompProfile.Rule(name: "read", action: .allow, arguments: []),
      SeccompProfile.Rule(
        name: "clone",
        action: .fail(errno: .max),
        arguments: [
          SeccompProfile.ArgumentTest(index: 0, comparison: .maskedEqual, value: 0x7e02_0000, valueTwo: 0),
          SeccompProfile.ArgumentTest(index: 5, comparison: .equal, value: .max, valueTwo: .max),
        ]
      ),
      SeccompProfile.Rule(name: "", action: .killProcess, arguments: []),
    ]
  )

  static let limits = SessionLimits(
    addressSpace: 1,
    processes: 2,
    openFiles: 3,
    fileSize: 4,
    workSize: 5,
    workInodes: 6,
    temporarySize: 7,
    temporaryInodes: 8,
    sharedMemorySize: 9,
    sharedMemoryInodes: 10,
    outputFiles: 11,
    outputFileSize: 12,
    outputTotalSize: .max
  )

  static let controlRequests: [ControlRequest] = [
    .launch(
      LaunchSpecification(
        sandboxExecutable: "/a/pollux-sandbox",
        initExecutable: "/ä ö/pollux-init",
        libraries: "",
        idBase: 1_900_000_000,
        idCount: .max,
        level: .restricted
      )
    ),
    .prepare(
      ForkServerSpecification(
        preload: ["json", "numpy.random"],
        limits: limits,
        seccomp: seccomp,
        hostNamespaces: ["net:[1]", ""],
        hashSeed: 0,
        randomSeed: nil,
        numpySeed: .max
      )
    ),
    .prepare(
      ForkServerSpecification(
        preload: [],
        limits: limits,
        seccomp: SeccompProfile(defaultAction: .killProcess, rules: []),
        hostNamespaces: [],
        hashSeed: nil,
        randomSeed: 7,
        numpySeed: nil
      )
    ),
    .startSession(id: 0, verifies: true),
    .startSession(id: .max, verifies: false),
    .killSession(id: .max),
    .beat(.max),
    .describeFilter(seccomp),
  ]

  static let controlEvents: [ControlEvent] = [
    .refused(GuestError(.mapIDs, "1 to 2", errno: -1)),
    .progress("importing numpy"),
    .ready(
      ForkServerFacts(
        pythonVersion: "3.11.2",
        hasIDRange: true,
        landlockABI: 7,
        missingModules: ["a: b", ""],
        memoryByteCount: 1 << 40
      )
    ),
    .sessionExited(id: 1, ending: .exited(status: -3)),
    .sessionExited(id: 2, ending: .signaled(9)),
    .sessionGone(id: 3),
    .sessionRefused(id: 4, GuestError(.forkSession, errno: .max)),
    .alive(1),
    .filterPiece([], isLast: false),
    .filterPiece([UInt8](repeating: 0x20, count: FrameLimits.chunkByteCount), isLast: true),
  ]

  static let descriptions: [FilterDescription] = [
    FilterDescription(
      architecture: "x86_64",
      libraryVersion: "2.5.4",
      instructionCount: .max,
      resolutions: [
        FilterDescription.Resolution(number: 0, fate: .added),
        FilterDescription.Resolution(number: -1, fate: .unknownName),
        FilterDescription.Resolution(number: .min, fate: .otherArchitecture),
      ],
      pseudoCode: "#\n# pseudo filter code\n"
    )
  ]

  static let sessionRequests: [SessionRequest] = [
    .placeFile(name: "input_file_0.csv"),
    .code(Array("print('é')\n".utf8)),
    .code([]),
    .run(block: 7),
    .exhaustMemory(byteCount: .max),
  ]

  static let sessionEvents: [SessionEvent] = [
    .ready([]),
    .ready([StepSpan(name: "fork", nanoseconds: 1 << 40)]),
    .refused(GuestError(.loadFilter, errno: 22)),
    .placed,
    .notPlaced(name: "a", errno: 28),
    .artifact(.figure, name: Array("figure_1.png".utf8), byteCount: .max),
    .artifact(.file, name: [0xff, 0x00, 0x2f], byteCount: 0),
    .chunk([UInt8](repeating: 0xa5, count: FrameLimits.chunkByteCount)),
    .ended(BlockEnding(block: 3, failure: nil, leftOut: [], leftOutCount: 0)),
    .ended(BlockEnding(block: 3, failure: "", leftOut: ["a", "b"], leftOutCount: .max)),
    .ended(BlockEnding(block: 3, failure: "no\nTraceback…", isOutOfMemory: true, leftOut: [], leftOutCount: 1)),
    .verified([]),
    .notice(.imshow),
    .verified(IsolationLayer.allCases.map { LayerFinding(layer: $0, isHeld: $0 == .ids, detail: "é") }),
  ]
}
