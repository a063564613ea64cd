import Executions
import GeminiAPI
import ModelBackends
import SandboxProtocol
import Testing

@testable import Scripting

@Suite("Templates")
struct ReplyTemplateTests {
  private static let roots = TemplateKind.roots(
    match: .captures(of: try? PromptPattern(source: "(?<xs>.)", flags: "").groups, hasFiles: true),
    hasRun: true
  )

  private static let context: ReplyContext = {
    var captures = Captures(numbered: ["whole", "1, 2"], named: ["xs": "1, 2"])
    captures.file = csvFile
    let image = CodeFile(name: "plot.png", mimeType: "image/png", bytes: [1, 2, 3])
    let first = Execution(
      ending: .died(.exited(status: 3)),
      standardOutput: CapturedOutput(head: Array("boom\n".utf8)),
      standardError: CapturedOutput(head: Array("Traceback".utf8)),
      duration: .microseconds(41_900)
    )
    let second = Execution(
      ending: .completed(failure: nil),
      standardOutput: CapturedOutput(head: Array(" <a> & \"b\"\n5\n".utf8)),
      files: [image]
    )
    return ReplyContext(
      turn: UserTurn(conversation("What's 1 < 2?", files: [csvFile])),
      captures: captures,
      results: [ScriptRun(first), ScriptRun(second)]
    )
  }()

  private func compile(_ text: String, _ mode: ReplyTemplate.Mode = .text) throws -> ReplyText {
    var budget = TemplateBudget()
    return try ReplyTemplate.compile(text, mode: mode, roots: Self.roots, budget: &budget) {
      SourceLocation(file: "f", line: $0, column: $1)
    }
  }

  private func render(_ text: String, _ mode: ReplyTemplate.Mode = .text) throws -> String {
    var context = Self.context
    return try compile(text, mode).render(in: &context)
  }

  @Test("read what the program said, not the notices beside it")
  func programText() throws {
    let run = Execution(
      ending: .completed(failure: nil),
      standardOutput: CapturedOutput(head: Array("{\"n\": 3}\n".utf8), droppedByteCount: 7)
    )
    var context = ReplyContext(turn: UserTurn(conversation("?")), captures: Captures(), results: [ScriptRun(run)])
    let text = "{{result.output}}{{last(result.lines)}} {{count(result.lines)}} {{result.json.n}}"
    let template = try compile(text)
    #expect(try template.render(in: &context) == "{\"n\": 3}\n{\"n\": 3} 1 3")
  }

  @Test(
    "read the real result, and escape nothing",
    arguments: [
      ("{{result.output}}", " <a> & \"b\"\n5\n"), ("{{{result.output}}}", " <a> & \"b\"\n5\n"),
      ("{{&trim(result.output)}}", "<a> & \"b\"\n5"), ("{{last(result.lines)}}", "5"),
      ("{{ first(result.lines) }}", " <a> & \"b\""),
      ("{{result.outcome}}", "OUTCOME_OK"), ("{{result.lines}}", "[\" <a> & \\\"b\\\"\", \"5\"]"),
      ("{{results.0.output}}", "boom\nTraceback"), ("{{count(results)}}", "2"),
      ("{{results.0.stderr}} {{results.0.exit}} {{results.0.duration_ms}}", "Traceback 3 41"),
      ("{{result.stderr}}{{result.exit}}", "0"),
      ("{{#results}}{{outcome}}{{^last()}}, {{/last()}}{{/results}}", "OUTCOME_FAILED, OUTCOME_OK"),
      ("{{#result.ok}}yes{{/result.ok}}{{^result.ok}}no{{/result.ok}}", "yes"),
      ("{{#result.files}}{{name}} {{mime}} {{size}}{{/result.files}}", "plot.png image/png 3"),
      ("{{#result.lines}}<{{.}}>{{/result.lines}}", "< <a> & \"b\"><5>"), ("{{request.prompt}}", "What's 1 < 2?"),
      ("{{request.model}}", "gemini-2.5-flash"),
      ("{{json(first(request.files))}}", #"{"name": "input_file_0.csv", "mime": "text/csv", "size": 20}"#),
      ("{{match.xs}} {{match.1}} {{match.0}}", "1, 2 1, 2 whole"), ("{{match.file.name}}", "input_file_0.csv"),
      ("{{int(last(result.lines))}}", "5"), ("{{plusone(int(last(result.lines)))}}", "6"),
      ("{{json(match.xs)}}", "\"1, 2\""), ("{{uppercased(match.xs)}}{{empty(result.lines)}}", "1, 2false"),
      ("{{#results.0.json}}x{{/results.0.json}}{{#answer.f.x}}y{{/answer.f.x}}", ""), ("{{! a comment }}x", "x"),
      ("plain } { text", "plain } { text"),
      ("{{=<% %>=}}<% result.outcome %> {{x}}", "OUTCOME_OK {{x}}"),
      ("a\n  {{result.outcome}}\nb", "a\n  OUTCOME_OK\nb"),
      ("a\n{{#result.ok}}\nb\n{{/result.ok}}\nc", "a\nb\nc"),
      ("\u{E000}{{result.outcome}}\u{E001}", "\u{E000}OUTCOME_OK\u{E001}"),
      ("\n{{result.outcome}}", "\nOUTCOME_OK"), ("{{#match.xs}}{{.}}!{{/match.xs}}", "1, 2!"),
      // Sections with nothing in them.
      ("{{#result.ok}}{{/result.ok}}", ""), ("a{{^result.ok}}{{/result.ok}}b", "ab"),
      ("{{#results}}{{#ok}}{{/ok}}{{/results}}\n{{#result.ok}}\n{{/result.ok}}c", "\nc"),
    ]
  )
  func renders(text: String, expected: String) throws {
    #expect(try render(text) == expected)
  }

  @Test(
    "leave Python's own braces in code alone",
    arguments: [
      ("print(f'{{x}}')", "print(f'{{x}}')"), ("{{'a': {1: 2}}}", "{{'a': {1: 2}}}"),
      ("f'{{result}}'", "f'{{result}}'"),
      ("f'{{self.x}} {{f(y)}}'", "f'{{self.x}} {{f(y)}}'"), ("'{{! no comment }}'", "'{{! no comment }}'"),
      ("'{{= 1 }}'", "'{{= 1 }}'"), ("'{{>x}} {{$y}} {{%z}}'", "'{{>x}} {{$y}} {{%z}}'"), ("'{{ open", "'{{ open"),
      ("d = {{}}", "d = {{}}"), ("{{/x}}", "{{/x}}"), ("x = [{{match.xs}}]", "x = [1, 2]"),
      ("f'{{x}} {a} {{match.xs}}'", "f'{{x}} {a} 1, 2'"), ("{{json(request.prompt)}}", "\"What's 1 < 2?\""),
      (
        "{{#results}}\nprint({{json(outcome)}}, '{{y}}')\n{{/results}}\n",
        "print(\"OUTCOME_FAILED\", '{{y}}')\nprint(\"OUTCOME_OK\", '{{y}}')\n"
      ),
      ("{{=<% %>=}}\nf'{{match.xs}} <% match.xs %>'", "f'{{match.xs}} 1, 2'"),
      ("if x:\n    print('{{match.1}}')\n", "if x:\n    print('1, 2')\n"), ("a\r\nb{{match.1}}\r\n", "a\r\nb1, 2\r\n"),
    ]
  )
  func code(text: String, expected: String) throws {
    #expect(try render(text, .code) == expected)
  }

  @Test(
    "name what they do not know, where it stands",
    arguments: [
      (
        "{{x}}", ReplyTemplate.Mode.text,
        "1:1 unknown template value 'x'; values: result, results, request, match, answer"
      ),
      ("a\nbc {{reslt.output}}", .text, "2:4 unknown template value 'reslt'; did you mean 'result'?"),
      ("{{result.outptu}}", .text, "1:1 unknown 'outptu' of 'result'; did you mean 'output'?"),
      ("{{result.stder}}", .text, "1:1 unknown 'stder' of 'result'; did you mean 'stderr'?"),
      ("{{match.ys}}", .text, "1:1 unknown 'ys' of 'match'; did you mean 'xs'?"),
      ("{{match.2}}", .text, "1:1 unknown '2' of 'match'; members: 0, 1, file, xs"),
      ("{{tirm(result.output)}}", .text, "1:1 unknown function 'tirm'; did you mean 'trim'?"),
      ("{{last(result.output)}}", .text, "1:1 'last' cannot be applied to a text"),
      ("{{trim(result.lines)}}", .text, "1:1 'trim' cannot be applied to a list"),
      ("{{result.output.x}}", .text, "1:1 'result.output' is a text and has no 'x'"),
      ("{{result}}", .text, "1:1 'result' is an object; name one of its members"),
      ("{{#results}}{{outptu}}{{/results}}", .text, "1:13 unknown template value 'outptu'; did you mean 'output'?"),
      ("{{#results}}", .text, "1:1 section 'results' is not closed"),
      ("{{/results}}", .text, "1:1 'results' is closed here; no section is open"),
      ("{{#results}}{{/result}}", .text, "1:13 'result' is closed here; 'results' is open"),
      ("{{last()}}", .text, "1:1 'last()' means something only inside a section over a list"),
      ("a {{result.output", .text, "1:3 a tag opened with '{{' is not closed with '}}'"),
      (
        "{{" + String(repeating: " ", count: 1_001) + "}}", .text, "1:1 a tag opened with '{{' has more than 1000 bytes"
      ),
      ("{{a b}}", .text, "1:1 '{{a b}}' is not a value; write {{result.output}} or {{trim(result.output)}}"),
      ("{{}}", .text, "1:1 '{{}}' is not a value; write {{result.output}} or {{trim(result.output)}}"),
      ("{{>part}}", .text, "1:1 '{{>part}}': partials, blocks and pragmas are not part of the fixture format"),
      ("{{= x =}}", .text, "1:1 delimiters are changed by a tag like {{=<% %>=}}"),
      (
        "x {{macth.xs}}", .code,
        "1:3 unknown template value 'macth'; did you mean 'match'?; "
          + "for braces of Python's, change the template's: {{=<% %>=}}"
      ),
      (
        "{{match.ys}}", .code,
        "1:1 unknown 'ys' of 'match'; did you mean 'xs'?; for braces of Python's, change the template's: {{=<% %>=}}"
      ),
      ("{{=<% %>=}}<% x %>", .code, "1:12 unknown template value 'x'; values: result, results, request, match, answer"),
    ]
  )
  func complaints(text: String, mode: ReplyTemplate.Mode, expected: String) throws {
    let error = try #require(throws: TemplateProblems.self) {
      try compile(text, mode)
    }
    // A section closed by the wrong name is open at the end as well; the first problem is the one meant.
    let first = try #require(error.list.first)
    #expect("\(first.line):\(first.column) \(first.message)" == expected)
  }

  @Test(
    "read printed JSON",
    arguments: [
      ("{\"a\": [1, {\"b\": \"x\"}]}", "{{result.json.a.1.b}} {{first(result.json.a)}}", "x 1"),
      ("[1, 2]", "{{#result.json}}<{{.}}>{{/result.json}}", "<1><2>"),
      ("no", "{{^result.json}}none{{/result.json}}", "none"),
      ("{\"mean\": NaN, \"n\": 3}\n", "{{result.json.n}} {{result.json.mean}}", "3 NaN"),
      ("[-Infinity, Infinity]", "{{json(result.json)}}", "[-Infinity, Infinity]"),
      ("reading\n{\"n\": 1}\n{\"n\": 2}\n", "{{result.json.n}}", "2"),
      ("{\"n\": 1}\ndone.\n\n", "{{result.json.n}}", "1"),
      ("a [note]\n{\n  \"a\": [\n    1,\n    {\"b\": 2}\n  ]\n}\nbye", "{{result.json.a.1.b}}", "2"),
      ("[\n[\n[1,\n2]", "{{json(result.json)}}", "[1, 2]"),
      (
        "{\"t\": true, \"n\": null}", "{{result.json.t}}{{result.json.n}} {{json(result.json)}}",
        "true {\"t\": true, \"n\": null}"
      ),
    ]
  )
  func printedJSON(output: String, template: String, expected: String) throws {
    var context = Self.context
    context.results[1] = ScriptRun(Execution(ending: .notRun(.ok, text: output)))
    let text = try compile(template).render(in: &context)
    #expect(text == expected)
  }

  @Test(
    "say which value is not there, and where it is asked for",
    arguments: [
      ("x\n {{results.7.output}}", "2:2", "results.7.output", "'results' has no '7'"),
      ("{{results.0.json.n}}", "1:1", "results.0.json.n", "what the code printed holds no JSON"),
      ("{{answer.f.x}}", "1:1", "answer.f.x", "'answer' has no 'f'; it is empty"),
      (
        "{{int(result.output)}} {{int(result.outcome)}}", "1:24", "int(result.outcome)",
        "'int' makes nothing of \"OUTCOME_OK\""
      ),
      ("{{#results}}{{files.0.name}}{{/results}}", "1:13", "files.0.name", "'files' has no '0'; it is an empty list"),
    ]
  )
  func misses(text: String, place: String, tag: String, reason: String) throws {
    let miss = try #require(throws: TemplateMiss.self) { try render(text) }
    #expect("\(miss.location)" == "f:\(place)")
    #expect(miss.tag == tag && miss.reason.hasPrefix(reason), "\(miss)")
  }

  private static func printing(_ output: String) -> ReplyContext {
    var context = Self.context
    context.results[1] = ScriptRun(Execution(ending: .notRun(.ok, text: output)))
    return context
  }

  @Test(
    "stop where sections multiply or values are read too often, and say where that is",
    arguments: [
      // A section that says little, one that says nothing, and one over a member.
      ("a\n{{#result.lines}}{{#result.lines}}{{.}}{{/result.lines}}{{/result.lines}}", "2:1", "#result.lines"),
      (
        "{{#result.lines}}{{#result.lines}}{{^result.ok}}{{/result.ok}}{{/result.lines}}{{/result.lines}}", "1:1",
        "#result.lines"
      ),
      (
        "{{^result.stderr}}{{/result.stderr}}{{#results}}{{#lines}}{{#lines}}{{/lines}}{{/lines}}{{/results}}", "1:37",
        "#results"
      ),
      // Values that are put in, made larger, or only looked at.
      (String(repeating: "{{result.output}}", count: 190), "1:", "result.output"),
      (
        String(repeating: "{{json(json(json(json(json(json(json(json(result.output))))))))}}", count: 4), "1:",
        "json(json(json(json(json(json(json(json(result.output))))))))"
      ),
      (String(repeating: "{{count(result.lines)}}", count: 190), "1:", "count(result.lines)"),
      (String(repeating: "{{empty(result.output)}}", count: 190), "1:", "empty(result.output)"),
    ]
  )
  func tooLarge(text: String, place: String, tag: String) throws {
    // Few long lists, or many large values: what stops both is not slow to reach.
    var context = Self.printing(String(repeating: "\"\"\"\"\n", count: text.contains("#") ? 4_000 : 20_000))
    let miss = try #require(throws: TemplateMiss.self) { try compile(text).render(in: &context) }
    #expect(miss.isTooLarge && "\(miss.location)".hasPrefix("f:\(place)"), "\(miss)")
    #expect(miss.tag == tag && "\(miss)".hasPrefix("{{\(tag)}} at f:\(place)"), "\(miss)")
  }

  @Test(
    "count together, the texts of a call's arguments too",
    arguments: ["{{result.output}}", "{{json(result.output)}}", "- {{result.output}}"]
  )
  func manyTexts(text: String) throws {
    var context = Self.printing(String(repeating: "\"\"\"\"\n", count: 4_000))
    let call = ReplyCall(name: "f", args: .list(Array(repeating: .text(try compile(text)), count: 900)), id: nil)
    let miss = try #require(throws: TemplateMiss.self) { try call.rendered(in: &context) }
    #expect(miss.isTooLarge, "\(miss)")
    #expect(throws: TemplateMiss.self) { try compile("{{result.ok}}").render(in: &context) }
  }

  @Test("repeat for a long list, and put in a large value")
  func large() throws {
    let output = String(repeating: "\"\"\"\"\n", count: 20_000)
    var context = Self.printing(output)
    let text = try compile("{{result.output}}{{#result.lines}}- {{.}}\n{{/result.lines}}").render(in: &context)
    #expect(text == output + String(repeating: "- \"\"\"\"\n", count: 20_000))
  }

  @Test(
    "keep the type of a value that is one tag and nothing else",
    arguments: [
      ("{{int(match.xs)}}", "1"), ("{{result.ok}}", "true"), ("{{result.lines}}", #"[" <a> & \"b\"","5"]"#),
      ("{{match.xs}}", #""1, 2""#), ("{{{results.0.exit}}}", "3"), ("{{int(match.xs)}}!", #""1!""#),
      ("{{int(match.xs)}}{{int(match.xs)}}", #""11""#), (" {{result.ok}}", #"" true""#),
      ("{{#result.ok}}{{result.exit}}{{/result.ok}}", #""0""#), ("{{=<% %>=}}<% result.exit %>", "0"),
    ]
  )
  func types(text: String, json: String) throws {
    var context = Self.context
    #expect(try compile(text).value(in: &context) == JSONParser.parse(Array(json.utf8)))
  }

  @Test(
    "count without overflow",
    arguments: [
      (.plusone, "9223372036854775807", nil), (.minusone, "-9223372036854775808", nil), (.plusone, "1", "2"),
      (.minusone, "0", "-1"), (.even, "-2", "true"), (.odd, "3", "true"), (.equalzero, "0", "true"), (.int, "4.9", "4"),
      (.int, "1e400", nil), (.plusone, "x", nil),
    ] as [(TemplateTransform, String, String?)]
  )
  func numbers(transform: TemplateTransform, number: String, expected: String?) {
    #expect(TemplateValue.number(number).applying(transform)?.rendered == expected)
  }
}
