extension SettingType<[String]> {
  /// Arguments for a program: a list, or a line that is split like a shell's.
  static var arguments: Self {
    let allowed = "a list of arguments, such as [--cookies, ~/cookies.txt]"
    return Self(
      allowed: allowed, text: YAMLText.list,
      schema: { _ in .anyOf([.list(of: .scalar(#"^[^\x00]*$"#)), .scalar(#"^[^\x00]*$"#)]) }
    ) { value throws(SettingValue.Mismatch) in
      switch value.node.shape {
      case .list(let items):
        var arguments = [String]()
        for (index, item) in items.enumerated() {
          guard case .scalar(let text, _) = item.shape, !text.contains("\0") else {
            throw .init(part: "[\(index)]", allowed: "text", found: item)
          }
          arguments.append(text)
        }
        return arguments
      case .scalar(let line, _):
        guard let words = ShellWords.split(line), !line.contains("\0") else { throw value.mismatch(allowed) }
        return words
      case .null, .mapping:
        throw value.mismatch(allowed)
      }
    }
  }
}

extension SettingType<[String]> {
  /// Host names or addresses: a list, or one of them, or some with commas between.
  static var hosts: Self {
    words(
      "a list of host names without ports, such as [music.lan, ytmpd]",
      #"[A-Za-z0-9_-][A-Za-z0-9._-]*|\[?[0-9A-Za-z.%_-]*:[0-9A-Za-z.:%_-]*:[0-9A-Za-z.:%_-]*\]?"#,
      { .scalar($0) }
    ) { text in
      let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
      let isAddress = bare.contains(":")
      let marks = isAddress ? ":.%-_" : ".-_"
      guard !bare.isEmpty, bare.utf8.count <= 255, bare.first != ".",
        !isAddress || bare.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1,
        bare.utf8.allSatisfy({ isLetterOrDigit($0) || marks.utf8.contains($0) })
      else { return nil }
      return bare.lowercased()
    }
  }

  /// Origins of web pages (RFC 6454 §6.2), in the form in which browsers write them: a list, or one of them, or some
  /// with commas between.
  static var origins: Self {
    words(
      "a list of origins such as https://music.example.org or http://localhost:3000, or \"*\"",
      #"\*|[A-Za-z0-9][A-Za-z0-9+.-]*://([A-Za-z0-9._-]+|\[[0-9A-Za-z:.]+\])(:[0-9]{1,5})?"#, { .text($0) }
    ) { text in
      if text == "*" { return text }
      guard let mark = text.firstRange(of: "://") else { return nil }
      let scheme = text[..<mark.lowerBound].lowercased()
      let isScheme =
        scheme.utf8.first.map { isLetterOrDigit($0) } ?? false
        && scheme.utf8.allSatisfy { isLetterOrDigit($0) || "+-.".utf8.contains($0) }
      let authority = text[mark.upperBound...].lowercased()
      let isBracketed = authority.hasPrefix("[")
      let host = isBracketed ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
      let port = authority.dropFirst(host.count)
      let name = isBracketed ? host.dropFirst().dropLast() : host
      let marks = isBracketed ? ":." : ".-_"
      guard isScheme, !name.isEmpty, authority.hasPrefix(host),
        name.utf8.allSatisfy({ isLetterOrDigit($0) || marks.utf8.contains($0) }),
        port.isEmpty || (port.hasPrefix(":") && (UInt16(port.dropFirst()).map { $0 > 0 } ?? false))
      else { return nil }
      // Browsers leave out the port that the scheme has anyway.
      let isUsual = scheme == "http" && port == ":80" || scheme == "https" && port == ":443"
      return "\(scheme)://\(host)\(isUsual ? "" : port)"
    }
  }

  /// Words of one kind; `parse` gives `nil` for one that is not allowed.
  ///
  /// - Parameters:
  ///   - pattern: what is allowed, as a regular expression; it may allow more.
  ///   - item: the schema of a word, made of the pattern.
  private static func words(
    _ allowed: String, _ pattern: String, _ item: @escaping @Sendable (String) -> JSONText,
    parse: @escaping @Sendable (String) -> String?
  ) -> Self {
    Self(
      allowed: allowed, text: YAMLText.list,
      schema: { _ in
        .anyOf([.list(of: item("^(\(pattern))$")), item("^ *(\(pattern))?( *, *(\(pattern)))* *$")])
      }
    ) { value throws(SettingValue.Mismatch) in
      switch value.node.shape {
      case .list(let items):
        var words: [String] = []
        for (index, item) in items.enumerated() {
          guard case .scalar(let text, _) = item.shape, let word = parse(text) else {
            throw .init(part: "[\(index)]", allowed: allowed, found: item)
          }
          words.append(word)
        }
        return words
      case .scalar(let line, _):
        let parts = line.split(separator: ",").map(trimmed)
        let words = parts.filter { !$0.isEmpty }.map(parse)
        guard !words.contains(nil) else { throw value.mismatch(allowed) }
        return words.compactMap(\.self)
      case .null, .mapping: throw value.mismatch(allowed)
      }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}

extension SettingType<[Configuration.Playlist]> {
  /// Playlists, each with a name of its own and a URL.
  static var playlists: Self {
    let allowed = "a list of `- {name: …, url: …}`"
    return Self(
      allowed: allowed,
      text: {
        let entries = $0.map { "{name: \(YAMLText.scalar($0.name)), url: \(YAMLText.scalar($0.url))}" }
        return "[\(entries.joined(separator: ", "))]"
      },
      schema: { _ in
        .list(
          of: .object([
            ("type", .string("object")),
            ("required", .array([.string("name"), .string("url")])),
            (
              "properties",
              .object([
                ("name", .scalar(#"\S"#)), ("url", .scalar(#"^[^\x00-\x1f\x7f-][^\x00-\x1f\x7f]*$"#)),
              ])
            ),
          ]))
      }
    ) { value throws(SettingValue.Mismatch) in
      guard case .list(let items) = value.node.shape else { throw value.mismatch(allowed) }
      var playlists = [Configuration.Playlist]()
      for (index, item) in items.enumerated() {
        let playlist = try PlaylistEntry(item, part: "[\(index)]").playlist()
        if playlists.contains(where: { $0.name == playlist.name }) {
          throw .init(
            part: "[\(index)].name", allowed: "a name that no other playlist has",
            found: .init(shape: .scalar(playlist.name, quoted: false), origin: item.origin))
        }
        playlists.append(playlist)
      }
      return playlists
    }
  }
}

/// One entry of `playlists`.
private struct PlaylistEntry {
  let entries: [ConfigurationNode.Entry]
  let item: ConfigurationNode
  let part: String

  init(_ item: ConfigurationNode, part: String) throws(SettingValue.Mismatch) {
    guard case .mapping(let entries) = item.shape else {
      throw .init(part: part, allowed: "`{name: …, url: …}`", found: item)
    }
    self.entries = entries
    self.item = item
    self.part = part
  }

  func playlist() throws(SettingValue.Mismatch) -> Configuration.Playlist {
    Configuration.Playlist(
      // Any name will do: the library cleans it, and the names of files leave out what no file can have.
      name: try field("name", "a name", isOneLine: false) { $0.contains { !$0.isWhitespace } },
      // yt-dlp has keywords of its own, such as :ytfav. It must not take the URL for an option.
      url: try field("url", "a URL, or a keyword of yt-dlp such as :ytfav") {
        !$0.isEmpty && !$0.hasPrefix("-")
      })
  }

  private func field(
    _ key: String, _ allowed: String, isOneLine: Bool = true, where isValid: (String) -> Bool
  ) throws(SettingValue.Mismatch) -> String {
    let value = entries.first { $0.key == key }?.value ?? .init(shape: .null, origin: item.origin)
    guard case .scalar(let text, _) = value.shape, isValid(text),
      !isOneLine || SettingValue.isOneLine(text)
    else {
      throw .init(part: "\(part).\(key)", allowed: allowed, found: value)
    }
    return text
  }
}
