import Glibc

/// Judges the cookies that yt-dlp is given.
enum CookiesCheck {
  /// What is known of them.
  enum Facts: Sendable, Equatable {
    /// There are none.
    case none
    /// They are a browser's.
    case browser(String)
    /// They are in a file.
    case file(String, isReadable: Bool, isPublic: Bool)
  }

  /// Looks at what `arguments` name; the last one counts.
  static func facts(_ arguments: [String], home: String) -> Facts {
    var facts = Facts.none
    for (index, argument) in arguments.enumerated() {
      let next = index + 1 < arguments.count ? arguments[index + 1] : nil
      func value(_ option: String) -> String? {
        argument == option
          ? next : argument.hasPrefix(option + "=") ? String(argument.dropFirst(option.count + 1)) : nil
      }
      if let browser = value("--cookies-from-browser") { facts = .browser(browser) }
      guard var path = value("--cookies") else { continue }
      if path.hasPrefix("~/") { path = home + path.dropFirst() }
      var status = stat()
      let isThere = stat(path, &status) == 0
      facts = .file(
        path, isReadable: isThere && access(path, R_OK) == 0,
        isPublic: isThere && status.st_mode & S_IROTH != 0)
    }
    return facts
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    switch facts {
    case .none: return [.ok(.cookies, "none: YouTube sees a guest")]
    case .browser(let name):
      return [.ok(.cookies, "those of \(name.split(separator: ":").first.map(String.init) ?? name)")]
    case .file(let path, isReadable: false, _):
      return [
        .error(
          .cookies, "\(path) can't be read", cure: "correct --cookies in yt_dlp_arguments, or its permissions"
        )
      ]
    case .file(let path, _, isPublic: true):
      let finding = Finding.warning(
        .cookies, "everybody may read \(path), and use the account", cure: "chmod 600 the file")
      return [finding.mended(by: .setMode(path: path, mode: 0o600))]
    case .file(let path, _, _): return [.ok(.cookies, path)]
    }
  }
}
