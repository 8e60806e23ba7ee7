import TrackKit

/// The name of a playlist as file systems and MPD take it: no slash, no line break, at most 250 bytes.
public struct PlaylistFileName: Sendable, Hashable, CustomStringConvertible {
  /// The longest name MPD loads, in bytes of UTF-8, without the extension.
  public static let longest = 250

  /// The name, without an extension.
  public let name: String

  /// The nearest safe name to `prefix` followed by `name`.
  ///
  /// - Parameter number: tells playlists apart whose names are alike once they are safe; from 2 it is added
  ///   behind the name, where it survives the cut of a long one.
  public init(prefix: String = "", _ name: String, number: Int = 1) {
    var safe = String.UnicodeScalarView()
    for scalar in (MetadataText.clean(prefix + (MetadataText.clean(name) ?? "playlist")) ?? "playlist")
      .unicodeScalars
    {
      safe.append(scalar == "/" ? "-" : scalar)
    }
    var text = String(safe)
    // A leading dot would hide the file, or name the folder itself.
    if text.hasPrefix(".") { text = "-" + text.dropFirst() }
    let mark = number > 1 ? " (\(number))" : ""
    while text.utf8.count + mark.utf8.count > Self.longest { text.removeLast() }
    self.name = MetadataText.trimmed(text[...]) + mark
  }

  /// The name.
  public var description: String { name }

  /// The file's name with `fileExtension`, such as `m3u`.
  public func file(_ fileExtension: String) -> String { "\(name).\(fileExtension)" }
}
