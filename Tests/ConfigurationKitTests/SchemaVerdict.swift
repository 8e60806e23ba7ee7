import Foundation

/// What a JSON schema says of a value: as much of draft 7 as our schema uses. An unknown word is a failure of the test.
struct SchemaVerdict {
  /// A word of JSON schema that this does not know.
  struct UnknownWord: Error { var word: String }

  /// Words that say nothing of what is allowed.
  private static let notes: Set<String> = ["$schema", "title", "description"]

  /// Whether `schema`, as `JSONSerialization` has it, allows `value`, which is made of Swift's own types.
  static func allows(_ schema: Any, _ value: Any) throws -> Bool {
    if let verdict = schema as? Bool { return verdict }
    guard let schema = schema as? [String: Any] else { throw UnknownWord(word: "\(schema)") }
    for (word, rule) in schema where !notes.contains(word) {
      guard try obeys(word, rule, value, schema) else { return false }
    }
    return true
  }

  private static func obeys(_ word: String, _ rule: Any, _ value: Any, _ schema: [String: Any]) throws -> Bool
  {
    switch word {
    case "type":
      let names = rule as? [String] ?? [rule as? String ?? ""]
      return names.contains { isType($0, value) }
    case "enum": return (rule as? [String])?.contains { $0 == value as? String } ?? false
    case "pattern":
      guard let text = value as? String, let pattern = rule as? String else { return true }
      let expression = try NSRegularExpression(pattern: pattern)
      return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    case "minimum": return number(value).map { $0 >= bound(rule) } ?? true
    case "maximum": return number(value).map { $0 <= bound(rule) } ?? true
    case "items": return try (value as? [Any])?.allSatisfy { try allows(rule, $0) } ?? true
    case "minItems": return (value as? [Any]).map { Double($0.count) >= bound(rule) } ?? true
    case "required":
      guard let object = value as? [String: Any], let names = rule as? [String] else { return true }
      return names.allSatisfy { object[$0] != nil }
    case "properties":
      guard let object = value as? [String: Any], let rules = rule as? [String: Any] else { return true }
      return try object.allSatisfy { name, value in try rules[name].map { try allows($0, value) } ?? true }
    case "additionalProperties":
      guard let object = value as? [String: Any] else { return true }
      let known = schema["properties"] as? [String: Any] ?? [:]
      return try object.allSatisfy { name, value in try known[name] != nil || allows(rule, value) }
    case "anyOf": return try (rule as? [Any])?.contains { try allows($0, value) } ?? false
    default: throw UnknownWord(word: word)
    }
  }

  /// A number of Swift's own; those of `JSONSerialization` can't be told from truth values.
  private static func number(_ value: Any) -> Double? { (value as? Int).map(Double.init) ?? value as? Double }

  private static func bound(_ rule: Any) -> Double { (rule as? NSNumber)?.doubleValue ?? .nan }

  private static func isType(_ name: String, _ value: Any) -> Bool {
    switch name {
    case "null": value is NSNull
    case "boolean": value is Bool
    case "string": value is String
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "number": number(value) != nil
    case "integer": number(value).map { $0 == $0.rounded() } ?? false
    default: false
    }
  }
}
