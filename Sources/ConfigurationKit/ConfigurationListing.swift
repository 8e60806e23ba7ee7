/// A configuration as a file that would give it, for people.
public enum ConfigurationListing {
  /// What is in force, a line for each key with where it comes from. Passwords are left out.
  public static func inForce(_ outcome: ConfigurationLoader.Outcome) -> String {
    let groups = Setting.groups.map { group in
      let lines = group.settings.map { setting -> (String, String) in
        let origin = outcome.origins[setting.key]?.description ?? "default"
        if let text = setting.shownText(outcome.configuration) { return ("\(setting.key): \(text)", origin) }
        return ("# \(setting.key): \(SettingReference.plain(setting.rule ?? ""))", origin)
      }
      let width = min(lines.map(\.0.count).max() ?? 0, 44)
      let rows = lines.map { line, origin in
        line + String(repeating: " ", count: max(width - line.count, 0)) + "  # \(origin)"
      }
      return "# \(group.title)\n\(rows.joined(separator: "\n"))\n"
    }
    return groups.joined(separator: "\n")
  }

  /// A file with every key as a comment, with what it means, what is allowed, and its default.
  public static var commentedDefaults: String {
    let defaults = SettingReference.defaults
    let groups = Setting.groups.map { group in
      let entries = group.settings.map { setting in
        let value = SettingReference.plain(setting, defaults)
        let meaning = wrapped(SettingReference.plain(setting.meaning)).map { "# \($0)\n" }.joined()
        let rule = setting.text(defaults) == nil ? "# Without a value: \(value).\n" : ""
        let example = setting.text(defaults) == nil ? "" : " \(value)"
        return "\(meaning)# Allowed: \(setting.allowed).\n\(rule)#\(setting.key):\(example)\n"
      }
      return "## \(group.title)\n\n\(entries.joined(separator: "\n"))"
    }
    return """
      # The configuration of ytmpd-tui: ~/.config/ytmpd/config.yaml
      # Every key has its default here. Remove the # in front of a key to change it.
      # yaml-language-server can check the file against the schema that `ytmpd-tui config --schema` prints.

      \(groups.joined(separator: "\n\n"))
      """
  }

  /// `text` in lines of at most 100 characters.
  private static func wrapped(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: [""]) { lines, word in
      if lines[lines.count - 1].count + word.count > 98 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
  }
}

/// What a configuration that is read again changes.
public struct ConfigurationChange: Sendable, Equatable {
  /// Keys whose new value holds at once, with it.
  public var atOnce: [String] = []
  /// Keys whose new value holds at the next start.
  public var atStart: [String] = []
  /// Keys whose new value the next dashboard has.
  public var inDashboard: [String] = []

  /// Compares two configurations.
  public init(from old: Configuration, to new: Configuration) {
    for setting in Setting.all where setting.text(old) != setting.text(new) {
      switch setting.effect {
      case .atOnce:
        atOnce.append(
          "\(setting.key): \(setting.shownText(new) ?? SettingReference.plain(setting.rule ?? ""))")
      case .atStart: atStart.append(setting.key)
      case .inDashboard: inDashboard.append(setting.key)
      }
    }
  }

  /// `new` as far as it holds at once, `old` elsewhere: what a program that runs goes by.
  public static func live(_ old: Configuration, _ new: Configuration) -> Configuration {
    var result = old
    for setting in Setting.all where setting.effect == .atOnce { setting.copy(new, &result) }
    return result
  }

  /// A sentence for each kind of change, for people; none when nothing has changed.
  public var sentences: [String] {
    var sentences: [String] = []
    if !atOnce.isEmpty {
      sentences.append("the configuration was read again: \(atOnce.joined(separator: "; "))")
    }
    if !atStart.isEmpty {
      let verb = atStart.count == 1 ? "holds" : "hold"
      sentences.append(
        "\(atStart.joined(separator: ", ")) in the configuration \(verb) only after a restart: "
          + "systemctl --user restart ytmpd-tui, or start `ytmpd-tui serve` again")
    }
    if !inDashboard.isEmpty {
      let verb = inDashboard.count == 1 ? "holds" : "hold"
      sentences.append(
        "\(inDashboard.joined(separator: " and ")) in the configuration \(verb) for the next dashboard")
    }
    return sentences
  }
}
