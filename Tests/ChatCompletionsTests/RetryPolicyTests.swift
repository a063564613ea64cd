import GeminiAPI
import Testing

@testable import ChatCompletions

@Suite("Retries")
struct RetryPolicyTests {
  /// Sun, 06 Nov 1994 08:49:37 GMT.
  private static let now = Timestamp(microseconds: 784_111_777_000_000)

  @Test(arguments: [
    ("0", 0), ("7", 7), (" 7 ", 7), ("-1", nil), ("1.5", nil), ("soon", nil), ("", nil), ("999999999", 86_400),
    ("Sun, 06 Nov 1994 08:49:40 GMT", 3), ("Sun, 06 Nov 1994 08:49:30 GMT", 0),
    ("Tue, 29 Feb 2000 00:00:00 GMT", 86_400),
    ("Mon, 07 Nov 1994 00:00:00 GMT", 54_623), ("Sun, 06 Nov 1994 08:49:40 CET", nil),
    ("Sun, 06 Foo 1994 08:49:40 GMT", nil),
    ("Sun, 06 Nov 1994 25:49:40 GMT", nil),
  ])
  func `read when to come back, in seconds or as a date`(value: String, seconds: Int?) {
    #expect(RetryPolicy.seconds(value, now: Self.now) == seconds)
  }

  @Test(arguments: [
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
    ("Wed, 31 Dec 2025 23:59:59 GMT", 1_767_225_599), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
  ])
  func `read dates as they are`(text: String, seconds: Int) {
    #expect(Timestamp(http: text)?.microseconds == seconds * 1_000_000)
  }

  @Test
  func `wait longer each time, as long as asked, and not for ever`() {
    #expect(RetryPolicy.wait(after: 1, asked: nil, random: 0) == .milliseconds(250))
    #expect(RetryPolicy.wait(after: 1, asked: nil, random: 1) == .milliseconds(500))
    #expect(RetryPolicy.wait(after: 2, asked: nil, random: 1) == .seconds(1))
    #expect(RetryPolicy.wait(after: 1, asked: 10, random: 0) == .seconds(10))
    #expect(RetryPolicy.wait(after: 1, asked: 11, random: 0) == nil)
    #expect(RetryPolicy.wait(after: 3, asked: nil, random: 0) == nil)
  }
}
