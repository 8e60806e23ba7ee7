/// The configuration file as a JSON schema (draft 7, which editors know best), made from the table by which it is read.
public enum SettingSchema {
  /// The schema's text.
  ///
  /// - Parameter vocabulary: what the dashboard calls things, to be suggested.
  public static func json(_ vocabulary: Vocabulary = .any) -> String { document(vocabulary).text() + "\n" }

  static func document(_ vocabulary: Vocabulary) -> JSONText {
    let defaults = SettingReference.defaults
    let known = Setting.all.map { setting -> (String, JSONText) in
      let value = SettingReference.plain(setting, defaults)
      return (
        setting.key,
        .object([
          ("description", .string("\(setting.meaning) Default: \(value). Allowed: \(setting.allowed).")),
          // A key without a value keeps its default.
          ("anyOf", .array([setting.schema(vocabulary), .type("null")])),
        ])
      )
    }
    let foreign = Setting.foreign.sorted().map { key -> (String, JSONText) in
      (key, .object([("description", .string("A key of ytmpd's, which is ignored here."))]))
    }
    return .object([
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("title", .string("ytmpd-tui: ~/.config/ytmpd/config.yaml")),
      ("type", .array([.string("object"), .string("null")])),
      ("properties", .object(known + foreign)),
      ("additionalProperties", .boolean(false)),
    ])
  }
}

extension JSONText {
  /// The schema of a type.
  static func type(_ name: String) -> JSONText { .object([("type", .string(name))]) }

  /// The schema of a value that has one of these.
  static func anyOf(_ schemas: [JSONText]) -> JSONText { .object([("anyOf", .array(schemas))]) }

  /// The schema of text.
  ///
  /// - Parameter pattern: a regular expression as ECMAScript has them; `nil` for any line.
  static func text(_ pattern: String? = nil) -> JSONText {
    .object([("type", .string("string")), ("pattern", .string(pattern ?? #"^[^\x00-\x1f\x7f]*$"#))])
  }

  /// The schema of text on one line for which a plain number or truth value does as well.
  static func scalar(_ pattern: String? = nil) -> JSONText {
    .anyOf([.text(pattern), .type("number"), .type("boolean")])
  }

  /// The schema of one of `words`, in whatever case.
  static func words(_ words: [String]) -> JSONText {
    let pattern = words.map { word in
      word.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined()
    }.joined(separator: "|")
    // The words themselves are what an editor suggests.
    return .anyOf([.object([("enum", .array(words.map { .string($0) }))]), .text("^(\(pattern))$")])
  }

  /// The schema of a list.
  static func list(of items: JSONText) -> JSONText {
    .object([("type", .string("array")), ("items", items)])
  }
}
