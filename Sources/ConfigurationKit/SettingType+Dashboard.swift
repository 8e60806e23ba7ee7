extension SettingType<String?> {
  /// The name of a theme.
  static var theme: Self {
    Self(
      allowed: "the name of a theme", text: { $0.map(YAMLText.scalar) ?? "" },
      // A person's own themes have names of their own.
      schema: { $0.themes.isEmpty ? .scalar() : .anyOf([.words($0.themes), .scalar()]) }
    ) { value throws(SettingValue.Mismatch) in
      let themes = value.vocabulary.themes
      guard let text = value.scalar,
        themes.isEmpty || themes.contains(text.lowercased())
          || ThemeFile.exists(text.lowercased(), value.directories)
      else {
        throw value.mismatch(
          SettingValue.choices(themes) + SettingValue.hint(for: value.scalar ?? "", among: themes))
      }
      return text.lowercased()
    }
  }
}

extension SettingType<[Configuration.KeyBinding]> {
  /// Keys with what they do.
  static var keys: Self {
    let allowed = "lines of `key: command`, such as `ctrl-r: refresh-all`"
    return Self(
      allowed: allowed,
      text: {
        "{\($0.map { "\(YAMLText.scalar($0.key)): \($0.command ?? "none")" }.joined(separator: ", "))}"
      },
      schema: { vocabulary in
        let commands = vocabulary.commands.map { $0.replacing("-", with: "_") }.filter { $0.contains("_") }
        let words = vocabulary.commands + commands
        return .object([
          ("type", .string("object")),
          (
            "additionalProperties",
            .anyOf([
              vocabulary.commands.isEmpty ? .scalar() : .words(words),
              .object([("enum", .array([.string("none")]))]), .type("null"),
            ])
          ),
        ])
      }
    ) { value throws(SettingValue.Mismatch) in
      guard case .mapping(let entries) = value.node.shape else { throw value.mismatch(allowed) }
      var bindings: [Configuration.KeyBinding] = []
      for entry in entries {
        guard value.vocabulary.isKey(entry.key) else {
          throw .init(
            allowed:
              "a mapping of keys: a character, ctrl- and a letter, or a name such as space, enter, page-up or f5"
              + SettingValue.hint(for: entry.key, among: value.vocabulary.keys),
            found: .init(shape: .scalar(entry.key, quoted: true), origin: entry.origin))
        }
        bindings.append(.init(key: entry.key, command: try command(entry, value.vocabulary)))
      }
      return bindings
    }
  }

  private static func command(
    _ entry: ConfigurationNode.Entry, _ vocabulary: Vocabulary
  ) throws(SettingValue.Mismatch) -> String? {
    let part = "." + entry.key
    switch entry.value.shape {
    // `none` takes the key's command away, and so does YAML's word for nothing.
    case .null, .scalar("none", _): return nil
    case .scalar(let text, _):
      let name = text.lowercased().replacing("_", with: "-")
      if vocabulary.commands.isEmpty || vocabulary.commands.contains(name) { return name }
      throw .init(
        part: part,
        allowed: "a command of the dashboard, such as refresh or next-view, or none"
          + SettingValue.hint(for: text, among: vocabulary.commands), found: entry.value)
    case .list, .mapping:
      throw .init(part: part, allowed: "the name of a command, or none", found: entry.value)
    }
  }
}

extension SettingType<[Configuration.KeyProgram]> {
  /// Keys with the programs they run.
  static var programs: Self {
    let allowed = "lines of `key: [program, argument, …]`, such as `F6: [mpv, \"{url}\"]`"
    return Self(
      allowed: allowed,
      text: { programs in
        let lines = programs.map { program in
          let words = program.words.map(YAMLText.scalar).joined(separator: ", ")
          return "\(YAMLText.scalar(program.key)): [\(words)]"
        }
        return "{\(lines.joined(separator: ", "))}"
      },
      schema: { _ in
        .object([
          ("type", .string("object")),
          (
            "additionalProperties",
            .object([("type", .string("array")), ("items", .scalar()), ("minItems", .integer(1))])
          ),
        ])
      }
    ) { value throws(SettingValue.Mismatch) in
      guard case .mapping(let entries) = value.node.shape else { throw value.mismatch(allowed) }
      var programs: [Configuration.KeyProgram] = []
      for entry in entries {
        guard value.vocabulary.isKey(entry.key) else {
          throw .init(
            allowed: "a mapping of keys" + SettingValue.hint(for: entry.key, among: value.vocabulary.keys),
            found: .init(shape: .scalar(entry.key, quoted: true), origin: entry.origin))
        }
        programs.append(.init(key: entry.key, words: try words(entry)))
      }
      return programs
    }
  }

  private static func words(
    _ entry: ConfigurationNode.Entry
  ) throws(SettingValue.Mismatch) -> [String] {
    let mismatch = SettingValue.Mismatch(
      part: "." + entry.key, allowed: "a list of words: a program and its arguments", found: entry.value)
    guard case .list(let items) = entry.value.shape, !items.isEmpty else { throw mismatch }
    var words: [String] = []
    for item in items {
      // A shell's line is not split here: each argument is an element, as it is handed on.
      guard case .scalar(let word, _) = item.shape else { throw mismatch }
      words.append(word)
    }
    guard words[0].contains(where: { !$0.isWhitespace }) else { throw mismatch }
    return words
  }
}
