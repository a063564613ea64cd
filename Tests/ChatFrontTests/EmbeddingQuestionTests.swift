import ChatFront
import GeminiAPI
import ModelBackends
import Testing

/// Requests for vectors, what they become, and what becomes of the vectors.
@Suite("What vectors are asked for")
struct EmbeddingQuestionTests {
  private func question(_ body: String) throws -> EmbeddingQuestion {
    try EmbeddingQuestion(.decode(Array("{\(body)}".utf8)), catalog: try Models.catalog.get())
  }

  @Test
  func `each text is a request of a batch`() throws {
    let one = try question(
      #""model": "models/gemini-embedding-001", "input": "a", "encoding_format": "float", "user": "u""#
    )
    #expect(
      one.body.lineText
        == #"{"requests": [{"model": "models/gemini-embedding-001","content": {"parts": [{"text": "a"}]}}]}"#
    )
    let two = try question(#""model": "m", "input": ["a", "b"], "dimensions": 3, "encoding_format": "base64""#)
    #expect(
      two.body["requests"]?.elements?.last?.lineText
        == #"{"model": "models/m","content": {"parts": [{"text": "b"}]},"outputDimensionality": 3}"#
    )
    #expect(two.model == "m" && two.texts == ["a", "b"] && two.isBase64 && !one.isBase64)
  }

  @Test(
    arguments: [
      (#""input": "a""#, "model: is missing; GET /v1beta/openai/models lists the models."),
      (#""model": "m""#, "input: is missing; send a text or a list of texts."),
      (#""model": "m", "input": []"#, "input: is missing; send a text or a list of texts."),
      (#""model": "m", "input": """#, "input: is empty; a vector needs a text."),
      (#""model": "m", "input": ["a", ""]"#, "input[1]: is empty; a vector needs a text."),
      (#""model": "m", "input": [5]"#, "Invalid value at 'input[0]' (TYPE_STRING), 5"),
      (
        #""model": "m", "input": "a", "encoding_format": "int8""#,
        "encoding_format: 'int8' is neither float nor base64."
      ),
    ]
  )
  func `what is wrong is told with its field`(body: String, message: String) {
    #expect(throws: Status.self) { try question(body) }
    do { _ = try question(body) } catch { #expect((error as? Status)?.message == message) }
  }

  @Test
  func `vectors of others are read, and nothing else`() throws {
    let bytes = Array(#"{"embeddings": [{"values": [0.5, -1]}, {"values": []}]}"#.utf8)
    #expect(try EmbeddingQuestion.embeddings(in: bytes).map(\.values) == [[0.5, -1], []])
    for bad in ["", "[]", #"{"embeddings": [{}]}"#, #"{"embeddings": [{"values": ["a"]}]}"#] {
      #expect(throws: Status.self) { try EmbeddingQuestion.embeddings(in: Array(bad.utf8)) }
    }
  }

  @Test
  func `vectors are lists of numbers, or base64 of four bytes each`() {
    var list = ChatEmbeddingList([ContentEmbedding(values: [1, -0.5])], model: "m", tokens: 2, isBase64: false)
    let rest =
      #","index":0,"object":"embedding"}],"model":"m","object":"list","usage":{"prompt_tokens":2,"total_tokens":2}}"#
    #expect(String(decoding: list.compactJSON, as: UTF8.self) == #"{"data":[{"embedding":[1.0,-0.5]"# + rest)
    list.isBase64 = true
    #expect(String(decoding: list.compactJSON, as: UTF8.self) == #"{"data":[{"embedding":"AACAPwAAAL8=""# + rest)
  }
}
