extension SettingValue {
  /// The name of a theme.
  func theme() throws(Mismatch) -> String {
    let themes = vocabulary.themes
    guard case .scalar(let text, _) = node.shape, themes.isEmpty || themes.contains(text.lowercased()) else {
      let named = if case .scalar(let text, _) = node.shape { text } else { "" }
      throw mismatch(
        Self.choices(themes) + Self.hint(for: named, among: themes))
    }
    return text.lowercased()
  }

  /// Keys with what they shall do.
  func keys() throws(Mismatch) -> [Configuration.KeyBinding] {
    guard case .mapping(let entries) = node.shape else {
      throw mismatch("lines of `key: command`, such as `ctrl-r: refresh-all`")
    }
    var bindings: [Configuration.KeyBinding] = []
    for entry in entries {
      guard vocabulary.isKey(entry.key) else {
        throw Mismatch(
          part: "",
          allowed:
            "a mapping of keys: a character, ctrl- and a letter, or a name such as space, enter, page-up or f5"
            + Self.hint(for: entry.key, among: vocabulary.keys),
          found: .init(shape: .scalar(entry.key, quoted: true), origin: entry.origin))
      }
      bindings.append(.init(key: entry.key, command: try command(entry)))
    }
    return bindings
  }

  private func command(_ entry: ConfigurationNode.Entry) throws(Mismatch) -> String? {
    let part = "." + entry.key
    switch entry.value.shape {
    // `none` takes the key's command away, and so does YAML's word for nothing.
    case .null, .scalar("none", _): return nil
    case .scalar(let text, _):
      let name = text.lowercased().replacing("_", with: "-")
      if vocabulary.commands.isEmpty || vocabulary.commands.contains(name) { return name }
      throw Mismatch(
        part: part,
        allowed: "a command of the dashboard, such as refresh or next-view, or none"
          + Self.hint(for: text, among: vocabulary.commands), found: entry.value)
    case .list, .mapping:
      throw Mismatch(part: part, allowed: "the name of a command, or none", found: entry.value)
    }
  }

  private static func choices(_ words: [String]) -> String {
    words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
  }

  private static func hint(for word: String, among words: [String]) -> String {
    Spelling.nearest(to: word, among: words).map { " (did you mean \($0)?)" } ?? ""
  }
}
