import FoundationEssentials

/// JSON as it goes over the socket: one line, keys in order.
public enum WireJSON {
  /// The bytes of `value`, without a line break.
  ///
  /// - Throws: `EncodingError` for numbers that JSON does not have.
  public static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  /// As ``bytes(_:)``, as a line.
  ///
  /// - Throws: the same.
  public static func line(_ value: some Encodable) throws -> [UInt8] {
    try bytes(value) + [UInt8(ascii: "\n")]
  }

  /// The line of a value that has only texts and whole numbers, which JSON can always hold.
  static func plainLine(_ value: some Encodable) -> [UInt8] {
    do { return try line(value) } catch {
      // Nothing else can fail; a line that is left out is better than an end of the program.
      return []
    }
  }

  /// Reads what came over the socket.
  ///
  /// - Throws: `DecodingError`.
  public static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Reads the content of a request.
  ///
  /// - Throws: ``ControlProblem`` that says what is wrong with it.
  public static func content<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws(ControlProblem) -> Value {
    do {
      return try value(type, from: bytes)
    } catch let error as DecodingError {
      throw ControlProblem(400, sentence(error))
    } catch {
      throw ControlProblem(400, unreadable)
    }
  }

  private static let unreadable = "the content is no JSON that can be read"

  private static func sentence(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\(name(context.codingPath + [key])) is missing"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "\(name(context.codingPath)) is not \(word(for: type))"
    case .dataCorrupted(let context):
      // A number that nothing can hold is said to be no JSON, too.
      context.codingPath.isEmpty ? unreadable : "\(name(context.codingPath)) is not valid"
    @unknown default: "the content is not what it should be"
    }
  }

  private static func name(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "the content" }
    return path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      .drop { $0 == "." }.description
  }

  private static func word(for type: any Any.Type) -> String {
    switch "\(type)" {
    case "String": "a string"
    case "Bool": "true or false"
    case let name where name.hasPrefix("Int") || name.hasPrefix("UInt") || name == "Double":
      "a number that fits"
    case let name where name.hasPrefix("Array"): "a list"
    default: "an object"
    }
  }
}
