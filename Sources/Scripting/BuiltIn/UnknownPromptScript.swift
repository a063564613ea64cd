/// The built-in script's last rule: it says what it cannot do, and how to script an answer.
enum UnknownPromptScript {
  static let reply: [ReplyStep] = [
    .parts(ReplyParts(text: .computed { text(for: $0.turn.prompt) }))
  ]

  private static func text(for prompt: String) -> String {
    """
    Pollux has no answer for the prompt \(PromptExcerpt.quoted(prompt, maximumLength: 120)): its built-in script is \
    not a language model. It sums the first N primes, plots, describes a CSV file, and runs Python between ```python fences. \
    To script an answer, put a file answers.yaml into a directory and start `pollux serve --fixtures DIR`:

    ```yaml
    \(PromptExcerpt.exampleFixture(for: prompt))
    ```

    """
  }
}
