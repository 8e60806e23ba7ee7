/// Judges who may read and write the files that no other check looks at.
enum FilesCheck {
  /// What is known of them.
  struct Facts: Sendable, Equatable {
    /// The configuration file, `nil` when there is none.
    var configuration: String?
    /// Everybody may read it.
    var isConfigurationPublic = false
    /// It has a password.
    var hasPassword = false
    /// `log_file`, `nil` for none.
    var log: String?
    /// Whether the log can be appended to, or made.
    var isLogWritable = true
    /// `mpd_music_directory`, `nil` when nothing is written there.
    var music: FolderFacts?
  }

  /// A finding for each thing that is wrong, or one that nothing is.
  static func findings(_ facts: Facts) -> [Finding] {
    var findings: [Finding] = []
    if let path = facts.configuration, facts.isConfigurationPublic, facts.hasPassword {
      findings.append(
        .warning(.files, "\(path) has a password, and everybody may read it", cure: "chmod 600 the file")
          .mended(by: .setMode(path: path, mode: 0o600)))
    }
    if let log = facts.log, !facts.isLogWritable {
      findings.append(
        .warning(
          .files, "the log \(log) can't be written to: nothing is logged",
          cure: "give this user write permission, or set log_file")
      )
    }
    if let music = facts.music {
      switch music.state {
      case .writable, .missing(canBeMade: true): break
      default:
        findings.append(
          .error(
            .files, "\(music.path) can't be written to, and XSPF playlists go there",
            cure: "give this user write permission, or set mpd_music_directory"))
      }
    }
    guard findings.isEmpty else { return findings }
    let parts = [facts.configuration, facts.log].compactMap { $0 }
    return [.ok(.files, parts.isEmpty ? "none are used" : parts.joined(separator: ", "))]
  }
}
