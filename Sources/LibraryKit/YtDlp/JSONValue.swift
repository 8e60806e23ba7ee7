/// JSON of no certain form: yt-dlp's extractors leave keys out, and put numbers where others put text.
enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The member `key` of an object; `null` when there is none.
  subscript(key: String) -> JSONValue {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  /// The text of a string.
  var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The text of a string, or of a whole number: an extractor may take a title of digits for one.
  var text: String? {
    switch self {
    case .string(let value): value
    case .number(let value): Int64(exactly: value).map { String($0) }
    default: nil
    }
  }

  /// A number, also one written as text.
  var number: Double? {
    switch self {
    case .number(let value): value.isFinite ? value : nil
    case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// A whole positive number, such as a size.
  var positive: Int64? {
    number.flatMap { Int64(exactly: $0.rounded()) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The elements of an array.
  var elements: [JSONValue] {
    if case .array(let value) = self { value } else { [] }
  }

  /// The members of an object.
  var members: [String: JSONValue] {
    if case .object(let value) = self { value } else { [:] }
  }
}
