public import TrackKit

/// Playlists in XSPF 1, as MPD and other players read them.
public enum XSPF {
  /// The playlist called `title` that `tracks` make.
  ///
  /// The same tracks give the same bytes. Names come from strangers: what XML would take for markup is escaped,
  /// and characters that XML does not have are left out.
  public static func text(_ tracks: some Sequence<Track>, title: String, urls: TrackURL) -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <playlist version="1" xmlns="http://xspf.org/ns/0/">
        <title>\(escape(title))</title>
        <trackList>

      """
    for track in tracks {
      text += "    <track>\n"
      element("location", urls.url(for: track.id))
      element("title", track.title)
      element("creator", track.artist)
      element("album", track.album)
      if let duration = track.duration { element("duration", "\(milliseconds(duration))") }
      text += "    </track>\n"
    }
    return text + "  </trackList>\n</playlist>\n"

    func element(_ name: String, _ value: String?) {
      guard let value = MetadataText.clean(value) else { return }
      text += "      <\(name)>\(escape(value))</\(name)>\n"
    }
  }

  /// Where the tracks of a playlist of ours are. This is no XML parser: it finds the elements as ``text(_:title:urls:)``
  /// writes them, which is enough to know one's own file again.
  ///
  /// - Returns: `nil` when the text is not of that form.
  public static func locations(in text: String) -> [String]? {
    guard text.hasPrefix("<?xml "), text.contains("<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">")
    else { return nil }
    var locations: [String] = []
    for line in text.split(separator: "\n") where line.contains("<location") {
      let content = MetadataText.trimmed(line)
      guard content.hasPrefix("<location>"), content.hasSuffix("</location>") else { return nil }
      locations.append(String(content.dropFirst("<location>".count).dropLast("</location>".count)))
    }
    return locations
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    max(duration.components.seconds, 0) * 1000 + max(duration.components.attoseconds, 0)
      / 1_000_000_000_000_000
  }

  /// `text` as character data (XML 1.0 §2.2, §2.4).
  private static func escape(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in (MetadataText.clean(text) ?? "").unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\u{FFFE}", "\u{FFFF}": continue
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
