import ArgumentParser
import LibraryKit
import TrackKit

/// What a command line names, to be read with the strategy `allUnrecognized`: an id may begin with a dash, and would
/// else be taken for options.
enum ReferenceArguments {
  /// The references that `words` are.
  ///
  /// - Throws: `ValidationError` naming the first word that is none.
  static func parse(_ words: [String]) throws -> [YouTubeReference] {
    // The strategy keeps the terminator of options among the words.
    try words.filter { $0 != "--" }.map { word in
      guard let reference = YouTubeReference(word) else {
        throw ValidationError("\(YouTubeReference.problem(with: word)).")
      }
      return reference
    }
  }

  /// The ids of the videos that `words` are.
  ///
  /// - Parameter otherwise: what to say of a playlist.
  /// - Throws: `ValidationError` naming the first word that is none.
  static func videos(
    _ words: [String],
    otherwise: String = "Only videos can be refreshed by name; --expired and --all take care of playlists."
  ) throws -> [VideoID] {
    try parse(words).map { reference in
      guard case .video(let id) = reference else { throw ValidationError(otherwise) }
      return id
    }
  }
}
