/// JSON of no certain form: yt-dlp's extractors leave keys out, and put numbers where others put text.
enum JSONValue: Sendable, Equatable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      // Which type it is shows only by trying; a value of no type throws in the last try.
      self = .string(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The member `key` of an object; `null` when there is none.
  subscript(key: String) -> JSONValue {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  /// The text of a string.
  var string: String? {
    if case .string(let value) = self { value } else { nil }
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
