/// What can be said of all settings, made from the table that the program itself reads by.
enum SettingReference {
  /// The defaults of a user whose home folder's paths read `~/…` once their first slash is gone.
  static let defaults = Configuration(directories: UserDirectories(environment: ["HOME": "/~"]))

  /// A setting's value, or the rule that holds, in Markdown.
  static func markdown(_ setting: Setting, _ configuration: Configuration) -> String {
    (setting.text(configuration).map { "`\($0)`" } ?? setting.rule ?? "").replacing("/~/", with: "~/")
  }

  /// The same without marks.
  static func plain(_ setting: Setting, _ configuration: Configuration) -> String {
    (setting.text(configuration) ?? plain(setting.rule ?? "")).replacing("/~/", with: "~/")
  }

  /// `markdown` without code marks, and with the texts of links.
  static func plain(_ markdown: String) -> String {
    markdown.replacing("`", with: "").replacing(#/\[([^\]]+)\]\([^)]+\)/#) { String($0.output.1) }
  }

  /// A heading and a table for each group, for docs/configuration.md.
  static var markdown: String {
    Setting.groups.map { group in
      let rows = group.settings.map { setting in
        "| `\(setting.key)` | \(markdown(setting, defaults)) | \(setting.allowed) | \(setting.meaning) |"
      }
      return """
        ### \(group.title)

        | key | default | allowed | meaning |
        |---|---|---|---|
        \(rows.joined(separator: "\n"))
        """
    }.joined(separator: "\n\n")
  }

  /// The keys of which a change is not heeded before the next start, as a list.
  static var keysHeededAtStart: String {
    Setting.all.filter { $0.effect == .atStart }.map { "`\($0.key)`" }.joined(separator: ", ")
  }
}
