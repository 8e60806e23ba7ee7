/// The reference of all settings in Markdown, made from the table that the program itself reads by.
enum SettingReference {
  /// A heading and a table for each group.
  static var markdown: String {
    // A home folder whose paths read `~/…` once their first slash is gone.
    let defaults = Configuration(directories: UserDirectories(environment: ["HOME": "/~"]))
    return Setting.groups.map { group in
      let rows = group.settings.map { setting in
        let text = setting.text(defaults).replacing("/~/", with: "~/")
        return "| `\(setting.key)` | \(text) | \(setting.allowed) | \(setting.meaning) |"
      }
      return """
        ### \(group.title)

        | key | default | allowed | meaning |
        |---|---|---|---|
        \(rows.joined(separator: "\n"))
        """
    }.joined(separator: "\n\n")
  }
}
