import ModelBackends

extension TemplateValue {
  /// What a function makes of the value; nil where it makes nothing, which reads as no text.
  func applying(_ transform: TemplateTransform) -> TemplateValue? {
    if transform == .json { return .text(json) }
    return switch self {
    case .text(let text): Self.applying(transform, to: text)
    case .number(let text): Self.applying(transform, toNumber: text)
    case .list(let elements): Self.applying(transform, to: elements)
    case .object(let members) where transform == .count: .number(String(members.count))
    case .object(let members) where transform == .empty: .flag(members.isEmpty)
    case .null where transform == .empty: .flag(true)
    case .null, .flag, .object, .run: nil
    }
  }

  private static func applying(_ transform: TemplateTransform, to text: String) -> TemplateValue? {
    switch transform {
    case .trim: .text(text.trimmed)
    case .int: EnglishNumber.firstInteger(in: text).map { .number(String($0)) }
    case .empty: .flag(text.isEmpty)
    case .capitalized: .text(text.prefix(1).uppercased() + text.dropFirst().lowercased())
    case .lowercased: .text(text.lowercased())
    case .uppercased: .text(text.uppercased())
    case .reversed: .text(String(text.reversed()))
    case .plusone, .minusone, .even, .odd, .equalzero: applying(transform, toNumber: text)
    case .json, .first, .last, .count, .sorted: nil
    }
  }

  private static func applying(_ transform: TemplateTransform, toNumber text: String) -> TemplateValue? {
    guard let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0.rounded(.towardZero)) }) else { return nil }
    switch transform {
    case .int: return .number(String(number))
    case .plusone: return number == .max ? nil : .number(String(number + 1))
    case .minusone: return number == .min ? nil : .number(String(number - 1))
    case .even: return .flag(number.isMultiple(of: 2))
    case .odd: return .flag(!number.isMultiple(of: 2))
    case .equalzero: return .flag(number == 0)
    default: return nil
    }
  }

  private static func applying(_ transform: TemplateTransform, to elements: [TemplateValue]) -> TemplateValue? {
    switch transform {
    case .first: elements.first
    case .last: elements.last
    case .reversed: .list(elements.reversed())
    case .count: .number(String(elements.count))
    case .empty: .flag(elements.isEmpty)
    case .sorted: .list(elements.sorted { $0.rendered < $1.rendered })
    default: nil
    }
  }
}
