public import TrackKit

/// Playlists in extended M3U, as MPD reads them.
///
/// MPD believes `#EXTINF` only when `#EXTM3U` is exactly the first line, and the seconds are whole with
/// nothing between them and the comma.
public enum M3U {
  /// One entry.
  public struct Entry: Sendable, Equatable {
    /// Where the song is.
    public var url: String
    /// `Artist - Title`; an empty name is left out.
    public var name: String
    /// How long the song plays, `nil` when not known.
    public var duration: Duration?

    /// An entry.
    public init(url: String, name: String, duration: Duration? = nil) {
      self.url = url
      self.name = name
      self.duration = duration
    }

    /// The entry of `track`, which the relay serves at `url`.
    public init(_ track: Track, url: String) {
      self.init(url: url, name: track.displayName, duration: track.duration)
    }
  }

  /// The text of a playlist.
  ///
  /// Names come from strangers, so line breaks in them become blanks; an entry whose URL could not stand on a
  /// line of its own is left out.
  public static func text(_ entries: some Sequence<Entry>) -> String {
    var text = "#EXTM3U\n"
    for entry in entries where isLine(entry.url) {
      let seconds = entry.duration.map { max($0.components.seconds, 0) } ?? -1
      text += "#EXTINF:\(seconds),\(MetadataText.clean(entry.name) ?? "")\n\(entry.url)\n"
    }
    return text
  }

  /// The playlist that `tracks` make.
  public static func text(_ tracks: [Track], urls: TrackURL) -> String {
    text(tracks.lazy.map { Entry($0, url: urls.url(for: $0.id)) })
  }

  /// The entries of a playlist, as far as they can be understood.
  ///
  /// Reads what other programs write too: a byte order mark, CRLF, attributes and fractions in `#EXTINF`.
  public static func entries(in text: String) -> [Entry] {
    var entries: [Entry] = []
    var name = ""
    var duration: Duration?
    let start =
      text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    for line in start.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
      let line = MetadataText.trimmed(Substring(line))
      if line.hasPrefix("#EXTINF:") {
        let information = line.dropFirst("#EXTINF:".count)
        let comma = information.firstIndex(of: ",") ?? information.endIndex
        let seconds = information[..<comma].prefix { !$0.isWhitespace }
        duration = Duration(plausibleSeconds: Double(seconds))
        name = MetadataText.clean(String(information[comma...].dropFirst())) ?? ""
      } else if !line.hasPrefix("#"), isLine(line) {
        entries.append(Entry(url: String(line), name: name, duration: duration))
        name = ""
        duration = nil
      }
    }
    return entries
  }

  /// Whether `url` stands on a line of its own and is no comment there.
  private static func isLine(_ url: some StringProtocol) -> Bool {
    !url.isEmpty && url.utf8.count <= MediaFacts.longestURL && !url.hasPrefix("#")
      && url.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
          && scalar != "\u{2028}" && scalar != "\u{2029}"
      }
  }
}
