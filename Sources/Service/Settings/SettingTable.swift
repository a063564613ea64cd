extension Setting {
  /// All settings, in the order in which `--help` and `docs/settings.md` show them.
  package static let all = sections.flatMap(\.settings)

  /// All settings by what they are about.
  package static let sections = [
    SettingSection(title: "Address", about: "", settings: address),
    SettingSection(
      title: "Who may call",
      about: "On a loopback address every caller is accepted unless keys are set; elsewhere the server starts only "
        + "with keys, or with `any_key`. What pages in a browser may do is in [browsers.md](browsers.md).",
      settings: access
    ),
    SettingSection(
      title: "Answers",
      about: "Fixtures are described in [fixtures.md](fixtures.md), dialects in "
        + "[sandbox-config/README.md](../sandbox-config/README.md#dialects).",
      settings: answers
    ),
    SettingSection(
      title: "Models, upstreams and recordings",
      about:
        "The only way out of Pollux: without `upstream` it connects to no other server. How to put it in front of a "
        + "model is in [models.md](models.md), recordings are in [recording.md](recording.md).",
      settings: recordings
    ),
    SettingSection(
      title: "Running code",
      about: "Time, memory and the other limits of a session are in "
        + "[sandbox.yaml](../sandbox-config/README.md), every bound of Pollux in [limits.md](limits.md).",
      settings: code
    ),
    SettingSection(title: "Uploaded files", about: "", settings: files),
    SettingSection(title: "Tokens and cost", about: "Prices are in `models.yaml`.", settings: costs),
    SettingSection(title: "Times and sizes of requests", about: "", settings: requests),
    SettingSection(
      title: "Tests and tools",
      about: "How to use them is in [testing.md](testing.md).",
      settings: tests
    ),
    SettingSection(title: "Files and logs of the server", about: "", settings: server),
  ]

  /// The setting of a key.
  package static func of(_ key: SettingKey) -> Setting? { byKey[key] }

  private static let byKey = Dictionary(all.map { ($0.key, $0) }) { first, _ in first }

  private static let address: [Setting] = [
    Setting(.host, \.host, .text("address"), "Address to listen on; beyond loopback API keys are required."),
    Setting(.port, \.port, .number(0...65_535), "Port to listen on; 0 takes any free one."),
    Setting(
      .allowedHosts,
      \.allowedHosts,
      .list("name"),
      "Names the Host header may carry, besides those of loopback and the host the server listens on."
    ),
  ]

  private static let access: [Setting] = [
    Setting(
      .apiKeys,
      \.apiKeys,
      .list("key"),
      "API keys to accept. They are secret, so no flag takes them.",
      in: [.environment, .file],
      isSecret: true
    ),
    Setting(
      .apiKeysFile,
      \.apiKeysFile,
      .file,
      unset: "none",
      "A file of API keys to accept, one a line, besides those of api_keys; empty lines and lines that begin with # are "
        + "skipped."
    ),
    Setting(.anyKey, \.anyKey, .flag, "Accept any API key, even on an address beyond loopback."),
    Setting(
      .allowedOrigins,
      \.allowedOrigins,
      .origins,
      "Origins whose pages may use files, cached contents and batches of a server without API keys; * allows every page."
    ),
  ]

  private static let answers: [Setting] = [
    Setting(
      .fixtures,
      \.fixtures,
      .directory,
      unset: "the built-in script",
      "Fixtures that replace the built-in script."
    ),
    Setting(
      .onMiss,
      \.onMiss,
      .choice("policy"),
      unset: "error; the built-in script explains itself",
      "The answer where no fixture matches: error (400, with the nearest fixtures), echo (the prompt), auto (code and "
        + "calls that fit) or upstream (what the upstream answers)."
    ),
    Setting(.dialect, \.dialect, .text("name"), unset: "the model's own", "Dialect of all responses."),
    Setting(
      .responseTimeout,
      \.responseTimeout,
      .seconds(1...3_600),
      "Longest time of one response; a client can ask for less with X-Server-Timeout."
    ),
    Setting(
      .minimumDeadline,
      \.minimumDeadline,
      .seconds(0...3_600),
      "Shortest time a client may ask for in X-Server-Timeout; less is refused. 0 allows any, for tests of 504."
    ),
  ]

  private static let code: [Setting] = [
    Setting(
      .sandbox,
      \.sandbox,
      .choice("switch"),
      "on, or off for machines that cannot isolate code: no code is run, and only canned results are given."
    ),
    Setting(
      .isolation,
      \.isolation,
      .choice("level"),
      unset: "isolation of sandbox.yaml",
      "How strongly code is isolated: full, user, restricted, or best, the stronger of full and user on this machine."
    ),
    Setting(
      .sandboxConfig,
      \.sandboxConfig,
      .directory,
      unset: "found near the program",
      "Models, limits, libraries and the built-in script."
    ),
  ]

  private static let files: [Setting] = [
    Setting(
      .data,
      \.data,
      .directory,
      unset: "$XDG_STATE_HOME/pollux, else ~/.local/state/pollux",
      "Where uploaded files are kept; one server at a time uses it."
    ),
    Setting(
      .temporaryData,
      \.hasTemporaryData,
      .flag,
      "Keep uploaded files in a directory of this run alone, which is removed at its end."
    ),
    Setting(
      .fileProcessing,
      \.fileProcessing,
      .number(0...3_600, "seconds"),
      "How long an uploaded file is PROCESSING before it is ACTIVE."
    ),
  ]

  private static let costs: [Setting] = [
    Setting(
      .billing,
      \.billing,
      .choice("rule"),
      "What is paid for: guide (the prompt once, and all that comes back) or observed (the sums of usageMetadata)."
    ),
    Setting(
      .tokenizer,
      \.tokenizer,
      .file,
      unset: "an estimate",
      "A SentencePiece model that counts tokens; without one they are estimated."
    ),
  ]

  private static let requests: [Setting] = [
    Setting(
      .connectionLimit,
      \.connectionLimit,
      .number(1...100_000),
      "Most connections at once; fewer where the limit of open files is low."
    ),
    Setting(
      .requestTimeout,
      \.requestTimeout,
      .number(1...3_600, "seconds"),
      "How long a request's body may take, and a second more for each 16 KiB received."
    ),
    Setting(
      .requestBodyLimit,
      \.requestBodyLimit,
      .number(1_024...2_147_483_648, "bytes"),
      "Largest body of a request; uploads are not bound by it."
    ),
    Setting(
      .requestBodiesLimit,
      \.requestBodiesLimit,
      .number(1_048_576...1_099_511_627_776, "bytes"),
      "Most bytes of bodies that all current requests hold together; at least request_body_limit."
    ),
  ]

  private static let tests: [Setting] = [
    Setting(.seed, \.seed, .seed, unset: "random", "Draw ids from this number, the same in each run."),
    Setting(
      .clock,
      \.clock,
      .time,
      unset: "the machine's",
      "The time in all fields of the API; time limits and Python's own clock stay real."
    ),
    Setting(.journal, \.journal, .number(0...100_000), "How many requests /_pollux/requests remembers."),
    Setting(.portFile, \.portFile, .file, unset: "none", "Where the port is written once the server listens."),
    Setting(.readyFormat, \.readyFormat, .choice("format"), "Form of the ready line: text, or json for programs."),
    Setting(
      .stopWithInput,
      \.stopsWithInput,
      .flag,
      "Stop when standard input ends, so that the server never outlives the program that started it."
    ),
  ]

  private static let server: [Setting] = [
    Setting(
      .config,
      \.config,
      .file,
      unset: "pollux.yaml in the working directory, if there is one",
      "Settings file.",
      in: [.flag, .environment]
    ),
    Setting(
      .logLevel,
      \.logLevel,
      .choice("level"),
      "Least important messages to log: trace, debug, info, notice, warning, error or critical."
    ),
  ]
}
