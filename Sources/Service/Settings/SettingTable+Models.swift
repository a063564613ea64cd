import ModelBackends

extension Setting {
  /// What answers: another model, or recordings.
  static let recordings: [Setting] = [
    Setting(
      .backend,
      \.backend,
      .choice("backend"),
      unset: "scripted, or the upstream where one is recorded",
      "What answers requests to models: scripted (fixtures), openai (the model of any server with chat completions) or "
        + "gemini (the Gemini API)."
    ),
    Setting(
      .record,
      \.record,
      .directory,
      unset: "none",
      "Pass requests to models on to the upstream, and write its answers here."
    ),
    Setting(
      .replay,
      \.replay,
      .directory,
      unset: "none",
      "Answer requests to models from these recordings, and from nothing else."
    ),
    Setting(.replayTimings, \.replaysTimings, .flag, "Take as long in a replay as the recorded service took."),
    Setting(
      .upstream,
      \.upstream,
      .text("address"),
      unset: "none",
      "The server to ask: http://127.0.0.1:11434/v1 for chat completions, https://generativelanguage.googleapis.com."
    ),
    Setting(
      .upstreamModel,
      \.upstreamModel,
      .text("name"),
      unset: "the only one it lists",
      "The model to ask an upstream of the OpenAI API for by names that it does not have, such as gemini-2.5-flash."
    ),
    Setting(
      .upstreamMode,
      \.upstreamMode,
      .choice("mode"),
      unset: "auto for openai, pass for gemini",
      "How its model runs code. openai: auto, tools (by calls of a function), fence (in Python blocks) or force (a block "
        + "begins each answer). gemini: pass (by the service's own tool)."
    ),
    Setting(
      .upstreamAPI,
      \.upstreamAPI,
      .choice("api"),
      unset: "none",
      "The older name of backend: gemini or openai."
    ),
    Setting(
      .upstreamKey,
      \.upstreamKey,
      .text("key"),
      unset: "the client's own, which an upstream of the OpenAI API never gets",
      "The upstream's API key.",
      in: [.environment],
      isSecret: true
    ),
  ]
}
