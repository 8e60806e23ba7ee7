import TrackKit

/// A rendition of which the cache holds bytes, as far as this program knows. Belongs to the event loop.
///
/// There is one for each rendition, whoever reads or writes it.
final class AudioFile {
  /// What it is.
  let facts: AudioFacts
  /// The blocks that can be read: they are in the file, and were sound when they were last looked at.
  var blocks: BlockSet

  init(_ facts: AudioFacts) {
    self.facts = facts
    blocks = BlockSet(length: facts.length)
  }
}
