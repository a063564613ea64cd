import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import Scripting

/// `GET /_pollux/fixtures`: the script, how often each fixture answered, and what is wrong with its files now.
struct FixturesRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let namespace = try namespace(request)
    let counts = controls.memory.snapshot
    let fixtures = controls.fixtures.current.list.map { fixture in
      let answered = counts.filter { namespace == nil || $0.key == namespace }
        .reduce(0) { $0 + ($1.value[fixture.id] ?? 0) }
      return JSONValue.members([
        "name": .string(fixture.name), "file": .string(fixture.location.file), "line": .number(fixture.location.line),
        "requests": .number(answered),
      ])
    }
    let problems = controls.fixtures.problems.map { JSONValue.string("\($0)") }
    try await send(
      .members(["fixtures": .array(fixtures), "problems": problems.isEmpty ? nil : .array(problems)]),
      to: sink
    )
  }
}

/// `POST /_pollux/fixtures?namespace=NAME`: fixtures that one namespace alone has, tried before all others.
///
/// The body is `{"yaml": "…"}` or `{"fixtures": […]}`; an empty list takes them away.
struct SetFixturesRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    guard let namespace = try namespace(request) else {
      throw Status.invalidArgument(
        "Fixtures over HTTP belong to a namespace: add ?namespace=NAME. Those of all are files; see --fixtures."
      )
    }
    let asked = try JSONBody.object(body)
    guard let yaml = asked["yaml"]?.text ?? asked["fixtures"]?.lineText else {
      throw Status.invalidArgument("The body must be {\"yaml\": \"…\"} or {\"fixtures\": […]}.")
    }
    let fixtures: FixtureSet
    do throws(FixtureError) {
      fixtures = try FixtureSet.parse(yaml: yaml, file: "fixtures of \(namespace)")
    } catch {
      throw Status.invalidArgument("\(error)")
    }
    controls.fixtures.set(fixtures.isEmpty ? nil : fixtures, in: namespace)
    try await send(.members(["namespace": .string(namespace), "fixtures": .number(fixtures.count)]), to: sink)
  }
}

/// `GET /_pollux/unused`: fixtures no request was answered by.
struct UnusedFixturesRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let namespace = try namespace(request)
    let counts = controls.memory.snapshot.filter { namespace == nil || $0.key == namespace }.values
    let unused = controls.fixtures.current.list.filter { fixture in !counts.contains { ($0[fixture.id] ?? 0) > 0 } }
    let fixtures = unused.map { fixture in
      JSONValue.members([
        "name": .string(fixture.name), "file": .string(fixture.location.file), "line": .number(fixture.location.line),
      ])
    }
    try await send(.members(["fixtures": .array(fixtures)]), to: sink)
  }
}

/// `POST /_pollux/explain`: which fixture would answer the request in the body, and why the others do not.
///
/// The body is that of `generateContent`, and is checked as there; `?model=` and `?stream=true` say the rest.
struct ExplainRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = try request.transport(body: body, isStream: request.target.parameter("stream") == "true", sink: sink)
    let transport = RequestTransport(
      namespace: try namespace(request) ?? "",
      path: asked.path,
      headers: asked.headers,
      body: body,
      isStream: asked.isStream
    )
    var call = GenerateContentCall(
      model: try request.target.parameter("model") ?? "gemini-2.5-flash",
      apiVersion: "v1beta",
      method: "generateContent",
      request: try GenerateContentRequest.decode(body)
    )
    call.storedStateRefusal = asked.storedStateRefusal
    call.transport = transport
    let question = ScriptQuestion(try await controls.pipeline.validated(call).conversation)
    let (own, all) = controls.fixtures.current(in: transport.namespace)
    var explanation = try await question.explanation(in: own ?? all, memory: controls.memory)
    if own != nil, explanation.answering == nil {
      let more = try await question.explanation(in: all, memory: controls.memory)
      explanation.answering = more.answering
      explanation.entries += more.entries
    }
    try await send(explanation.json, to: sink)
  }
}

/// `GET /_pollux/schema/fixtures.v1.json`: the JSON Schema of fixture files, for editors.
struct FixtureSchemaRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await sink.send(status: 200, contentType: "application/schema+json", body: controls.schema)
  }
}
