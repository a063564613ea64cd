import Executions
import FoundationEssentials
import GeminiAPI
import Testing

import ModelBackends

@testable import Scripting

/// The top of the repository.
private let root = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite("The built-in script")
struct BuiltInScriptTests {
  let backend: ScriptedBackend

  init() throws {
    let directory = root.appending(path: "sandbox-config/fixtures").path
    backend = ScriptedBackend(fixtures: try FixtureSet.builtIn(directory: directory))
  }

  @Test(
    "sums the first N primes, however the question is put",
    arguments: [
      (
        "What is the sum of the first 50 prime numbers? "
          + "Generate and run code for the calculation, and make sure you get all 50.", 50
      ),
      ("what's the SUM of the first fifty primes?", 50),
      ("Add up the first 50 prime numbers", 50),
      ("Please calculate the total of the first 1,000 primes.", 1000),
      ("the first 10 primes, what is their sum?", 10),
      ("sum of the 20 first prime numbers", 20),
      ("Sum the first\n50 prime numbers", 50),
      ("Sum of the first fifty-five primes", 55),
      ("sum of the first one hundred and five primes", 105),
      ("sum of the first 50 (fifty) primes", 50),
    ]
  )
  func primes(prompt: String, count: Int) async throws {
    let deltas = try await play(backend, conversation(prompt), runs: [.ok("Primes: [2]\nCount: 50\nSum: 5117\n")])
    #expect(deltas.codes.count == 1)
    #expect(deltas.codes.first?.contains("while len(primes) < \(count):") == true)
    #expect(deltas.codes.first?.hasSuffix("\n") == true)
    #expect(deltas.texts.last == "The sum of the first \(count) prime numbers is 5117.")
  }

  @Test("says so when the code of the sum fails")
  func primesFail() async throws {
    let prompt = "sum of the first 50 primes"
    let deltas = try await play(backend, conversation(prompt), runs: [.failed("NameError\n")])
    #expect(deltas.texts.last?.contains("OUTCOME_FAILED") == true)
    #expect(deltas.texts.last?.contains("5117") == false)
  }

  @Test("sums primes also where a CSV file came with the question")
  func primesWithFile() async throws {
    let deltas = try await play(
      backend,
      conversation("Sum of the first 50 primes?", files: [csvFile]),
      runs: [.ok("5117\n")]
    )
    #expect(deltas.codes.first?.contains("is_prime") == true)
  }

  @Test(
    "plots",
    arguments: [
      ("Plot a sine wave", "np.sin"), ("draw a chart of anything", "np.sin"), ("Make a graph please", "np.sin"),
      ("Now plot those primes as a line with matplotlib.", "len(primes) < 50"),
      ("Plot the first 20 primes", "len(primes) < 20"),
    ]
  )
  func plots(prompt: String, expected: String) async throws {
    let deltas = try await play(backend, conversation(prompt))
    #expect(deltas.codes.first?.contains(expected) == true)
    #expect(deltas.codes.first?.contains("plt.show()\n") == true)
    #expect(deltas.texts.last?.isEmpty == false)
  }

  @Test(
    "reads a CSV file that is asked about",
    arguments: [
      "Summarise the data", "Describe this file.", "What is the average score?", "analyse the file",
      "Analyze it: stats",
    ]
  )
  func tables(prompt: String) async throws {
    let run = FakeRun.ok("3 rows and 2 columns\nx\naverages: score 2\n")
    let deltas = try await play(backend, conversation(prompt, files: [csvFile]), runs: [run])
    #expect(deltas.codes.first?.contains("pd.read_csv('input_file_0.csv')") == true)
    #expect(deltas.texts.last == "The file input_file_0.csv has 3 rows and 2 columns; averages: score 2.")
  }

  @Test("looks at the bytes of a CSV file that cannot be read as one", arguments: ["Describe this file.", "Plot it"])
  func tablesAgain(prompt: String) async throws {
    let runs = [FakeRun.failed("UnicodeDecodeError"), .ok("2 rows and 2 columns\naverages: score 2\n")]
    let deltas = try await play(backend, conversation(prompt, files: [csvFile]), runs: runs)
    #expect(deltas.codes.count == 2)
    #expect(deltas.codes.last?.contains("utf-16") == true)
    #expect(deltas.texts.last?.contains("averages: score 2") == true)
  }

  @Test("says how to fence code that has a fence in a text of its own")
  func cutFence() async throws {
    let cut = "```python\ndef f():\n  \"\"\"\n```\nx\n```\n  \"\"\"\n"
    let failed = try await play(backend, conversation(cut), runs: [.failed("SyntaxError")])
    #expect(failed.texts.last?.contains("between longer fences (````) or between ~~~.") == true)
    let whole = try await play(backend, conversation("`\(cut)````"), runs: [.failed("ValueError")])
    #expect(whole.texts.last?.contains("longer fences") == false)
  }

  @Test("plots a CSV file, taking the name code finds it by")
  func plotsTable() async throws {
    var file = csvFile
    file.name = "input_file_3.csv"
    let image = CodeFile(name: "input_file_0.png", mimeType: "image/png", bytes: [0])
    let deltas = try await play(backend, conversation("Plot the data", files: [image, file]))
    #expect(deltas.codes.first?.contains("read_csv('input_file_3.csv')") == true)
  }

  @Test("runs the fenced Python of a prompt, block by block, before any fixture")
  func fences() async throws {
    let prompt = "Sum of the first 50 primes?\n```python\nx = 1\n```\nthen\n````py\nprint(x)\n````\n"
    let deltas = try await play(backend, conversation(prompt), runs: [.ok(nil), .ok("1\n")])
    #expect(deltas.codes == ["x = 1\n", "print(x)\n"])
    #expect(deltas.texts == ["All 2 blocks ran without an error. The last line it printed: 1"])
  }

  @Test(
    "tells honestly what became of the blocks",
    arguments: [
      (1, [FakeRun.ok("a\nb\n\n")], "The code ran without an error. The last line it printed: b"),
      (1, [FakeRun.ok(nil)], "The code ran without an error. It printed nothing."),
      (
        1, [FakeRun(files: [CodeFile(name: "a.png", mimeType: "image/png", bytes: [1])])],
        "The code ran without an error. It made 1 file."
      ),
      (1, [FakeRun.failed("boom")], "The code did not run to its end (OUTCOME_FAILED)."),
      (
        2, [FakeRun(outcome: .deadline), FakeRun.ok("2\n")],
        "Block 1 of 2 did not end in time (OUTCOME_DEADLINE_EXCEEDED). 1 of 2 blocks ran without an error."
      ),
    ]
  )
  func summaries(blocks: Int, runs: [FakeRun], expected: String) async throws {
    let prompt = String(repeating: "```python\npass\n```\n", count: blocks)
    let deltas = try await play(backend, conversation(prompt), runs: runs)
    #expect(deltas.codes.count == blocks)
    #expect(deltas.texts == [expected])
  }

  @Test("answers anything else with a text that says how to script it", arguments: ["Hello", "", "```js\nx\n```"])
  func unknown(prompt: String) async throws {
    let deltas = try await play(backend, conversation(prompt))
    #expect(deltas.codes.isEmpty)
    #expect(deltas.texts.count == 1)
    #expect(deltas.texts.first?.contains("pollux serve --fixtures DIR") == true)
  }

  @Test(
    "offers an example fixture that loads and answers the prompt",
    arguments: ["Hello you", "/x/ = \"1\"", "=a: {b", " "]
  )
  func exampleLoads(prompt: String) async throws {
    let yaml = PromptExcerpt.exampleFixture(for: prompt)
    let scripted = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: yaml))
    let asked = prompt == " " ? "your prompt" : prompt
    let deltas = try await play(scripted, conversation(asked), runs: [.ok("42\n")])
    #expect(deltas.texts == ["The answer is 42."])
  }

  @Test("shows code as text where the tool is off")
  func toolIsOff() async throws {
    let deltas = try await play(backend, conversation("Plot a sine wave", codeExecution: false))
    #expect(deltas.codes.isEmpty)
    #expect(deltas.texts.last?.hasPrefix("```python\nimport matplotlib") == true)
    #expect(deltas.texts.last?.contains("codeExecution") == true)
  }

  @Test("looks at the last turn of the user's only")
  func lastTurn() async throws {
    let contents = [
      Content(role: "user", parts: [.text("Sum of the first 50 primes?")]),
      Content(role: "model", parts: [.text("5117")]),
      Content(role: "user", parts: [.text("Now plot those primes as a line with matplotlib.")]),
    ]
    let deltas = try await play(backend, conversation(contents))
    #expect(deltas.codes.first?.contains("plt.show()") == true)
  }
}
