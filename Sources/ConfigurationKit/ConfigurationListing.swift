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
