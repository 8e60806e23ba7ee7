/// A rendition in the list of the cache of audio.
public struct AudioRecord: Sendable, Equatable {
  /// Names its file; drawn at random, never negative, and never given twice.
  public var number: Int64
  /// What it is.
  public var facts: AudioFacts
  /// When somebody began to hear it last, in Unix seconds.
  public var heardAt: Double
  /// How many bytes of it are there.
  public var bytes: Int64
  /// Which blocks are there, with their checksums: the cache's own form. From a list it is a stranger's until checked.
  public var blocks: [UInt8]

  /// A record.
  public init(number: Int64, facts: AudioFacts, heardAt: Double, bytes: Int64, blocks: [UInt8]) {
    self.number = number
    self.facts = facts
    self.heardAt = heardAt
    self.bytes = bytes
    self.blocks = blocks
  }
}

/// The short form of an ``AudioRecord``: what is needed of all of them at once.
public struct AudioEntry: Sendable, Equatable {
  /// Names its file.
  public var number: Int64
  /// The video; `nil` when what stands there is no id.
  public var id: VideoID?
  /// The size of the whole rendition in bytes.
  public var length: Int64
  /// When somebody began to hear it last, in Unix seconds.
  public var heardAt: Double
  /// How many bytes of it are there.
  public var bytes: Int64

  /// An entry.
  public init(number: Int64, id: VideoID?, length: Int64, heardAt: Double, bytes: Int64) {
    self.number = number
    self.id = id
    self.length = length
    self.heardAt = heardAt
    self.bytes = bytes
  }
}
