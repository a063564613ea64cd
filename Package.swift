// swift-tools-version: 6.2
// Targets stand in the order a request meets them, top to bottom; a target imports only what is below it.
// One section per target and its tests, one dependency per line, alphabetical.
import PackageDescription

let package = Package(
  name: "pollux",
  products: [
    .executable(name: "pollux", targets: ["pollux"]),
    .executable(name: "pollux-sandbox", targets: ["pollux-sandbox"]),
    .executable(name: "pollux-init", targets: ["pollux-init"]),
    .library(name: "PolluxTesting", targets: ["PolluxTesting"]),
  ],
  traits: [
    .trait(name: "FaultInjection", description: "For tests: each step of the jail can be made to fail.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
  ],
  targets: [
    // MARK: - PolluxTesting: for tests of other projects; it starts the built program and imports nothing of ours
    .target(name: "PolluxTesting"),
    .testTarget(name: "PolluxTestingTests", dependencies: ["PolluxTesting"]),

    // MARK: - pollux: the server and the command line
    .executableTarget(name: "pollux", dependencies: ["Commands"]),

    // MARK: Commands
    .target(
      name: "Commands",
      dependencies: [
        "CodeExecution",
        "Executions",
        "GeminiAPI",
        "Generation",
        "ModelBackends",
        "Recording",
        "SandboxHost",
        "SandboxProtocol",
        "Scripting",
        "Service",
        "TelemetryNames",
        "Upstream",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]
    ),

    // MARK: Service
    .target(
      name: "Service",
      dependencies: [
        "ChatCompletions",
        "CodeExecution",
        "Executions",
        "GeminiAPI",
        "Generation",
        "HTTPAPI",
        "HTTPServer",
        "ModelBackends",
        "Recording",
        "SandboxHost",
        "Scripting",
        "Storage",
        "StorageSQLite",
        "TelemetryNames",
        "Tokenization",
        "Upstream",
        "YAMLInput",
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Yams", package: "Yams"),
      ]
    ),
    .testTarget(
      name: "ServiceTests",
      dependencies: [
        "ChatCompletions",
        "Commands",
        "GeminiAPI",
        "ModelBackends",
        "Service",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),

    // MARK: HTTPAPI
    .target(
      name: "HTTPAPI",
      dependencies: [
        "ChatFront",
        "CodeExecution",
        "Executions",
        "GeminiAPI",
        "Generation",
        "HTTPServer",
        "ModelBackends",
        "Recording",
        "Scripting",
        "Storage",
        "TelemetryNames",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]
    ),

    .testTarget(
      name: "HTTPAPITests",
      dependencies: [
        "GeminiAPI",
        "HTTPAPI",
        "HTTPServer",
        "TelemetryNames",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]
    ),

    // MARK: LiveSurface
    .target(name: "LiveSurface", dependencies: ["GeminiAPI", "Generation", "ModelBackends"]),
    .testTarget(
      name: "LiveSurfaceTests",
      dependencies: [
        "CodeExecution",
        "Executions",
        "GeminiAPI",
        "Generation",
        "LiveSurface",
        "ModelBackends",
      ]
    ),

    // MARK: ChatFront
    .target(name: "ChatFront", dependencies: ["GeminiAPI", "ModelBackends"]),
    .testTarget(name: "ChatFrontTests", dependencies: ["ChatFront", "GeminiAPI", "ModelBackends"]),

    // MARK: Generation
    .target(
      name: "Generation",
      dependencies: ["CodeExecution", "Executions", "GeminiAPI", "ModelBackends", "Storage", "Tokenization"]
    ),
    .testTarget(
      name: "GenerationTests",
      dependencies: [
        "CodeExecution",
        "Executions",
        "GeminiAPI",
        "Generation",
        "ModelBackends",
        "SandboxProtocol",
        "Storage",
      ]
    ),

    // MARK: Scripting
    .target(
      name: "Scripting",
      dependencies: [
        "CLinuxShim",
        "CPCRE2",
        "Executions",
        "GeminiAPI",
        "ModelBackends",
        "YAMLInput",
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Yams", package: "Yams"),
      ]
    ),
    .testTarget(
      name: "ScriptingTests",
      dependencies: ["Executions", "GeminiAPI", "ModelBackends", "SandboxProtocol", "Scripting"]
    ),

    // MARK: ChatCompletions
    .target(
      name: "ChatCompletions",
      dependencies: ["Executions", "GeminiAPI", "ModelBackends", "Upstream"]
    ),
    .testTarget(
      name: "ChatCompletionsTests",
      dependencies: ["ChatCompletions", "Executions", "GeminiAPI", "ModelBackends", "TestSupport", "Upstream"]
    ),

    // MARK: Recording
    .target(
      name: "Recording",
      dependencies: [
        "CBrotli",
        "CZlib",
        "CZstd",
        "GeminiAPI",
        "ModelBackends",
        "TelemetryNames",
        "YAMLInput",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Yams", package: "Yams"),
      ]
    ),
    .testTarget(
      name: "RecordingTests",
      dependencies: ["GeminiAPI", "ModelBackends", "Recording", .product(name: "Logging", package: "swift-log")]
    ),

    // MARK: ModelBackends
    .target(
      name: "ModelBackends",
      dependencies: ["Executions", "GeminiAPI", "YAMLInput", .product(name: "Yams", package: "Yams")]
    ),
    .testTarget(name: "ModelBackendsTests", dependencies: ["GeminiAPI", "ModelBackends"]),

    // MARK: Upstream
    .target(
      name: "Upstream",
      dependencies: [
        "GeminiAPI",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]
    ),
    .testTarget(
      name: "UpstreamTests",
      dependencies: [
        "TestSupport",
        "Upstream",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      exclude: ["Certificates"]
    ),

    // MARK: CodeExecution
    .target(
      name: "CodeExecution",
      dependencies: [
        "Executions",
        "GeminiAPI",
        "SandboxHost",
        "SandboxProtocol",
        "TelemetryNames",
        .product(name: "Logging", package: "swift-log"),
      ]
    ),
    .testTarget(name: "CodeExecutionTests", dependencies: ["CodeExecution"]),

    // MARK: Tokenization
    .target(name: "Tokenization", dependencies: ["CSentencePiece"]),

    // MARK: SandboxHost
    .target(
      name: "SandboxHost",
      dependencies: [
        "CLinuxShim",
        "Executions",
        "SandboxProtocol",
        "TelemetryNames",
        "YAMLInput",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Yams", package: "Yams"),
      ]
    ),

    .testTarget(
      name: "SandboxHostTests",
      dependencies: [
        "Executions",
        "SandboxHost",
        "SandboxProtocol",
        "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]
    ),

    // MARK: Storage
    .target(
      name: "StorageSQLite",
      dependencies: ["GeminiAPI", "Storage", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .testTarget(
      name: "StorageSQLiteTests",
      dependencies: ["GeminiAPI", "Storage", "StorageSQLite", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .target(name: "Storage", dependencies: ["GeminiAPI"]),

    // MARK: HTTPServer
    .target(
      name: "HTTPServer",
      dependencies: [
        "CZlib",
        "GeminiAPI",
        "TelemetryNames",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),
    .testTarget(
      name: "HTTPServerTests",
      dependencies: [
        "GeminiAPI",
        "HTTPServer",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]
    ),

    // MARK: Executions
    .target(name: "Executions", dependencies: ["GeminiAPI", "SandboxProtocol"]),
    .testTarget(name: "ExecutionsTests", dependencies: ["Executions", "GeminiAPI"]),

    // MARK: GeminiAPI
    .target(name: "GeminiAPI"),
    .testTarget(name: "GeminiAPITests", dependencies: ["GeminiAPI"]),

    // MARK: YAMLInput
    .target(name: "YAMLInput", dependencies: [.product(name: "Yams", package: "Yams")]),
    .testTarget(name: "YAMLInputTests", dependencies: ["YAMLInput", .product(name: "Yams", package: "Yams")]),

    // MARK: TelemetryNames
    .target(name: "TelemetryNames"),

    // MARK: - pollux-sandbox: everything below runs inside the jail and knows no Foundation, NIO or Dispatch
    .executableTarget(
      name: "pollux-sandbox",
      dependencies: ["SandboxGuest"],
      // The jail's view holds Debian's libraries only, so the Swift runtime travels in the executable.
      linkerSettings: [.unsafeFlags(["-static-stdlib"])]
    ),

    // MARK: pollux-init
    .executableTarget(
      name: "pollux-init",
      // Memory functions may be called where C has a loop, and there is no library to have them.
      cSettings: [.unsafeFlags(["-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-fno-pie", "-O2"])],
      // No loader, no library, nothing before its first line: it is executed for every session.
      linkerSettings: [
        .unsafeFlags([
          "-static-executable", "-nostartfiles", "-use-ld=lld", "-Xclang-linker", "-nostartfiles",
          // What -static-executable wants of libc for Swift, nothing here refers to.
          "-Xlinker", "--gc-sections",
        ])
      ]
    ),

    // MARK: SandboxGuest
    .target(
      name: "SandboxGuest",
      dependencies: ["CLinuxShim", "CSeccomp", "PythonRuntime", "SandboxProtocol"],
      resources: [
        .embedInCode("Python/pip/__init__.py"),
        .embedInCode("Python/pip/__main__.py"),
        .embedInCode("Python/pip/message.txt"),
      ]
    ),

    // MARK: PythonRuntime
    .target(
      name: "PythonRuntime",
      dependencies: ["CLinuxShim", "CPython", "SandboxProtocol"],
      exclude: ["Python/ruff.toml"],
      resources: [
        .embedInCode("Python/libraries.py"),
        .embedInCode("Python/runtime.py"),
        .embedInCode("Python/warm_up.py"),
      ]
    ),

    // MARK: SandboxProtocol: what both programs speak
    .target(name: "SandboxProtocol"),
    .testTarget(name: "SandboxProtocolTests", dependencies: ["SandboxProtocol"]),

    // MARK: C: only what Glibc's module lacks, and seven system libraries, one of them in C++
    .target(name: "CLinuxShim"),
    .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CPython", pkgConfig: "python3-embed", providers: [.apt(["libpython3-dev"])]),
    .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece")]),

    // MARK: - The rules of the house, held to the files
    .testTarget(name: "HouseTests"),

    // MARK: - The service in the tests' own process, without a jail
    .testTarget(
      name: "SurfaceTests",
      dependencies: [
        "ChatCompletions",
        "CodeExecution",
        "Executions",
        "GeminiAPI",
        "ModelBackends",
        "Recording",
        "Service",
        "TestSupport",
        "Upstream",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),

    // MARK: - The binary started for real: HTTP, CLI, the SDK, attacks
    .target(
      name: "TestSupport",
      dependencies: [
        "Upstream",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      path: "Tests/TestSupport"
    ),
    .testTarget(name: "EscapeTests", dependencies: ["TestSupport"]),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "HTTPAPI",
        "HTTPServer",
        "SandboxProtocol",
        "Scripting",
        "Service",
        "Storage",
        "StorageSQLite",
        "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      exclude: ["Clients", "Fixtures"]
    ),
  ]
)

// MARK: - Settings for every Swift target
let cTargets: Set = ["CLinuxShim", "CSentencePiece"]  // .regular, but C
for target in package.targets
where [.regular, .executable, .test].contains(target.type) && !cTargets.contains(target.name) {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .swiftLanguageMode(.v6),
      .enableUpcomingFeature("ExistentialAny"),  // SE-0335
      .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
      .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
      .treatAllWarnings(as: .error),  // SE-0480
    ]
}
