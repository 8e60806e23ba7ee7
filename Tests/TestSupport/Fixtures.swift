import Foundation
import LoopbackOrigin
package import TrackKit

extension VideoID {
  /// The id most tests use.
  package static let test = valid("dQw4w9WgXcQ")
  /// Another one; ids may begin with a hyphen.
  package static let other = valid("-bcdefghijk")

  private static func valid(_ text: String) -> VideoID {
    guard let id = VideoID(text) else { preconditionFailure("\(text) is no video id") }
    return id
  }
}

/// Bytes no stretch of which is like another.
package func patternedBytes(_ count: Int) -> [UInt8] {
  var generator = SplitMix64(seed: 42)
  var bytes = [UInt8](repeating: 0, count: count)
  bytes.withUnsafeMutableBytes { buffer in
    var offset = 0
    while offset + 8 <= count {
      buffer.storeBytes(of: generator.next(), toByteOffset: offset, as: UInt64.self)
      offset += 8
    }
  }
  return bytes
}

/// Bytes to be compared in an expectation, which prints no megabytes when it fails.
package struct Octets: Equatable, CustomStringConvertible {
  private let bytes: [UInt8]

  package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  package static func == (left: Octets, right: Octets) -> Bool {
    left.bytes.count == right.bytes.count && memcmp(left.bytes, right.bytes, left.bytes.count) == 0
  }

  package var description: String {
    let start = bytes.prefix(16).map { String($0, radix: 16) }.joined(separator: " ")
    return "\(bytes.count) bytes: \(start)…"
  }
}
