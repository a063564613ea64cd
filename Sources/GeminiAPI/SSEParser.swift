/// Reads an event stream (`text/event-stream`) piece by piece, as the HTML standard's section "Server-sent events" has it.
///
/// What ends a line is CR LF, LF or CR; a blank line ends an event. It is the one reader of such streams: a `data: ` within
/// the data of an event is data. Each byte is looked at once, and no more is held than the event that is not complete yet.
package struct SSEParser: Sendable {
  /// One event that has data.
  package struct Event: Hashable, Sendable {
    /// Its lines of data, with LF between them.
    package var data: [UInt8] = []
    /// The event as it came, with the blank line behind it.
    package var bytes: [UInt8] = []
  }

  private var event = Event()
  private var hasData = false
  private var line: [UInt8] = []
  /// Whether the last byte was a CR, whose LF belongs to the same line end.
  private var isAfterReturn = false
  /// Whether that line was blank.
  private var isAtEnd = false

  package init() {}

  /// Takes bytes as they come.
  ///
  /// - Parameter bytes: The next bytes of the stream.
  /// - Returns: The events that are complete now.
  package mutating func take(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      if isAfterReturn {
        isAfterReturn = false
        if byte == Self.lineFeed { event.bytes.append(byte) }
        if isAtEnd, let complete = complete() { events.append(complete) }
        if byte == Self.lineFeed { continue }
      }
      event.bytes.append(byte)
      switch byte {
      case Self.lineFeed: if endsEvent(), let complete = complete() { events.append(complete) }
      case Self.carriageReturn: (isAfterReturn, isAtEnd) = (true, endsEvent())
      default: line.append(byte)
      }
    }
    return events
  }

  /// Ends the stream.
  ///
  /// - Returns: What stands behind the last blank line where it has data: a server that breaks off leaves it.
  package mutating func finish() -> Event? {
    if !line.isEmpty { readField() }
    defer { self = SSEParser() }
    return hasData ? event : nil
  }

  /// The events of a whole stream.
  ///
  /// - Parameter bytes: The stream.
  /// - Returns: All events that have data, also one whose blank line is missing at the end.
  package static func events(in bytes: [UInt8]) -> [Event] {
    var parser = SSEParser()
    let events = parser.take(bytes)
    return events + (parser.finish().map { [$0] } ?? [])
  }

  /// One event as the service writes it.
  ///
  /// - Parameter data: One line.
  /// - Returns: `data: `, the data, and a blank line of CR LF.
  package static func frame(_ data: [UInt8]) -> [UInt8] { Array("data: ".utf8) + data + Array("\r\n\r\n".utf8) }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// Ends a line; a blank one ends the event.
  private mutating func endsEvent() -> Bool {
    guard !line.isEmpty else { return true }
    readField()
    line.removeAll(keepingCapacity: true)
    return false
  }

  /// The event at its blank line; what has no data, such as a comment, goes with the next one.
  private mutating func complete() -> Event? {
    isAtEnd = false
    guard hasData else { return nil }
    defer { (event, hasData) = (Event(), false) }
    return event
  }

  /// Only `data` matters here; a name, an id, a time to wait and comments are kept in `bytes` alone.
  private mutating func readField() {
    guard line.starts(with: "data".utf8), line.count == 4 || line[4] == UInt8(ascii: ":") else { return }
    var value = line.dropFirst(5)
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    if hasData { event.data.append(Self.lineFeed) }
    event.data += value
    hasData = true
  }
}
