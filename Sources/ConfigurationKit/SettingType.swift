/// The type of a setting's value: what is allowed, how a value is read, and how it is written.
struct SettingType<Value>: Sendable {
  /// What is allowed, to follow "must be". Errors and the documentation have the same words.
  let allowed: String
  /// A value as YAML; empty for none.
  let text: @Sendable (Value) -> String
  /// What is allowed, as a JSON schema.
  let schema: @Sendable (Vocabulary) -> JSONText
  /// Reads a value, or throws what would be allowed.
  let read: @Sendable (SettingValue) throws(SettingValue.Mismatch) -> Value
}

extension SettingType {
  /// A type without further parts; `parse` gives `nil` for what is not allowed.
  init(
    _ allowed: String, _ schema: JSONText, text: @escaping @Sendable (Value) -> String = { "\($0)" },
    parse: @escaping @Sendable (SettingValue) -> Value?
  ) {
    self.init(allowed: allowed, text: text, schema: { _ in schema }) { value throws(SettingValue.Mismatch) in
      guard let result = parse(value) else { throw value.mismatch(allowed) }
      return result
    }
  }
}

// MARK: - Numbers and words

extension SettingType<Int> {
  /// A whole number; `_` may group its digits.
  static func integer(_ range: ClosedRange<Int>, unit: String = "") -> Self {
    let schema = JSONText.object([
      ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
      ("maximum", .integer(range.upperBound)),
    ])
    return Self(
      "a whole number\(unit) from \(range.lowerBound) to \(range.upperBound)",
      .anyOf([schema, .text("^[0-9]+(_[0-9]+)+$")])
    ) { value in
      value.digits.flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension SettingType<Int64> {
  /// A number of bytes, with or without a unit; `_` may group its digits.
  static var size: Self {
    let units = ["KiB", "MiB", "GiB", "TiB"]
    let schema = JSONText.anyOf([
      .object([("type", .string("integer")), ("minimum", .integer(0))]),
      .text("^[0-9_ ]*[0-9][0-9_ ]*([KkMmGgTt][Ii][Bb] *)?$"),
    ])
    return Self("a size such as 512 KiB, 10 MiB, 2 GiB or 0", schema) { bytes in
      let fitting = units.indices.last { bytes > 0 && bytes % (1 << (10 * ($0 + 1))) == 0 }
      return fitting.map { "\(bytes >> (10 * ($0 + 1))) \(units[$0])" } ?? "\(bytes)"
    } parse: { value in
      guard let text = value.line?.filter({ $0 != "_" && !$0.isWhitespace }) else { return nil }
      let digits = text.prefix(while: \.isNumber)
      guard let number = Int64(digits), number >= 0, number < 1 << 20 || digits.count == text.count else {
        return nil
      }
      if digits.count == text.count { return number }
      return units.firstIndex { $0.lowercased() == text.dropFirst(digits.count).lowercased() }.map {
        number << (10 * ($0 + 1))
      }
    }
  }
}

extension SettingType<Duration> {
  /// A number of `unit`, each of so many seconds, with or without a fraction.
  static func duration(_ range: ClosedRange<Double>, _ unit: String, of seconds: Double = 1) -> Self {
    func show(_ number: Double) -> String {
      number == number.rounded() ? String(Int(number)) : String(number)
    }
    let allowed = "a number of \(unit) from \(show(range.lowerBound)) to \(show(range.upperBound))"
    let schema = JSONText.object([
      ("type", .string("number")), ("minimum", .number(range.lowerBound)),
      ("maximum", .number(range.upperBound)),
    ])
    return Self(allowed, .anyOf([schema, .text("^[0-9]+(_[0-9]+)+$")])) {
      let number = $0 / .seconds(seconds)
      return number == number.rounded() ? String(Int(number)) : String(number)
    } parse: { value in
      value.digits.flatMap { Double($0) }.flatMap { range.contains($0) ? .seconds($0 * seconds) : nil }
    }
  }
}

extension SettingType<Bool> {
  /// A truth value in YAML 1.1's spelling, which ytmpd's parser knows.
  static var boolean: Self {
    Self(
      "true or false",
      .anyOf([.type("boolean"), .text("^([Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$")])
    ) { value in
      switch value.unquoted?.lowercased() {
      case "true", "yes", "on": true
      case "false", "no", "off": false
      default: nil
      }
    }
  }
}

extension SettingType where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of a few words, in whatever case.
  static var choice: Self {
    let words = Value.allCases.map(\.rawValue)
    return Self(SettingValue.choices(words), .words(words), text: \.rawValue) { value in
      value.scalar.flatMap { Value(rawValue: $0.lowercased()) }
    }
  }
}

// MARK: - Text

extension SettingType<String> {
  /// Text on one line, which may be empty; a plain number counts as the text it is written as.
  static var line: Self {
    Self("text on one line", .scalar()) {
      YAMLText.scalar($0)
    } parse: {
      $0.line
    }
  }

  /// A word for a format of audio, or a selector of yt-dlp's.
  static var audioFormat: Self {
    Self(
      "opus, aac, best, or a format selector of yt-dlp",
      .anyOf([
        .object([("enum", .array(["opus", "aac", "best"].map { .string($0) }))]),
        .scalar(#"^[^\x00-\x1f\x7f-][^\x00-\x1f\x7f]*$"#),
      ]), text: YAMLText.scalar
    ) { value in
      value.line.flatMap { $0.isEmpty || $0.hasPrefix("-") ? nil : $0 }
    }
  }

  /// A path, made absolute.
  static var path: Self {
    Self("a path", .scalar(#"^[^\x00-\x1f\x7f]+$"#), text: YAMLText.scalar) { value in
      value.line.flatMap { $0.isEmpty ? nil : value.absolute($0) }
    }
  }

  /// The name of a program, or a path to it, made absolute.
  static var program: Self {
    Self("the name of a program or a path to it", .scalar(#"^[^\x00-\x1f\x7f]+$"#), text: YAMLText.scalar) {
      value in
      guard let text = value.line, !text.isEmpty else { return nil }
      return text.contains("/") || text.hasPrefix("~") ? value.absolute(text) : text
    }
  }

  /// A host name or an address, without a port.
  static var host: Self {
    Self(
      "a host name or an address, without a port",
      .scalar(#"^(?![^:]*:[^:]*$)[^\s/@\x00-\x1f\x7f]+$"#), text: YAMLText.scalar
    ) { value in
      guard let text = value.line, !text.isEmpty, text.count(where: { $0 == ":" }) != 1,
        !text.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "@" })
      else { return nil }
      return text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    }
  }
}

extension SettingType<String?> {
  /// Text on one line that is not empty.
  static func text(_ allowed: String) -> Self {
    Self(allowed, .scalar(#"^[^\x00-\x1f\x7f]+$"#)) {
      $0.map(YAMLText.scalar) ?? ""
    } parse: { value in
      guard let text = value.line, !text.isEmpty else { return nil }
      return text
    }
  }

  /// A path, made absolute; `nil` for empty text.
  static var optionalPath: Self {
    Self("a path, or \"\" for none", .scalar()) {
      $0.map(YAMLText.scalar) ?? "\"\""
    } parse: { value in
      value.line.map { $0.isEmpty ? nil : value.absolute($0) }
    }
  }

  /// An IP address; `nil` for `none` or empty text.
  static var address: Self {
    Self(
      "an IP address of this machine, or none", .anyOf([.text("^(none|[0-9A-Fa-f.:]*)$"), .type("number")])
    ) {
      $0.map(YAMLText.scalar) ?? "none"
    } parse: { value in
      guard let text = value.line else { return nil }
      if text.isEmpty || text == "none" { return .some(nil) }
      guard text.allSatisfy({ $0.isHexDigit || $0 == "." || $0 == ":" }) else { return nil }
      return text
    }
  }

  /// The start of an http or https URL, without its last slashes.
  static var baseURL: Self {
    Self(
      "the start of a URL, such as http://192.168.1.2:8080", .text(##"^https?://[^/\s?#"][^\s?#"]*$"##)
    ) {
      $0.map(YAMLText.scalar) ?? ""
    } parse: { value in
      guard var text = value.line else { return nil }
      while text.hasSuffix("/") { text.removeLast() }
      let rest = ["http://", "https://"].lazy.compactMap {
        text.hasPrefix($0) ? text.dropFirst($0.count) : nil
      }
      .first
      guard let rest, let first = rest.first, first != "/",
        !rest.contains(where: { $0.isWhitespace || $0 == "?" || $0 == "#" || $0 == "\"" })
      else { return nil }
      return text
    }
  }
}
