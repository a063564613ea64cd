/// What a model is told about running code: Pollux's own words, behind the user's instruction.
enum Contract {
  /// How an answer is begun, and how blocks are written back.
  static let opening = "```python\n"

  /// For a model that is asked for a block, in at most 120 tokens; the worked example stands behind it.
  static let fence = """
    You can run Python 3. When you need a computed value or one from a file, write exactly one block that starts with \
    ```python and ends with ```, then stop. Names and files are kept between blocks. print() every value you need. \
    There is no input(), no network and no installing. You then get [code output] … [end of output], and answer in \
    plain text without code. Never invent an output. Code that is not to be run goes into a ```text block.
    """

  /// One worked example, as messages of the user's and the assistant's before the client's own.
  ///
  /// Measured with Qwen2.5-Coder-0.5B at temperature 0: of eight tasks 6 are right with it, 2 where the example is a line
  /// within the contract, none without; a block of several lines does more than one of a line (3 right).
  static let example = [
    "How many multiples of 7 are there below 1000?",
    opening + """
      count = 0
      for n in range(1, 1000):
          if n % 7 == 0:
              count += 1
      print(count)
      ```
      """,
    """
    [code output] outcome=OK
    142
    [end of output]
    """,
    "There are 142 multiples of 7 below 1000.",
  ]

  /// For a model that was offered the function, and may not be able to call one.
  static func eitherWay(_ function: String) -> String {
    """
    You can run Python 3 with the function \(function). If you cannot call it, write exactly one block that starts with \
    ```python and ends with ``` in its place, then stop. You then get the output, and answer in plain text without code. \
    Never invent an output. Code that is not to be run goes into a ```text block.
    """
  }

  static let functionDescription =
    "Run Python 3 in a sandbox without network. Names and files are kept between calls. Use print() for every value "
    + "you need."

  /// A model that called a function which nobody offered.
  static let blockInstead = "There is no such function. Write one ```python block, or answer in plain text."
  /// The last turn has no tool.
  static let answerNow = "No further code can be run. Answer now in plain text, with what you know."
  /// A model that ends without a word after a run.
  static let finalAnswer = "State the final answer."

  /// A block and nothing else, in the grammar of llama.cpp (GBNF).
  static let grammar = #"root ::= "```python\n" line+ "```"\#nline ::= [^`\n] [^\n]* "\n" | "\n""#
}
