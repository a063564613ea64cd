/// What frames are made of; a value has one form only, so that no two frames mean the same.
package protocol FrameField {
  func encode(into writer: inout FrameWriter)

  /// Reads the field from a sender who may be hostile.
  /// - Throws: `FrameError`.
  init(from reader: inout FrameReader) throws(FrameError)

  /// Writes a list as its count and then each element.
  static func encode(_ list: [Self], into writer: inout FrameWriter)

  /// Reads a list; an element takes at least one byte, which bounds the count before anything is allocated.
  /// - Throws: `FrameError` of the first field that cannot be read.
  static func list(from reader: inout FrameReader) throws(FrameError) -> [Self]
}

extension FrameField {
  package static func encode(_ list: [Self], into writer: inout FrameWriter) {
    writer.write(UInt32(clamping: list.count))
    for element in list { element.encode(into: &writer) }
  }

  package static func list(from reader: inout FrameReader) throws(FrameError) -> [Self] {
    let count: UInt32 = try reader.read()
    guard Int(count) <= reader.remaining else { throw .listTooLong(count) }
    var list: [Self] = []
    list.reserveCapacity(Int(count))
    for _ in 0..<count { list.append(try Self(from: &reader)) }
    return list
  }
}

extension Array: FrameField where Element: FrameField {
  package func encode(into writer: inout FrameWriter) { Element.encode(self, into: &writer) }

  package init(from reader: inout FrameReader) throws(FrameError) { self = try Element.list(from: &reader) }
}

extension FrameField where Self: FixedWidthInteger {
  package func encode(into writer: inout FrameWriter) { writer.append(integer: self) }

  package init(from reader: inout FrameReader) throws(FrameError) { self = try reader.readInteger() }
}

extension UInt32: FrameField {}
extension Int32: FrameField {}
extension UInt64: FrameField {}

extension UInt8: FrameField {
  /// Bytes go as a whole.
  package static func encode(_ list: [UInt8], into writer: inout FrameWriter) {
    writer.write(UInt32(clamping: list.count))
    writer.append(list)
  }

  package static func list(from reader: inout FrameReader) throws(FrameError) -> [UInt8] {
    let count: UInt32 = try reader.read()
    return Array(try reader.take(Int(count)))
  }
}

extension Bool: FrameField {
  package func encode(into writer: inout FrameWriter) { writer.write(self ? UInt8(1) : 0) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    switch try reader.read() as UInt8 {
    case 0: self = false
    case 1: self = true
    case let other: throw .unknownValue(UInt64(other))
    }
  }
}

extension String: FrameField {
  package func encode(into writer: inout FrameWriter) {
    writer.write(UInt32(clamping: utf8.count))
    writer.append(utf8)
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    guard let text = String(validating: try reader.read() as [UInt8], as: UTF8.self) else { throw .invalidText }
    self = text
  }
}

extension Optional: FrameField where Wrapped == UInt32 {
  package func encode(into writer: inout FrameWriter) { writer.write(self != nil, self ?? 0) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    let (isThere, value) = (try reader.read() as Bool, try reader.read() as UInt32)
    guard isThere || value == 0 else { throw .unknownValue(UInt64(value)) }
    self = isThere ? value : nil
  }
}

extension FrameField where Self: RawRepresentable<UInt8> {
  package func encode(into writer: inout FrameWriter) { writer.write(rawValue) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    let key: UInt8 = try reader.read()
    guard let value = Self(rawValue: key) else { throw .unknownValue(UInt64(key)) }
    self = value
  }
}

extension FrameField where Self: RawRepresentable<String> {
  package func encode(into writer: inout FrameWriter) { writer.write(rawValue) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    guard let value = Self(rawValue: try reader.read()) else { throw .unknownValue(0) }
    self = value
  }
}
