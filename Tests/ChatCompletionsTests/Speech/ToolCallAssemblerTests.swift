import Testing

@testable import ChatCompletions

@Suite("Native calls in pieces")
struct ToolCallAssemblerTests {
  private typealias Piece = (index: Int, id: String?, name: String?, arguments: String)

  private func calls(_ pieces: [Piece]) throws -> [ToolCallText] {
    var assembler = ToolCallAssembler()
    for piece in pieces {
      assembler.take(index: piece.index, id: piece.id, name: piece.name, arguments: piece.arguments)
    }
    return try assembler.calls()
  }

  @Test
  func `pieces are joined by index`() throws {
    let pieces: [Piece] = [
      (0, "a", "f", ""), (0, nil, nil, "{\"x\":"), (1, "b", "g", "{}"), (0, nil, nil, " \"🐍\"}"), (1, "", "", ""),
    ]
    #expect(
      try calls(pieces) == [
        ToolCallText(id: "a", name: "f", arguments: "{\"x\": \"🐍\"}"),
        ToolCallText(id: "b", name: "g", arguments: "{}"),
      ]
    )
  }

  @Test
  func `calls come by index, not as they arrive`() throws {
    #expect(try calls([(1, "b", "g", "{}"), (0, "a", "f", "{}")]).map(\.name) == ["f", "g"])
  }

  @Test
  func `an id or a name that comes with each piece is one call`() throws {
    let pieces: [Piece] = [(0, "a", "f", "{\"x\""), (0, "a", "f", ": 1}"), (0, "a", "f", "")]
    #expect(try calls(pieces) == [ToolCallText(id: "a", name: "f", arguments: "{\"x\": 1}")])
  }

  @Test
  func `a name in pieces is one`() throws {
    #expect(
      try calls([(0, nil, "get_", ""), (0, nil, "weather", ""), (0, nil, nil, "{}")]).map(\.name) == ["get_weather"]
    )
  }

  @Test
  func `calls with the same index are told apart by their ids`() throws {
    let pieces: [Piece] = [(0, "a", "f", "{}"), (0, "b", "f", "{\"x\":"), (0, "b", nil, "1}")]
    #expect(
      try calls(pieces) == [
        ToolCallText(id: "a", name: "f", arguments: "{}"), ToolCallText(id: "b", name: "f", arguments: "{\"x\":1}"),
      ]
    )
  }

  @Test
  func `calls with the same index and no ids are told apart by their ends`() throws {
    #expect(try calls([(0, nil, "f", "{}"), (0, nil, "f", "{}"), (0, nil, "g", "")]).map(\.name) == ["f", "f", "g"])
  }

  @Test
  func `an id belongs to one call`() throws {
    #expect(try calls([(0, "a", "f", "{}"), (1, "a", "g", "{}")]).map(\.id) == ["a", nil])
  }

  @Test
  func `too many calls are refused`() throws {
    let most: [Piece] = (0..<ToolCallAssembler.maximumCalls).map { ($0, nil, "f", "{}") }
    #expect(try calls(most).count == ToolCallAssembler.maximumCalls)
    #expect(throws: ToolCallOverflow.self) { try calls(most + [(99, nil, "f", "{}")]) }
  }

  @Test
  func `too long ones are refused, counted in bytes`() throws {
    let most = String(repeating: "🐍", count: ToolCallAssembler.maximumBytes / 4 - 1)
    #expect(try calls([(0, nil, "four", most)]).first?.arguments == most)
    #expect(throws: ToolCallOverflow.self) { try calls([(0, nil, "four!", most)]) }
    #expect(throws: ToolCallOverflow.self) {
      try calls([(0, nil, "four", most), (0, nil, nil, "x"), (1, nil, "f", "")])
    }
  }
}
