import TrackKit

/// A program of the user's on a key: its words, in which `{id}`, `{url}`, `{title}` and `{artist}` stand for those of
/// the selected track.
public struct OwnCommand: Sendable, Hashable {
  /// The program, and its arguments.
  public var words: [String]

  /// A program and its arguments; at least the program.
  public init(_ words: [String]) { self.words = words }

  /// What it is called: the program without its folder.
  var name: String { words.first.map { String($0.split(separator: "/").last ?? "") } ?? "" }

  /// Whether it is about a track.
  var needsTrack: Bool { words.contains { word in Placeholder.allCases.contains { word.contains($0.text) } } }

  private enum Placeholder: String, CaseIterable {
    case id, url, title, artist
    var text: String { "{\(rawValue)}" }
  }

  /// The words for a track. What stands in for a placeholder stays part of its word, whatever a title contains, and no
  /// placeholder of a title is filled in again.
  func words(id: String, url: String, title: String, artist: String) -> [String] {
    let values: [Placeholder: String] = [.id: id, .url: url, .title: title, .artist: artist]
    return words.map { word in
      var rest = word[...]
      var filled = ""
      while let start = rest.firstIndex(of: "{") {
        filled += rest[..<start]
        rest = rest[start...]
        guard let placeholder = Placeholder.allCases.first(where: { rest.hasPrefix($0.text) }) else {
          filled.append(rest.removeFirst())
          continue
        }
        filled += values[placeholder] ?? ""
        rest = rest.dropFirst(placeholder.text.count)
      }
      return filled + rest
    }
  }
}
