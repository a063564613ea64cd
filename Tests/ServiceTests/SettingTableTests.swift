import Foundation
import Service
import Testing

@Suite("The table of settings")
struct SettingTableTests {
  @Test("has each key once")
  func complete() {
    #expect(Setting.all.map(\.key).count == SettingKey.allCases.count)
    #expect(Set(Setting.all.map(\.key)) == Set(SettingKey.allCases))
    #expect(Set(Setting.all.map(\.flag)).count == Setting.all.count)
  }

  @Test("says of each setting what it takes and means", arguments: Setting.all)
  func described(_ setting: Setting) {
    #expect(setting.help.hasSuffix(".") && setting.help.count < 240)
    #expect(!setting.takes.isEmpty && !setting.valueName.isEmpty && !setting.places.isEmpty)
    #expect(!setting.help.contains("|") && !setting.standard.contains("|"), "it would end a cell of the page")
  }

  @Test("names every word of a choice in its help", arguments: Setting.all)
  func choices(_ setting: Setting) {
    guard setting.shape == .one, setting.takes.contains(" or ") else { return }
    let words = setting.takes.replacing(" or ", with: ", ").split(separator: ", ")
    #expect(words.count > 1)
    for word in words { #expect(setting.help.contains(word)) }
  }

  @Test("keeps secrets off the command line, where other users see them")
  func secrets() {
    let secrets = Setting.all.filter(\.isSecret)
    #expect(secrets.map(\.key) == [.apiKeys, .upstreamKey])
    for setting in secrets { #expect(!setting.places.contains(.flag)) }
  }

  @Test("is what docs/settings.md shows; `make docs` writes it anew")
  func page() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/settings.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text == SettingsPage.text)
    for setting in Setting.all where setting.places.contains(.file) {
      #expect(text.contains("| `\(setting.key.rawValue)` |"))
    }
  }
}
