import TrackKit

/// A rendition of which the cache holds bytes, as far as this program knows. Belongs to the event loop.
///
/// There is one for each rendition, whoever reads or writes it.
final class AudioFile {
  /// What it is.
  let facts: AudioFacts
  /// The blocks that can be read: they are in the file, and were sound when they were last looked at.
  var blocks: BlockSet
  /// The file of ``AudioFiles``.
  var disk: DiskFile?
  /// Whether it is not to be had any more: those who have it read on, and nothing is written.
  var isGone = false
  /// How many read or write it.
  var users = 0
  /// How many bytes it takes on the disk though it is gone, because it is being read.
  var lingering: Int64 = 0
  /// When somebody began to hear it last, in Unix seconds.
  var heardAt = 0.0

  init(_ facts: AudioFacts) {
    self.facts = facts
    blocks = BlockSet(length: facts.length)
  }
}
