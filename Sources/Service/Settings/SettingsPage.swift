/// The page `docs/settings.md`, made from the table of settings.
package enum SettingsPage {
  /// The page in Markdown, with a newline at its end.
  package static var text: String {
    ([introduction] + Setting.sections.map(text)).joined(separator: "\n\n") + "\n"
  }

  private static let introduction = """
    # Settings

    Every setting of Pollux. `make docs` writes this page from the program's own table, and `pollux settings` prints it.

    A setting can be given in three places; the first one that has it wins:

    1. a flag of `pollux serve`: `--log-level debug`;
    2. an environment variable: `POLLUX_LOG_LEVEL=debug`;
    3. a settings file, `pollux.yaml` in the working directory or the one that `--config` or `POLLUX_CONFIG` names:

       ```yaml
       log_level: debug
       port: 9000
       allowed_hosts: [pollux, pollux.internal]
       ```

    A list is a list in the file, separated by commas in the environment, and a flag given several times. A setting that \
    is true or false is a flag without a value on the command line. A relative path in the file starts at the file. \
    Sizes are in bytes.

    The server does not start with an unknown key in the file or with a value that a setting does not take; the message \
    names the flag, the variable, or the file and line, and what is taken. The exit code is 64 for a flag, otherwise 78. \
    Environment variables that begin with `POLLUX_` and are not listed here are ignored.

    The other commands read the settings they share with the server from the same three places: `pollux run`, \
    `pollux doctor` and `pollux bench` follow `isolation` and `sandbox_config`, for example.
    """

  private static func text(_ section: SettingSection) -> String {
    let rows = section.settings.map { setting in
      let cells = [
        setting.places.contains(.file) ? code(setting.key.rawValue) : "–",
        setting.places.contains(.flag) ? code(setting.flag) : "–",
        setting.places.contains(.environment) ? code(setting.variable) : "–",
        setting.takes + (setting.bounds != nil && setting.valueName != "number" ? ", in \(setting.valueName)" : ""),
        setting.hasStandardValue ? setting.standard.isEmpty ? "none" : code(setting.standard) : setting.standard,
        setting.help,
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let head = ["| in the file | flag | variable | takes | default | meaning |", "|---|---|---|---|---|---|"]
    let about = section.about.isEmpty ? [] : [section.about, ""]
    return (["## " + section.title, ""] + about + head + rows).joined(separator: "\n")
  }

  private static func code(_ text: String) -> String { "`\(text)`" }
}
