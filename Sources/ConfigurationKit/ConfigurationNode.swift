/// A value as it was written, before its type is known.
struct ConfigurationNode: Sendable, Equatable {
  /// The shapes a value can have.
  indirect enum Shape: Sendable, Equatable {
    /// Nothing, or YAML's word for it.
    case null
    /// Text. Quoted text is never a number or a truth value.
    case scalar(String, quoted: Bool)
    /// Values in order.
    case list([ConfigurationNode])
    /// Named values in the order of the file.
    case mapping([Entry])
  }

  /// A named value.
  struct Entry: Sendable, Equatable {
    /// The name.
    var key: String
    /// Where the name stands.
    var origin: ConfigurationProblem.Origin
    /// The value.
    var value: ConfigurationNode
  }

  /// The value's shape.
  var shape: Shape
  /// Where the value stands.
  var origin: ConfigurationProblem.Origin

  /// The value in the words of a message, cut to a readable length.
  var summary: String {
    switch shape {
    case .null: "an empty value"
    case .scalar(let text, quoted: true): "the text \(Self.quote(text))"
    case .scalar(let text, quoted: false): Self.quote(text)
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// `text` in quotes, on one line, cut to a readable length.
  static func quote(_ text: String) -> String {
    let shown = text.count > 60 ? text.prefix(59) + "…" : text[...]
    return String(shown).debugDescription
  }
}
