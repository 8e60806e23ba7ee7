/// How much of a track's audio is on this machine, in the rendition of which most is there.
public struct AudioShare: Sendable, Hashable {
  /// The bytes that are there.
  public var bytes: Int64
  /// The bytes of the whole track, at least 1.
  public var length: Int64

  /// `bytes` of `length`.
  public init(bytes: Int64, length: Int64) {
    self.length = max(length, 1)
    self.bytes = min(max(bytes, 0), self.length)
  }

  /// Whether all of it is there, so that it plays without a network.
  public var isComplete: Bool { bytes == length }

  /// The part that is there, from 0 to 1.
  public var part: Double { Double(bytes) / Double(length) }

  /// The part in whole percent; 100 only when all of it is there.
  public var percent: Int { Int(part * 100) }
}
