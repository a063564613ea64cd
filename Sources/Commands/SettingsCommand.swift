import ArgumentParser
import Service

/// `pollux settings`: every setting there is.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings",
    abstract: "Print every setting with its flag, variable, values, default and meaning.",
    discussion: "The output is Markdown; docs/settings.md is made by it."
  )

  func run() {
    Output.bytes(Array(SettingsPage.text.utf8))
  }
}
