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

extension AudioShare {
  /// How much of a track is on this machine: `★ here`, `here`, `★ 64 % here`, `★ not here yet`; `nil` for nothing that
  /// anybody has asked for.
  package static func words(_ audio: AudioShare?, isKept: Bool) -> String? {
    let part: String? =
      if let audio { audio.isComplete ? "here" : "\(audio.percent) % here" } else {
        isKept ? "not here yet" : nil
      }
    return part.map { isKept ? "\(Wording.keptMark) \($0)" : $0 }
  }
}
