import Foundation
import Service
import Testing

@Suite("What a setting does not take")
struct SettingRefusalTests {
  private static let cases = Setting.all.flatMap { setting in setting.wrongSamples.map { (setting, $0) } }

  @Test("is refused with the flag, the variable or the line, and what it takes", arguments: cases)
  func wrong(_ setting: Setting, _ text: String) throws {
    var refusals: [ServiceFailure] = []
    if setting.places.contains(.flag) {
      let refusal = try failure { try read([setting], flags: [setting.key: [text]]) }
      #expect(refusal.message.hasPrefix("\(setting.flag): \(setting.key.rawValue)") && refusal.exitCode == 64)
      refusals.append(refusal)
    }
    if setting.places.contains(.environment) {
      let refusal = try failure { try read([setting], environment: [setting.variable: text]) }
      #expect(refusal.message.hasPrefix("\(setting.variable): \(setting.key.rawValue)") && refusal.exitCode == 78)
      refusals.append(refusal)
    }
    if setting.places.contains(.file) {
      let refusal = try failure { try read([setting], file: "# first\n\(setting.key.rawValue): \"\(text)\"") }
      #expect(refusal.message.contains("/pollux.yaml line 2: \(setting.key.rawValue)") && refusal.exitCode == 78)
      refusals.append(refusal)
    }
    for refusal in refusals {
      #expect(refusal.message.contains("must "), "\(refusal.message)")
      if setting.bounds != nil { #expect(refusal.message.contains("must be \(setting.takes)."), "\(refusal.message)") }
      if !setting.isSecret { #expect(refusal.message.contains("'\(text)'"), "\(refusal.message)") }
    }
  }

  @Test("the ends of a range are taken", arguments: Setting.all.filter { $0.bounds != nil })
  func bounds(_ setting: Setting) throws {
    let bounds = try #require(setting.bounds)
    for number in [bounds.lowerBound, bounds.upperBound] {
      #expect(setting.shown(try read([setting], file: "\(setting.key.rawValue): \(number)")) == "\(number)")
    }
  }

  @Test("a secret is in no message")
  func secrets() throws {
    let message = try failure { try read(Setting.all, file: "api_keys: [top-secret, '']") }.message
    #expect(message.contains("line 1: api_keys must not hold an empty entry") && !message.contains("top-secret"))
    let nested = try failure { try read(Setting.all, file: "api_keys: [{key: top-secret}]") }.message
    #expect(nested.contains("a list of plain values") && !nested.contains("top-secret"))
  }

  @Test(
    "a file is refused with its line",
    arguments: [
      ("\nprot: 1", "line 2: unknown key 'prot'; did you mean 'port'?"),
      ("logLevel: debug", "line 1: unknown key 'logLevel'; did you mean 'log_level'?"),
      ("walrus_count: 1", "line 1: unknown key 'walrus_count'; `pollux settings` lists all keys"),
      ("upstream_key: secret", "line 1: unknown key 'upstream_key'"),
      ("config: other.yaml", "line 1: unknown key 'config'"),
      ("port: [1, 2]", "line 1: 'port' must be one plain value."),
      ("port: {a: 1}", "line 1: 'port' must be one plain value."),
      ("allowed_hosts: {a: 1}", "line 1: 'allowed_hosts' must be a list of plain values."),
      ("port: 1\nport: 2", "twice"),
      ("- port", "must be a mapping such as 'port: 8080'."),
      ("port: 'a", "not YAML"),
    ]
  )
  func file(text: String, problem: String) throws {
    let failure = try failure { try read(Setting.all, file: text) }
    #expect(failure.message.contains(problem) && failure.exitCode == 78, "\(failure.message)")
    #expect(failure.message.contains("/pollux.yaml") && !failure.message.contains("secret"))
  }

  @Test("a file that stands for more than it may is refused before it is read")
  func aliases() throws {
    var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for (name, last) in zip("bcdefgh", "abcdefg") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(last)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(try failure { try read(Setting.all, file: text) }.message.contains("more than 100000 values"))
    let long = "# " + String(repeating: "x", count: 1 << 20)
    #expect(try failure { try read(Setting.all, file: long) }.message.contains("at most 1 MiB"))
  }

  @Test("an address beyond loopback needs keys")
  func exposure() throws {
    let failure = try failure { try read(Setting.all, file: "host: 0.0.0.0") }
    #expect(failure.message.contains("POLLUX_API_KEYS") && failure.message.contains("--any-key"))
    for remedy in ["api_keys: [a]", "any_key: true"] {
      #expect(try read(Setting.all, file: "host: 0.0.0.0\n\(remedy)").host == "0.0.0.0")
    }
    for host in ["127.0.0.1", "127.8.9.1", "localhost", "::1"] {
      #expect(try read(Setting.all, file: "host: '\(host)'").host == host)
    }
  }

  @Test(
    "a setting without effect beside another is refused where it was written",
    arguments: [
      (["POLLUX_REPLAY_TIMINGS": "true"], "POLLUX_REPLAY_TIMINGS has no effect"),
      (["POLLUX_SANDBOX": "off", "POLLUX_ISOLATION": "user"], "POLLUX_ISOLATION has no effect"),
      (["POLLUX_ON_MISS": "echo", "POLLUX_REPLAY": "/r"], "POLLUX_ON_MISS has no effect: with replay"),
      (["POLLUX_ON_MISS": "auto", "POLLUX_RECORD": "/r"], "POLLUX_ON_MISS has no effect: with record"),
    ]
  )
  func combinations(environment: [String: String], problem: String) throws {
    let failure = try failure { try read(Setting.all, environment: environment) }
    #expect(failure.message.hasPrefix(problem), "\(failure.message)")
  }
}
