import Testing

@testable import GeminiAPI

@Suite("What carries a key")
struct SecretNamesTests {
  @Test(
    "a parameter's name is read as a server reads it, decoded once",
    arguments: [
      ("key=S", "key=REDACTED"), ("%6Bey=S&a=1", "%6Bey=REDACTED&a=1"), ("%6b%65%79=S", "%6b%65%79=REDACTED"),
      ("KEY=S", "KEY=REDACTED"), ("a=1&access%5Ftoken=S", "a=1&access%5Ftoken=REDACTED"),
      ("a=1&a=2&", "a=1&a=2&"), ("key", "key=REDACTED"), ("%256Bey=1", "%256Bey=1"), ("%zz=1", "%zz=1"),
      ("keys=1", "keys=1"), ("upload_token=S&upload_id=1", "upload_token=REDACTED&upload_id=1"),
    ]
  )
  func queries(query: String, shown: String) {
    #expect(SecretNames.redacted(query: query) == shown)
    #expect(SecretNames.redacted(address: "/a?\(query)") == "/a?\(shown)")
    #expect(SecretNames.redacted(address: "https://user:S@host/a?\(query)") == "https://host/a?\(shown)")
  }

  @Test("a header's name is read in any case")
  func headers() {
    for name in ["Authorization", "X-GOOG-API-KEY", "cookie", "Set-Cookie", "Api-Key"] {
      #expect(SecretNames.contains(name))
    }
    for name in ["content-type", "cookies", "x-goog-api-client", "referer", ""] { #expect(!SecretNames.contains(name)) }
  }
}
