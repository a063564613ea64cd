import GeminiAPI
import Testing

import ModelBackends

@testable import Scripting

@Suite("Schemas of a request")
struct SchemaTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test(
    "take what fits",
    arguments: [
      (#"{}"#, #"{"a": [1]}"#), (#"{"type": "INTEGER"}"#, "4.0"), (#"{"type": 3}"#, "4"), (#"{"type": "number"}"#, "4"),
      (#"{"type": ["string", "null"]}"#, "null"), (#"{"type": "STRING", "nullable": true}"#, "null"),
      (#"{"type": "STRING", "nullable": true, "enum": ["a"]}"#, "null"),
      (#"{"type": "INTEGER", "enum": ["1", "2"]}"#, "2"), (#"{"const": {"a": 1}}"#, #"{"a": 1}"#),
      (#"{"type": "STRING", "minLength": "2", "max_length": 2}"#, #""é🙂""#),
      (#"{"anyOf": [{"type": "STRING"}, {"type": "NUMBER"}]}"#, "1"), (#"{"oneOf": [{"type": "STRING"}]}"#, #""a""#),
      (#"{"allOf": [{"type": "string"}, {"maxLength": 3}]}"#, #""abc""#),
      (#"{"type": "object", "properties": {"a": {"type": "string"}}}"#, #"{"b": 1}"#),
      (#"{"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "number"}}"#, #"["a", 1, 2]"#),
      (##"{"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "string"}}}"##, #""x""#),
      (##"{"type": "object", "properties": {"next": {"$ref": "#"}}}"##, ##"{"next": {"next": {}}}"##),
      (##"{"$ref": "#"}"##, "1"), (##"{"type": "STRING", "pattern": "^b$"}"##, #""a""#),
    ]
  )
  func fits(schema: String, value: String) throws {
    #expect(SchemaCheck.fault(of: try parse(value), in: Schema(try parse(schema))) == nil)
  }

  @Test(
    "name the first place that does not fit",
    arguments: [
      (#"{"type": "INTEGER"}"#, "4.5", "$: 4.5 is not an integer"),
      (#"{"type": ["string", "null"]}"#, "true", "$: true is neither a string nor null"),
      (#"{"enum": ["a", "b"]}"#, #""c""#, #"$: "c" is none of "a", "b""#),
      (#"{"type": "object", "required": ["a"]}"#, "{}", "$.a: it is required and missing"),
      (
        #"{"properties": {"a": {}}, "additionalProperties": false}"#, #"{"a": 1, "b": 2}"#,
        "$.b: the schema has no such property and allows no others"
      ),
      (#"{"additionalProperties": {"type": "string"}}"#, #"{"b": 2}"#, "$.b: 2 is not a string"),
      (#"{"items": {"properties": {"a": {"type": "null"}}}}"#, #"[{}, {"a": []}]"#, "$[1].a: [] is not null"),
      (#"{"maxItems": 1}"#, "[1, 2]", "$: its number of elements is 2, and maxItems is 1"),
      (#"{"minProperties": "1"}"#, "{}", "$: its number of properties is 0, and minProperties is 1"),
      (#"{"minLength": 2}"#, #""a""#, "$: its length is 1, and minLength is 2"),
      (#"{"exclusiveMinimum": 1}"#, "1", "$: 1 is not above 1"), (#"{"maximum": 1.5}"#, "2", "$: 2 is more than 1.5"),
      (
        #"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#, "1",
        "$: 1 is not a string (nor does it fit the other alternatives)"
      ),
      (##"{"items": {"$ref": "#/$defs/gone"}}"##, "[1]", "$[0]: its schema refers to one that is not there"),
      (#"{"$ref": "https://example.com/"}"#, "[1]", "$: its schema refers to one that is not there"),
    ]
  )
  func doesNotFit(schema: String, value: String, fault: String) throws {
    #expect(SchemaCheck.fault(of: try parse(value), in: Schema(try parse(schema))) == fault)
  }

  /// Each level doubles what is looked at, so that without a bound this would not end.
  @Test("end soon whatever they say", .timeLimit(.minutes(1)))
  func bounded() throws {
    let schema =
      ##"{"$defs": {"a": {"anyOf": [{"items": {"$ref": "#/$defs/a"}}, {"items": {"$ref": "#/$defs/a"}}]}}, "##
      + ##""$ref": "#/$defs/a"}"##
    let value = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    _ = SchemaCheck.fault(of: try parse(value), in: Schema(try parse(schema)))
    let wide = (0..<40).map { ##""p\##($0)": {"$ref": "#"}"## }.joined(separator: ", ")
    _ = SchemaSample.value(for: Schema(try parse(#"{"type": "object", "properties": {\#(wide)}}"#)))
  }

  @Test("are compared in time that grows with the value, whatever they say", .timeLimit(.minutes(1)))
  func linear() throws {
    let names = (0..<9_000).map { "v\($0)" }
    let list = names.map { "\"\($0)\"" }.joined(separator: ",")
    let values = "[" + Array(repeating: "\"v8999\"", count: 100_000).joined(separator: ",") + "]"
    let oneOfMany = Schema(try parse(#"{"items": {"enum": [\#(list)], "type": [\#(list), "string"]}}"#))
    #expect(SchemaCheck.fault(of: try parse(values), in: oneOfMany) == nil)
    let given = Schema(try parse(#"{"type": "array", "items": {"enum": [\#(list)]}, "default": [\#(list)]}"#))
    #expect(SchemaSample.value(for: given).elements?.count == 9_000)

    let members = names.map { "\"\($0)\": {\"type\": \"STRING\"}" }.joined(separator: ",")
    let reversed = names.reversed().map { "\"\($0)\"" }.joined(separator: ",")
    let ordered = Schema(
      try parse(#"{"type": "OBJECT", "properties": {\#(members)}, "propertyOrdering": [\#(reversed)]}"#)
    )
    #expect(SchemaSample.value(for: ordered).members?.first?.key.text == "v8999")
    let objects = "[" + Array(repeating: "{\"v1\": 1}", count: 50_000).joined(separator: ",") + "]"
    let references = (0..<9_000).map { ##""r\##($0)": {"$ref": "#/$defs/r\##($0 + 1)"}"## }.joined(separator: ",")
    let wide = Schema(
      try parse(
        ##"{"items": {"properties": {\##(members), "v1": {"$ref": "#/$defs/r8990"}}}, "$defs": {\##(references)}}"##
      )
    )
    #expect(
      SchemaCheck.fault(of: try parse(objects), in: wide) == "$[0].v1: its schema refers to one that is not there"
    )
  }

  @Test("that multiply what is looked at beyond a bound are told, and not taken for met", .timeLimit(.minutes(1)))
  func tooManySteps() throws {
    let levels = (0..<20).map {
      ##""l\##($0)": {"anyOf": [{"$ref": "#/$defs/l\##($0 + 1)"}, {"$ref": "#/$defs/l\##($0 + 1)"}]}"##
    }
    let schema = ##"{"$defs": {\##(levels.joined(separator: ",")), "l20": {"type": "string"}}, "$ref": "#/$defs/l0"}"##
    let fault = SchemaCheck.fault(of: 1, in: Schema(try parse(schema)))
    #expect(fault?.contains("takes more than 1000000 steps") == true || fault?.contains("is not a string") == true)
  }

  @Test("show no more of a long value than stands in a message")
  func excerpt() throws {
    let value =
      "[" + Array(repeating: "\"\(String(repeating: "é", count: 1000))\"", count: 400).joined(separator: ",") + "]"
    let fault = SchemaCheck.fault(of: try parse(value), in: Schema(try parse(#"{"type": "object"}"#)))
    #expect(fault?.hasPrefix("$: [\"ééé") == true && fault?.hasSuffix("… is not an object") == true)
    #expect(fault?.count ?? .max < 100)
  }

  @Test(
    "give a sample that fits",
    arguments: [
      #"{"type": "STRING", "minLength": 10, "maxLength": 12}"#, #"{"type": "STRING", "maxLength": 2}"#,
      #"{"type": "INTEGER", "minimum": 2.5}"#, #"{"type": "INTEGER", "maximum": -7}"#,
      #"{"type": "NUMBER", "exclusiveMinimum": 0, "exclusiveMaximum": 9}"#, #"{"type": "INTEGER", "enum": ["7"]}"#,
      #"{"type": "ARRAY", "minItems": "3", "items": {"type": "BOOLEAN"}}"#, #"{"type": "ARRAY", "maxItems": 0}"#,
      #"{"type": "ARRAY", "prefixItems": [{"type": "string"}, {"type": "null"}]}"#,
      #"{"type": "OBJECT", "properties": {"a": {"type": "OBJECT", "properties": {"b": {"type": "NULL"}}}}}"#,
      #"{"type": "STRING", "default": 3, "example": "e"}"#, #"{"oneOf": [{"const": [1]}, {"type": "null"}]}"#,
      ##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}}}"##,
    ]
  )
  func samples(schema: String) throws {
    let schema = Schema(try parse(schema))
    let sample = SchemaSample.value(for: schema)
    #expect(SchemaCheck.fault(of: sample, in: schema) == nil, "\(sample)")
    #expect(SchemaSample.value(for: schema) == sample)
  }
}
