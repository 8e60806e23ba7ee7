extension SettingType<[String]> {
  /// Arguments for a program: a list, or a line that is split like a shell's.
  static var arguments: Self {
    let allowed = "a list of arguments, such as [--cookies, ~/cookies.txt]"
    return Self(allowed: allowed, text: { "[\($0.joined(separator: ", "))]" }) {
      value throws(SettingValue.Mismatch) in
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

extension SettingType<[Configuration.Playlist]> {
  /// Playlists, each with a name of its own and a URL.
  static var playlists: Self {
    let allowed = "a list of `- {name: …, url: …}`"
    return Self(
      allowed: allowed,
      text: { "[\($0.map { "{name: \($0.name), url: \($0.url)}" }.joined(separator: ", "))]" }
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
