/// What a model is told about running code: Pollux's own words, behind the user's instruction.
enum Contract {
  /// How an answer is begun, and how blocks are written back.
  static let opening = "```python\n"

  /// For a model that is asked for a block: at most 120 tokens, then one worked example.
  static let fence = """
    You can run Python 3. When you need a computed value or one from a file, write exactly one block that starts with \
    ```python and ends with ```, then stop. Names and files are kept between blocks. print() every value you need. \
    There is no input(), no network and no installing. You then get [code output] … [end of output], and answer in \
    plain text without code. Never invent an output. Code that is not to be run goes into a ```text block.

    Example:
    User: What is 2**40 + 1?
    You:
    ```python
    print(2**40 + 1)
    ```
    User: [code output] outcome=OK
    1099511627777
    [end of output]
    You: 2**40 + 1 is 1099511627777.
    """

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

  /// The last turn has no tool.
  static let answerNow = "No further code can be run. Answer now in plain text, with what you know."
  /// A model that ends without a word after a run.
  static let finalAnswer = "State the final answer."

  /// A block and nothing else, in the grammar of llama.cpp (GBNF).
  static let grammar = #"root ::= "```python\n" line+ "```"\#nline ::= [^`\n] [^\n]* "\n" | "\n""#
}
