/// A cookie jar's text in the form of Netscape's, as yt-dlp reads and writes it. Pure.
struct CookieText: Equatable {
  /// What a cookie is known by.
  private struct Key: Hashable {
    var domain: Substring
    var path: Substring
    var name: Substring
  }

  /// The lines that are no cookies, up to the first cookie.
  private var head: [Substring] = []
  private var order: [Key] = []
  private var lines: [Key: Substring] = [:]

  /// Reads `text`; `nil` when it is no whole jar: it is empty, has no cookie, or breaks off.
  init?(_ text: String) {
    guard text.utf8.last == UInt8(ascii: "\n") else { return nil }
    for line in text.split(separator: "\n") {
      // A comment, but for the mark of a cookie that pages may not read.
      if line.hasPrefix("#"), !line.hasPrefix("#HttpOnly_") {
        if order.isEmpty { head.append(line) }
        continue
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 7 else { return nil }
      let domain = fields[0].hasPrefix("#HttpOnly_") ? fields[0].dropFirst("#HttpOnly_".count) : fields[0]
      put(line, as: Key(domain: domain, path: fields[2], name: fields[5]))
    }
    if order.isEmpty { return nil }
  }

  /// How many cookies there are.
  var count: Int { order.count }

  /// The text as it is written.
  var text: String {
    (head + [""] + order.compactMap { lines[$0] }).map { $0 + "\n" }.joined()
  }

  /// This jar with what was done to `base` until it was `changed`: of each cookie, the newest counts.
  ///
  /// - Returns: `nil` when nothing would be left.
  func merging(_ changed: CookieText, since base: CookieText?) -> CookieText? {
    var result = self
    for key in changed.order where changed.lines[key] != base?.lines[key] {
      if let line = changed.lines[key] { result.put(line, as: key) }
    }
    for key in base?.order ?? [] where changed.lines[key] == nil { result.remove(key) }
    return result.order.isEmpty ? nil : result
  }

  private mutating func put(_ line: Substring, as key: Key) {
    if lines.updateValue(line, forKey: key) == nil { order.append(key) }
  }

  private mutating func remove(_ key: Key) {
    guard lines.removeValue(forKey: key) != nil else { return }
    order.removeAll { $0 == key }
  }
}

/// Where the jar stands in yt-dlp's arguments.
struct CookieArgument: Equatable {
  /// The jar's path as the user wrote it.
  private(set) var path: String
  private let index: Int
  private let isJoined: Bool

  /// Finds the last `--cookies FILE` in `arguments`; `nil` without one, or when `--no-cookies` follows.
  init?(in arguments: [String]) {
    var found: CookieArgument?
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { break }
      if argument == "--no-cookies" { found = nil }
      if argument.hasPrefix("--cookies=") {
        found = CookieArgument(
          path: String(argument.dropFirst("--cookies=".count)), index: index, isJoined: true)
      } else if argument == "--cookies", index + 1 < arguments.count {
        found = CookieArgument(path: arguments[index + 1], index: index + 1, isJoined: false)
      }
    }
    guard let found, !found.path.isEmpty else { return nil }
    self = found
  }

  private init(path: String, index: Int, isJoined: Bool) {
    (self.path, self.index, self.isJoined) = (path, index, isJoined)
  }

  /// `arguments`, in which this was found, with another jar.
  func replacing(in arguments: [String], with path: String) -> [String] {
    var arguments = arguments
    arguments[index] = isJoined ? "--cookies=\(path)" : path
    return arguments
  }
}
