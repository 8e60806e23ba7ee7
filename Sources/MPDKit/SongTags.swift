/// What a listener should read about a song.
///
/// Values are brought into the form in which MPD keeps them (control characters as spaces, no blanks at the
/// ends, a limited length), so that what is read back compares equal. Empty values count as absent.
public struct SongTags: Sendable, Hashable {
  /// The artist.
  public let artist: String?
  /// The title.
  public let title: String?
  /// The album.
  public let album: String?

  /// The longest value, in bytes of UTF-8: a command line of MPD holds 4 KiB, and quoting may double it.
  public static let maximumLength = 512

  /// Tags from any text.
  public init(artist: String? = nil, title: String?, album: String? = nil) {
    self.artist = artist.flatMap(Self.normalise)
    self.title = title.flatMap(Self.normalise)
    self.album = album.flatMap(Self.normalise)
  }

  static func normalise(_ text: String) -> String? {
    var result = ""
    var length = 0
    for character in text {
      var cleaned = String.UnicodeScalarView()
      for scalar in character.unicodeScalars {
        cleaned.append(isControl(scalar) ? " " : scalar)
      }
      let piece = String(cleaned)
      if result.isEmpty, piece.allSatisfy({ $0 == " " }) { continue }
      length += piece.utf8.count
      guard length <= maximumLength else { break }
      result += piece
    }
    while result.last == " " { result.removeLast() }
    return result.isEmpty ? nil : result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
      || scalar.value == 0x2029
  }
}
