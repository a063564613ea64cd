import Testing

@testable import GeminiAPI

@Suite("Messages of a Live client")
struct LiveClientMessageTests {
  typealias Message = BidiGenerateContentClientMessage

  static func read(_ text: String) throws -> Message.Kind { try Message.kind(of: Array(text.utf8)) }

  static func refusal(of text: String) -> String? {
    do throws(Status) {
      _ = try Message.kind(of: Array(text.utf8))
      return nil
    } catch {
      return error.message
    }
  }

  @Test("a setup is read in the mixed case in which Python sends it")
  func setup() throws {
    let text = #"""
      {"setup":{"model":"models/m","generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voice_config":{"a":1}},
      "thinkingConfig":{"include_thoughts":true}},"systemInstruction":{"parts":[{"text":"Be brief."}],"role":"user"},
      "tools":[{"codeExecution":{}},{"googleSearch":{}},{"functionDeclarations":[{"name":"f","parameters":
      {"type":"OBJECT","properties":{"snake_case":{"type":"STRING"}}},"behavior":"NON_BLOCKING"}]}],
      "sessionResumption":{"handle":"h"},"inputAudioTranscription":{},"outputAudioTranscription":{"language_codes":["en"]},
      "realtimeInputConfig":{"automatic_activity_detection":{"disabled":false,"silence_duration_ms":300},
      "activity_handling":"NO_INTERRUPTION"},
      "contextWindowCompression":{"trigger_tokens":"1000","sliding_window":{"target_tokens":500}},
      "historyConfig":{"initial_history_in_client_content":true}}}
      """#
    guard case .setup(let setup) = try Self.read(text) else { throw Expected("a setup") }
    #expect(setup.model == "models/m")
    #expect(setup.generationConfig?.responseModalities == ["AUDIO"])
    #expect(setup.generationConfig?.thinkingConfig?.includeThoughts == true)
    #expect(setup.systemInstruction?.parts == [.text("Be brief.")])
    #expect(setup.tools.map(\.codeExecution) == [true, false, false])
    #expect(setup.tools[2].functionDeclarations.map(\.behavior) == ["NON_BLOCKING"])
    #expect(setup.sessionResumption?.handle == "h")
    #expect(setup.inputAudioTranscription != nil && setup.outputAudioTranscription?.languageCodes == ["en"])
    #expect(setup.realtimeInputConfig?.automaticActivityDetection?.disabled == false)
    #expect(setup.realtimeInputConfig?.automaticActivityDetection?.silenceDurationMs == 300)
    #expect(setup.realtimeInputConfig?.activityHandling == "NO_INTERRUPTION")
    #expect(setup.contextWindowCompression?.triggerTokens == 1000)
    #expect(setup.contextWindowCompression?.slidingWindow?.targetTokens == 500)
    #expect(setup.historyConfig?.initialHistoryInClientContent == true)
    #expect(setup.requestMembers.map(\.key.text) == ["generationConfig", "systemInstruction", "tools"])
    // Names of the client's own stay as they are.
    #expect(setup.requestMembers[2].value.elements?[2]["functionDeclarations"]?.lineText.contains("snake_case") == true)
  }

  @Test("contents, realtime input, answers and updates are read in either case")
  func kinds() throws {
    guard
      case .clientContent(let content) = try Self.read(
        #"{"client_content":{"turns":[{"parts":[{"inlineData":{"data":"__79","display_name":"a.csv","mime_type":"text/csv"}}],"role":"user"}],"turnComplete":false}}"#
      )
    else { throw Expected("contents") }
    #expect(content.turnComplete == false)
    #expect(
      content.turns[0].parts == [
        .inlineData(Blob(mimeType: "text/csv", data: [0xFF, 0xFE, 0xFD], displayName: "a.csv"))
      ]
    )
    guard
      case .realtimeInput(let input) = try Self.read(
        #"{"realtime_input":{"audio":{"data":"AAE","mimeType":"audio/pcm;rate=16000"},"activity_start":{},"audioStreamEnd":true,"media_chunks":[{"data":"AA==","mimeType":"audio/pcm"}]}}"#
      )
    else { throw Expected("realtime input") }
    #expect(
      input.audio?.data.array == [0, 1] && input.activityStart && !input.activityEnd && input.audioStreamEnd == true
    )
    #expect(input.mediaChunks.count == 1)
    guard
      case .toolResponse(let answer) = try Self.read(
        #"{"tool_response":{"functionResponses":[{"id":"i","name":"f","response":{"some_key":1},"scheduling":"WHEN_IDLE","will_continue":false}]}}"#
      )
    else { throw Expected("answers") }
    #expect(answer.functionResponses[0].scheduling == "WHEN_IDLE")
    #expect(answer.functionResponses[0].willContinue == false)
    #expect(answer.functionResponses[0].response == ["some_key": 1])
    guard case .contextUpdate(let update) = try Self.read(#"{"contextUpdate":{"tools":{"tools":[]}}}"#) else {
      throw Expected("an update")
    }
    #expect(update.tools == [] && update.systemInstruction == nil)
    guard
      case .contextUpdate(let other) = try Self.read(
        #"{"contextUpdate":{"systemInstruction":{"parts":[{"text":"x"}]}}}"#
      )
    else { throw Expected("an update") }
    #expect(other.tools == nil && other.requestMembers.map(\.key.text) == ["systemInstruction"])
  }

  static let unknown = "Invalid JSON payload received. Unknown name"

  @Test(
    "a wrong message is told in the service's words",
    arguments: [
      (#"{"setup":{"bogusField":1}}"#, "\(unknown) \"bogusField\" at 'setup': Cannot find field."),
      (
        #"{"setup":{"responseModalities":["TEXT"]}}"#,
        "\(unknown) \"responseModalities\" at 'setup': Cannot find field."
      ),
      (
        #"{"setup":{"sessionResumption":{"x":1}}}"#,
        "\(unknown) \"x\" at 'setup.session_resumption': Cannot find field."
      ),
      (
        #"{"setup":{"realtimeInputConfig":{"automaticActivityDetection":{"startOfSpeechSensitivity":"LOUD"}}}}"#,
        "Invalid value at 'setup.realtime_input_config.automatic_activity_detection.start_of_speech_sensitivity' "
          + "(type.googleapis.com/google.ai.generativelanguage.v1beta.RealtimeInputConfig.AutomaticActivityDetection."
          + "StartSensitivity), \"LOUD\""
      ),
      (
        #"{"realtimeInput":{"audio":{"data":"!"}}}"#,
        "Invalid value at 'realtime_input.audio.data' (TYPE_BYTES), Base64 decoding failed for \"!\""
      ),
      (
        #"{"setup":{},"clientContent":{}}"#,
        "Invalid value (oneof), oneof field 'message_type' is already set. Cannot set 'clientContent'"
      ),
      (#"{"hello":1}"#, "\(unknown) \"hello\": Cannot find field."),
      (#"[]"#, "\(unknown) \"\": Root element must be a message."),
      (
        #"{}"#, "The message is empty; send one of setup, clientContent, realtimeInput, toolResponse, contextUpdate."
      ),
    ]
  )
  func refusals(text: String, message: String) { #expect(Self.refusal(of: text) == message) }

  @Test("a message that is not JSON is told where it breaks")
  func syntax() {
    #expect(Self.refusal(of: "{").map { $0.hasPrefix("Invalid JSON payload received. ") } == true)
    #expect(Self.refusal(of: "setup").map { $0.hasPrefix("Invalid JSON payload received. Unexpected token.") } == true)
  }
}

/// A message was not of the kind the test is about.
private struct Expected: Error {
  let what: String
  init(_ what: String) { self.what = what }
}
