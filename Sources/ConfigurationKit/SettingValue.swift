/// A value that a key was given, on its way to the type the key wants.
///
/// Every reader either gives a value that holds what it promises or throws what would be allowed.
struct SettingValue {
  /// What was expected, and where something else was found.
  struct Mismatch: Error {
    /// The part of the value that is wrong, when it is not all of it: `[2].url`.
    var part = ""
    /// What is allowed, to follow "must be".
    var allowed: String
    /// What was found.
    var found: ConfigurationNode
  }

  /// The value as it was written.
  let node: ConfigurationNode
  /// The user's folders.
  let directories: UserDirectories
  /// The folder that relative paths start from.
  let folder: String
  /// What the dashboard calls things.
  var vocabulary = Vocabulary.any

  func mismatch(_ allowed: String) -> Mismatch { Mismatch(allowed: allowed, found: node) }

  private func plain() -> String? {
    if case .scalar(let text, quoted: false) = node.shape { text } else { nil }
  }

  /// A whole number; `_` may group its digits.
  func integer(_ range: ClosedRange<Int>, unit: String = "") throws(Mismatch) -> Int {
    let digits = plain()?.filter { $0 != "_" }
    guard let number = digits.flatMap({ Int($0) }), range.contains(number) else {
      throw mismatch("a whole number\(unit) from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number, with or without a fraction, times `unit`.
  func duration(
    _ range: ClosedRange<Double>, _ unit: String, of seconds: Double = 1
  ) throws(Mismatch) -> Duration {
    let digits = plain()?.filter { $0 != "_" }
    guard let number = digits.flatMap({ Double($0) }), range.contains(number) else {
      throw mismatch(
        "a number of \(unit) from \(Self.show(range.lowerBound)) to \(Self.show(range.upperBound))")
    }
    return .seconds(number * seconds)
  }

  /// A truth value in YAML 1.1's spelling, which ytmpd's parser knows.
  func boolean() throws(Mismatch) -> Bool {
    switch plain()?.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw mismatch("true or false")
    }
  }

  /// One of a few words, in whatever case.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type = Choice.self
  ) throws(Mismatch) -> Choice {
    guard case .scalar(let text, _) = node.shape, let choice = Choice(rawValue: text.lowercased()) else {
      let words = type.allCases.map(\.rawValue)
      throw mismatch(words.dropLast().joined(separator: ", ") + " or " + (words.last ?? ""))
    }
    return choice
  }

  /// Text on one line; a plain number counts as the text it is written as.
  func text(_ allowed: String = "text on one line", mayBeEmpty: Bool = false) throws(Mismatch) -> String {
    guard case .scalar(let text, _) = node.shape, mayBeEmpty || !text.isEmpty,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else { throw mismatch(allowed) }
    return text
  }

  /// A path, made absolute.
  func path() throws(Mismatch) -> String {
    directories.absolute(try text("a path"), in: folder)
  }

  /// A path, made absolute; `nil` for empty text.
  func optionalPath() throws(Mismatch) -> String? {
    let text = try text("a path, or \"\" for none", mayBeEmpty: true)
    return text.isEmpty ? nil : directories.absolute(text, in: folder)
  }

  /// The name of a program, or a path to it, made absolute.
  func program() throws(Mismatch) -> String {
    let text = try text("the name of a program or a path to it")
    return text.contains("/") || text.hasPrefix("~") ? directories.absolute(text, in: folder) : text
  }

  /// A host name or an address, without a port.
  func host() throws(Mismatch) -> String {
    let allowed = "a host name or an address, without a port"
    let text = try text(allowed)
    let colons = text.count { $0 == ":" }
    guard !text.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "@" }), colons != 1 else {
      throw mismatch(allowed)
    }
    return text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
  }

  /// An IP address; `nil` for `none` or empty text.
  func optionalAddress() throws(Mismatch) -> String? {
    let allowed = "an IP address of this machine, or none"
    let text = try text(allowed, mayBeEmpty: true)
    if text.isEmpty || text == "none" { return nil }
    guard text.allSatisfy({ $0.isHexDigit || $0 == "." || $0 == ":" }) else { throw mismatch(allowed) }
    return text
  }

  /// The start of an http or https URL, without its last slashes.
  func baseURL() throws(Mismatch) -> String {
    let allowed = "the start of a URL, such as http://192.168.1.2:8080"
    var text = try text(allowed)
    while text.hasSuffix("/") { text.removeLast() }
    let rest = ["http://", "https://"].lazy.compactMap { text.hasPrefix($0) ? text.dropFirst($0.count) : nil }
      .first
    guard let rest, let first = rest.first, first != "/",
      !rest.contains(where: { $0.isWhitespace || $0 == "?" || $0 == "#" || $0 == "\"" })
    else { throw mismatch(allowed) }
    return text
  }

  /// Arguments for a program: a list, or a line that is split like a shell's.
  func arguments() throws(Mismatch) -> [String] {
    let allowed = "a list of arguments, such as [--cookies, ~/cookies.txt]"
    switch node.shape {
    case .list(let items):
      var arguments = [String]()
      for (index, item) in items.enumerated() {
        guard case .scalar(let text, _) = item.shape, !text.contains("\0") else {
          throw Mismatch(part: "[\(index)]", allowed: "text", found: item)
        }
        arguments.append(text)
      }
      return arguments
    case .scalar(let line, _):
      guard let words = ShellWords.split(line), !line.contains("\0") else { throw mismatch(allowed) }
      return words
    case .null, .mapping:
      throw mismatch(allowed)
    }
  }

  /// Playlists, each with a name of its own and a URL.
  func playlists() throws(Mismatch) -> [Configuration.Playlist] {
    guard case .list(let items) = node.shape else {
      throw mismatch("a list of `- {name: …, url: …}`")
    }
    var playlists = [Configuration.Playlist]()
    for (index, item) in items.enumerated() {
      let playlist = try Self.playlist(item, part: "[\(index)]")
      if playlists.contains(where: { $0.name == playlist.name }) {
        throw Mismatch(part: "[\(index)].name", allowed: "a name that no other playlist has", found: item)
      }
      playlists.append(playlist)
    }
    return playlists
  }

  private static func playlist(
    _ item: ConfigurationNode, part: String
  ) throws(Mismatch) -> Configuration.Playlist {
    guard case .mapping(let entries) = item.shape else {
      throw Mismatch(part: part, allowed: "`{name: …, url: …}`", found: item)
    }
    func field(_ key: String, _ allowed: String, where isValid: (String) -> Bool) throws(Mismatch) -> String {
      let value = entries.first { $0.key == key }?.value ?? .init(shape: .null, origin: item.origin)
      guard case .scalar(let text, _) = value.shape, isValid(text),
        text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else { throw Mismatch(part: "\(part).\(key)", allowed: allowed, found: value) }
      return text
    }
    return Configuration.Playlist(
      name: try field("name", "a name without slashes") { !$0.isEmpty && !$0.contains("/") },
      // yt-dlp has short forms of its own, such as :ytfav; an option it must not become.
      url: try field("url", "a URL, or a word of yt-dlp's such as :ytfav") {
        !$0.isEmpty && !$0.hasPrefix("-")
      })
  }

  private static func show(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }
}
