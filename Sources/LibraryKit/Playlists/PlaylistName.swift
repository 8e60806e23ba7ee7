package import TrackKit

/// What people call a playlist.
package enum PlaylistName {
  /// `name` as the library keeps it.
  package static func cleaned(_ name: String) -> String {
    // The library cleans names, and so does the name of a file; without a prefix only slashes and dots differ.
    TrackStore.cleanedPlaylistName(name)
  }

  /// The playlist that a person means by `text`: its name, its name with the prefix, or the name of its file,
  /// which lacks some characters. Case counts only where it decides.
  package static func match(_ text: String, prefix: String, among names: [String]) -> String? {
    let forms: [(String) -> String] = [
      { $0 }, { prefix + $0 }, { PlaylistFileName(prefix: prefix, $0).name }, { PlaylistFileName($0).name },
    ]
    let cleaned = cleaned(text)
    let names = Set(names).sorted()
    for form in forms {
      if let name = names.first(where: { form($0) == text || form($0) == cleaned }) { return name }
    }
    let folded = cleaned.lowercased()
    for form in forms {
      let found = names.filter { form($0).lowercased() == folded }
      if found.count == 1 { return found[0] }
    }
    return nil
  }

  /// `name`, or the first of `name (2)`, `name (3)`… that is not taken.
  package static func free(_ name: String, isTaken: (String) -> Bool) -> String {
    var candidate = name
    var number = 1
    while isTaken(candidate) {
      number += 1
      candidate = "\(name) (\(number))"
    }
    return candidate
  }

  /// What to call a playlist that calls itself something, or nothing.
  package static func title(of list: ListedPlaylist, at url: String) -> String {
    guard let title = list.title else {
      return list.entries.count == 1 ? list.entries[0].displayName : "Playlist"
    }
    // A channel's uploads come by kind; the channel is meant.
    for kind in [" - Videos", " - Live", " - Shorts"] where title.hasSuffix(kind) && !url.contains("list=") {
      return String(title.dropLast(kind.count))
    }
    return title
  }
}
