/// Hides passwords in values that are shown to others.
enum Secrets {
  /// What stands in the place of one.
  static let mask = "…"

  /// Options of yt-dlp whose value is a secret.
  private static let options: Set<String> = [
    "--password", "-p", "--twofactor", "-2", "--video-password", "--ap-password",
  ]

  /// yt-dlp's `arguments` without the secrets.
  static func masked(_ arguments: [String]) -> [String] {
    var isSecret = false
    return arguments.map { argument in
      defer { isSecret = options.contains(argument) }
      if isSecret { return mask }
      if let equals = argument.firstIndex(of: "="), options.contains(String(argument[..<equals])) {
        return argument[...equals] + mask
      }
      return masked(url: argument)
    }
  }

  /// `text` with `user:password@` of a URL hidden.
  static func masked(url text: String) -> String {
    guard let start = text.firstRange(of: "://")?.upperBound else { return text }
    let authority = text[start...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return text }
    return text[..<start] + mask + text[at...]
  }

  /// MPD's address as MPD_HOST writes it, with `password@` hidden.
  static func masked(address text: String) -> String {
    // A name that begins with @ is an abstract socket, and has no password.
    guard !text.hasPrefix("/"), let at = text.firstIndex(of: "@"), at != text.startIndex else { return text }
    return mask + text[at...]
  }
}
